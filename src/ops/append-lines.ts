import { SessionlogError } from '../base/errors.js';
import type { Problem, ProblemCode } from '../event/problem.js';
import type { EventInput } from '../event/types.js';
import { openLog } from '../log/append.js';
import { blocksOf, type Source } from '../log/blocks.js';
import { RecordReader } from '../log/records.js';
import { type AppendInput, typeWatch } from './append.js';

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
