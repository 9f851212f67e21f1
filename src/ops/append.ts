import { nearestName } from '../base/did-you-mean.js';
import { messageOf, SessionlogError } from '../base/errors.js';
import { PAYLOADS } from '../event/fields.js';
import type { Problem, ProblemCode } from '../event/problem.js';
import type { EventInput } from '../event/types.js';
import { openLog } from '../log/append.js';
import { blocksOf, type Source } from '../log/blocks.js';
import { RecordReader } from '../log/records.js';
import type { WriterOptions } from '../log/writer.js';

export interface AppendInput {
  readonly dir: string;
  readonly session: string;
  /** Who logs, where the event does not say. */
  readonly agent_id?: string | undefined;
  readonly writer?: Pick<WriterOptions, 'level' | 'redact'>;
  /** Hears once of each type that was accepted, is not known, and is near one that is: most likely a slip. */
  readonly onNearType?: ((type: string, near: string) => void) | undefined;
}

/** A stream of slips is told of so often, and no further. */
const TYPES_TOLD = 20;
const TYPES = Object.keys(PAYLOADS);

/** Watches the types of the events that were appended. */
function typeWatch({ onNearType }: AppendInput): (event: EventInput) => void {
  const told = new Set<string>();
  return ({ type }) => {
    if (onNearType === undefined || TYPES.includes(type) || told.has(type)) return;
    const near = nearestName(type, TYPES);
    if (near === undefined || told.size >= TYPES_TOLD) return;
    told.add(type);
    onNearType(type, near);
  };
}

/** Appends one event, given as JSON. @throws SessionlogError EVENT_INVALID, and what appending throws */
export function appendJson(input: AppendInput, json: string): void {
  const event = eventOf(json);
  const log = openLog(input.dir, input.session, { ...input.writer, agent_id: input.agent_id });
  try {
    log.append(event);
    log.flushSync();
    typeWatch(input)(event);
  } finally {
    log.closeNow();
  }
}

/** @throws SessionlogError EVENT_INVALID */
function eventOf(json: string): EventInput {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new SessionlogError('EVENT_INVALID', `the event is no JSON: ${messageOf(error)}`, error);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as EventInput;
  throw new SessionlogError(
    'EVENT_INVALID',
    'the event is no JSON object, such as {"type":"task_start","name":"build"}',
  );
}

/** How a file was made, and no loss to what is in it. */
const HARMLESS: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['blank_line', 'bom', 'crlf']);
/** The log cannot be written: the next events would fare no better. */
const FATAL = new Set(['WRITE_FAILED', 'QUEUE_FULL', 'FILE_UNSAFE']);

/**
 * Appends every event of a source of JSON lines; one that is refused is told of, and the next ones may be good.
 * Returns how many were written. @throws SessionlogError WRITE_FAILED, FILE_UNSAFE
 */
export async function appendLines(
  input: AppendInput,
  source: Source,
  onProblem: (problem: Problem) => void,
): Promise<number> {
  let written = 0;
  const watchType = typeWatch(input);
  const log = openLog(input.dir, input.session, { ...input.writer, agent_id: input.agent_id });
  const reader = new RecordReader({
    record({ value, place }) {
      try {
        const event = value as EventInput;
        log.append(event);
        written++;
        watchType(event);
      } catch (error) {
        if (!(error instanceof SessionlogError) || FATAL.has(error.code)) throw error;
        onProblem({ problem: 'invalid_event', ...place, reason: error.message });
      }
      return true;
    },
    problem(problem) {
      if (!HARMLESS.has(problem.problem)) onProblem(problem);
    },
  });
  try {
    for await (const block of blocksOf(source)) reader.push(block);
    reader.end('final');
    log.flushSync();
  } finally {
    log.closeNow();
  }
  return written;
}
