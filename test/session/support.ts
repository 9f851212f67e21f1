import type { SessionEvent } from '../../src/event/types.js';
import { type FoldedSession, foldSession } from '../../src/session/fold.js';
import type { SessionRecord } from '../../src/session/record.js';
import { TraceKeeper } from '../../src/session/trace.js';
import { viewSession } from '../../src/session/view.js';

export const START_MS = Date.UTC(2026, 10, 21, 8);
export const at = (seconds: number): string => new Date(START_MS + seconds * 1000).toISOString();

/** Events of session `s`, a second apart, of a writer that counts them. */
export function eventsOf(payloads: readonly Record<string, unknown>[], session_id = 's'): SessionEvent[] {
  return payloads.map((payload, seq) => ({ ts: at(seq), session_id, writer: 'w', seq, ...payload }) as SessionEvent);
}

export function foldOf(events: readonly SessionEvent[]): FoldedSession {
  const keeper = new TraceKeeper();
  for (const event of events) keeper.add(event);
  const [first, ...more] = keeper.traces;
  if (first === undefined) throw new Error('no events');
  return foldSession([first, ...more]);
}

export const fold = (...payloads: Record<string, unknown>[]): FoldedSession => foldOf(eventsOf(payloads));

/** A record as it stands at the given second. */
export function record(payloads: readonly Record<string, unknown>[], id = 's', now_s = 60): SessionRecord {
  const { facts } = foldOf(eventsOf(payloads, id));
  const now = { now_ms: START_MS + now_s * 1000, stale_after_ms: 3_600_000 };
  return viewSession(facts, { file: `${id}.jsonl`, format: 'sessionlog' }, now);
}
