import { isRecord, recordsOf } from '../agent/values.js';
import { refused } from '../compose.js';
import { type Owner, openOutbox } from '../drafts.js';
import type { Decoded, Format, SourceHint, SourceRecord } from '../format.js';
import { sessionOf, tellSession } from './sessions.js';

export const handoffSessions: Format = {
  name: 'handoff-sessions',
  title: 'Session manager with handoff (Rust, sessions.json)',
  detect: (records) => records.some(isStore),
  open: (hint) => ({ push: (record) => decoded(record, hint), end: () => ({ events: [] }) }),
};

/** The whole store: `{sessions: [{id, agent_name, created_at, status, …}], version}`. */
const isStore = (record: SourceRecord): boolean =>
  recordsOf(record['sessions']).some(
    (each) => typeof each['agent_name'] === 'string' && typeof each['id'] === 'string',
  );

function decoded(record: SourceRecord, hint: SourceHint): Decoded {
  const { sessions } = record;
  if (!Array.isArray(sessions)) return refused('sessions: expected an array: this is no store of sessions');
  const items: readonly unknown[] = sessions;
  const known = items.map((item) => (isRecord(item) ? sessionOf(item) : undefined));
  const all = new Map(known.flatMap((session) => (session === undefined ? [] : [[session.id, session] as const])));
  let owner: Owner = { session_id: hint.session_id, agent_id: 'unknown' };
  let inferred = false;
  const outbox = openOutbox(() => ({ ...owner, inferred }));
  for (const session of all.values()) {
    owner = { session_id: session.id, agent_id: session.agent_name };
    tellSession(session, all, hint.fallback_ms, (draft, is_inferred) => {
      inferred = is_inferred;
      outbox.put(draft);
    });
  }
  const told = outbox.take();
  const refusedCount = known.filter((session) => session === undefined).length;
  if (refusedCount === 0) return told;
  return { ...told, fault: `${refusedCount} of its sessions have no usable id or no agent_name, and are passed over` };
}
