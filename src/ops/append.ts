import { nearestName } from '../base/did-you-mean.js';
import { messageOf, SessionlogError } from '../base/errors.js';
import { PAYLOADS } from '../event/fields.js';
import type { EventInput } from '../event/types.js';
import { openLog } from '../log/append.js';
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
export function typeWatch({ onNearType }: AppendInput): (event: EventInput) => void {
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
