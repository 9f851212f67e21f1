import { isRecord } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import { msFromText } from '../instant.js';

/** A line of a rollout, in whichever shape it was written. */
export interface Line {
  /** `session_meta`, `turn_context`, `response_item`, `event_msg`, `compacted`, … */
  readonly type: string;
  readonly payload: SourceRecord;
  /** Epoch ms, undefined where the line has no time. */
  readonly at_ms: number | undefined;
}

/** The types of line that say they are of a rollout. */
const TYPES: ReadonlySet<string> = new Set(['session_meta', 'response_item', 'event_msg', 'turn_context', 'compacted']);
/** Response items, which stood bare on a line before lines had a type of their own. */
const BARE = /^(?:message|reasoning|\w{1,40}_call|\w{1,40}_call_output)$/;

/** Bare items are told from other agents' lines by what they hold. */
const isBareItem = (record: SourceRecord): boolean =>
  typeof record['type'] === 'string' &&
  BARE.test(record['type']) &&
  ['content', 'call_id', 'summary', 'action'].some((key) => Object.hasOwn(record, key)) &&
  !Object.hasOwn(record, 'message') &&
  !Object.hasOwn(record, 'ts');

/** The first line of old files: `{id, timestamp, instructions, git}`. */
const isOldHead = (record: SourceRecord): boolean =>
  !Object.hasOwn(record, 'type') &&
  typeof record['id'] === 'string' &&
  typeof record['timestamp'] === 'string' &&
  (Object.hasOwn(record, 'instructions') || Object.hasOwn(record, 'git'));

export const isRollout = (record: SourceRecord): boolean =>
  (typeof record['type'] === 'string' && TYPES.has(record['type']) && isRecord(record['payload'])) || isOldHead(record);

/** The line that a record is, or why it is none. */
export function lineOf(record: SourceRecord): Line | string {
  const { type, payload, timestamp, record_type } = record;
  const at_ms = typeof timestamp === 'string' ? msFromText(timestamp) : undefined;
  if (at_ms !== undefined && Number.isNaN(at_ms))
    return 'timestamp: expected an ISO 8601 time with an offset, of the years 1970 to 9999';
  if (typeof type === 'string' && isRecord(payload)) return { type, payload, at_ms };
  if (isOldHead(record)) return { type: 'session_meta', payload: record, at_ms };
  if (isBareItem(record)) return { type: 'response_item', payload: record, at_ms };
  if (typeof record_type === 'string') return { type: 'state', payload: record, at_ms };
  return 'this is no line of a rollout: it has no type with a payload, and is no response item';
}
