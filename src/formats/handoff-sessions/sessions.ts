import { isRecord, listOf, recordOf, textOf } from '../agent/values.js';
import { safeFallback } from '../compose.js';
import { type Draft, sessionIdIn } from '../drafts.js';
import type { SourceRecord } from '../format.js';
import { isInstant, msFromText } from '../instant.js';

/** One session of the store. */
export interface Session {
  readonly id: string;
  readonly agent_name: string;
  readonly record: SourceRecord;
  /** Epoch ms; NaN when it is not told. */
  readonly created_ms: number;
  readonly status: string;
}

export function sessionOf(record: SourceRecord): Session | undefined {
  const id = sessionIdIn(record['id']);
  const agent_name = textOf(record['agent_name']);
  if (id === undefined || agent_name === undefined) return undefined;
  return { id, agent_name, record, created_ms: timeOf(record, ['created_at']), status: statusOf(record['status']) };
}

/** How an enum of Rust is written: by its name, or as `{Failed: …}` when it carries something. */
function statusOf(status: unknown): string {
  const [name = ''] = isRecord(status) ? Object.keys(status) : [textOf(status) ?? ''];
  return name;
}

function timeOf(record: SourceRecord, keys: readonly string[]): number {
  for (const key of keys) {
    const ms = msFromText(textOf(record[key]) ?? '');
    if (!Number.isNaN(ms)) return ms;
  }
  return Number.NaN;
}

type Tell = (draft: Draft, inferred: boolean) => void;

/** The start of a session, its handoffs, and its end, as far as the store says. */
export function tellSession(
  session: Session,
  all: ReadonlyMap<string, Session>,
  fallback_ms: number,
  tell: Tell,
): void {
  const { record, created_ms } = session;
  const start_ms = isInstant(created_ms) ? created_ms : safeFallback(fallback_ms);
  tell({ type: 'session_start', at_ms: start_ms, payload: startOf(session) }, start_ms !== created_ms);
  let last_ms = start_ms;
  for (const child of listOf(record['child_sessions'])) {
    const child_session_id = sessionIdIn(child);
    if (child_session_id === undefined || child_session_id === session.id) continue;
    const known = all.get(child_session_id);
    const to_agent = known?.agent_name ?? textOf(record['handoff_to']);
    if (to_agent === undefined) continue;
    // A session is made at the moment it is handed to.
    const at_ms = known !== undefined && isInstant(known.created_ms) ? known.created_ms : start_ms;
    last_ms = Math.max(last_ms, at_ms);
    const payload = { to_agent, child_session_id, context: recordOf(known?.record['context']) };
    tell({ type: 'session_handoff', at_ms, payload }, at_ms !== known?.created_ms);
  }
  tellEnd(session, last_ms, tell);
}

function startOf({ id, record }: Session): SourceRecord {
  const context = recordOf(record['context']);
  const issue = context?.['issue_number'];
  const parent_session_id = sessionIdIn(record['parent_session']);
  return {
    purpose: textOf(record['purpose']),
    task_id: typeof issue === 'number' ? `#${issue}` : undefined,
    worktree_path: textOf(context?.['worktree_path']),
    parent_session_id: parent_session_id === id ? undefined : parent_session_id,
    context,
  };
}

const ENDED: ReadonlyMap<string, string> = new Map([
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
  ['terminated', 'terminated'],
]);

/** A session that was handed off has gone over into another, and has no end of its own. */
function tellEnd({ record, status: said }: Session, last_ms: number, tell: Tell): void {
  const status = ENDED.get(said.toLowerCase());
  if (status === undefined) return;
  const own_ms = timeOf(record, ['completed_at', 'ended_at', 'finished_at', 'updated_at']);
  const carried = recordOf(record['status'])?.[said];
  const error =
    textOf(record['error']) ?? textOf(record['error_message']) ?? (isRecord(carried) ? carried['error'] : carried);
  const payload = { status, error: error ?? undefined };
  tell({ type: 'session_end', at_ms: Number.isNaN(own_ms) ? last_ms : own_ms, payload }, Number.isNaN(own_ms));
}
