import { isoFromMs, msFromIso } from '../base/clock.js';
import type { EventOf } from '../event/types.js';
import { hasEnded, type LifeEvent, statusAsked, stepFault, worded } from './lifecycle.js';
import { type Draft, newFacts, type SessionFacts, type SessionFinding } from './record.js';

/** What one log holds of one session: the events of its life, and what stands around them. */
export interface SessionTrace {
  readonly id: string;
  /** In the order of the file. */
  readonly life: readonly LifeEvent[];
  readonly agent: string | null;
  readonly first_ts: string;
  readonly last_ts: string;
  readonly lines: number;
}

/** An event that was no legal step any more when its turn came: it has no effect. */
export interface RefusedStep {
  readonly writer: string | undefined;
  readonly seq: number | undefined;
  readonly reason: string;
}

export interface FoldedSession {
  readonly facts: SessionFacts;
  /** The event that made it run: of several that ask for it, the first. */
  readonly began: Pick<RefusedStep, 'writer' | 'seq'> | undefined;
  readonly refused: readonly RefusedStep[];
}

/** Steps that were refused and are told one by one; a log of nothing else must not make a page of findings. */
const TOLD = 20;

/**
 * The record of a session: its events, each taken in its turn. In one log the order of the file decides what came
 * first, whatever the clocks say; over several logs of one session the times do.
 */
export function foldSession(traces: readonly [SessionTrace, ...SessionTrace[]]): FoldedSession {
  const draft = newFacts();
  draft.id = traces[0].id;
  const refused: RefusedStep[] = [];
  let began: LifeEvent | undefined;
  for (const trace of distinct(traces)) noteSpan(draft, trace);
  for (const event of lifeOf(traces)) {
    const fault = stepFault(draft, event);
    if (fault === undefined) {
      apply(draft, event);
      if (draft.status === 'running') began ??= event;
    } else refused.push({ writer: event.writer, seq: event.seq, reason: fault });
  }
  draft.findings = [...refused.slice(0, TOLD).map(told), ...findingsOf(draft)];
  return { facts: draft, began: began && { writer: began.writer, seq: began.seq }, refused };
}

/** A log and its archive hold the same where the archiver died before it could remove the log. */
function distinct(traces: readonly SessionTrace[]): readonly SessionTrace[] {
  if (traces.length === 1) return traces;
  const key = ({ first_ts, last_ts, lines, life }: SessionTrace): string =>
    JSON.stringify([first_ts, last_ts, lines, life.map(({ writer, seq }) => [writer, seq])]);
  const known = new Map(traces.map((trace) => [key(trace), trace]));
  return traces.filter((trace) => trace.life.length === 0 || known.get(key(trace)) === trace);
}

const told = ({ reason }: RefusedStep): SessionFinding => ({
  code: 'STEP_REFUSED',
  message: `an event has no effect: the session could not take that step, because ${reason}`,
});

/** The events in their order, each once: a writer that doubted its write has sent the line again. */
function lifeOf(traces: readonly SessionTrace[]): readonly LifeEvent[] {
  const all = traces.flatMap(({ life }) => life);
  if (all.length < 2) return all;
  const seen = new Set<string>();
  const once = all.filter(({ writer, seq }) => {
    if (writer === undefined || seq === undefined) return true;
    const key = `${seq} ${writer}`;
    return !seen.has(key) && seen.add(key);
  });
  return traces.length === 1 ? once : once.sort((a, b) => msFromIso(a.ts) - msFromIso(b.ts));
}

function noteSpan(draft: Draft<SessionFacts>, { agent, first_ts, last_ts, lines }: SessionTrace): void {
  draft.lines += lines;
  draft.agent ??= agent;
  if (draft.started_at === null || msFromIso(first_ts) < msFromIso(draft.started_at)) draft.started_at = utc(first_ts);
  noteActivity(draft, last_ts);
}

function noteActivity(draft: Draft<SessionFacts>, ts: string): void {
  if (draft.updated_at === null || msFromIso(ts) > msFromIso(draft.updated_at)) draft.updated_at = utc(ts);
}

/** Ours are written so already. */
const utc = (ts: string): string => (ts.length === 24 && ts.endsWith('Z') ? ts : isoFromMs(msFromIso(ts)));

function apply(draft: Draft<SessionFacts>, event: LifeEvent): void {
  noteActivity(draft, event.ts);
  draft.status = statusAsked(event) ?? draft.status;
  switch (event.type) {
    case 'session_start':
      draft.started = true;
      draft.started_at = utc(event.ts);
      draft.agent = event.agent_id ?? draft.agent;
      draft.handoff = event.handoff ?? false;
      applyFields(draft, event);
      break;
    case 'session_update':
      applyFields(draft, event);
      applyOutcome(draft, event);
      break;
    case 'session_handoff':
      draft.completed_at = utc(event.ts);
      draft.handed_off_to = event.to_agent;
      draft.children = [...draft.children, event.child_session_id];
      break;
    case 'session_end':
      draft.completed_at = utc(event.ts);
      draft.reason = event.reason ?? null;
      applyOutcome(draft, event);
      break;
    default:
  }
}

function applyFields(draft: Draft<SessionFacts>, event: EventOf<'session_start' | 'session_update'>): void {
  draft.name = event.name ?? draft.name;
  draft.purpose = event.purpose ?? draft.purpose;
  draft.task_id = event.task_id ?? draft.task_id;
  draft.session_group_id = event.session_group_id ?? draft.session_group_id;
  draft.idempotency_key = event.idempotency_key ?? draft.idempotency_key;
  draft.branch_name = event.branch_name ?? draft.branch_name;
  draft.worktree_path = event.worktree_path ?? draft.worktree_path;
  draft.project_root = event.project_root ?? draft.project_root;
  draft.parent = event.parent_session_id ?? draft.parent;
  // A spread copies `__proto__` as a key like any other.
  if (event.context !== undefined) draft.context = { ...draft.context, ...event.context };
  if (event.labels !== undefined) draft.labels = { ...draft.labels, ...event.labels };
  // A process that takes the session up has a machine of its own: an old pid means nothing there.
  if (event.host !== undefined || event.pid !== undefined) {
    draft.host = event.host ?? null;
    draft.pid = event.pid ?? null;
  }
}

function applyOutcome(draft: Draft<SessionFacts>, event: EventOf<'session_update' | 'session_end'>): void {
  draft.exit_code = event.exit_code ?? draft.exit_code;
  draft.signal = event.signal ?? draft.signal;
  draft.dod_result = event.dod_result ?? draft.dod_result;
  draft.pr_url = event.pr_url ?? draft.pr_url;
  draft.error = event.error ?? draft.error;
  if (event.artifacts !== undefined) draft.artifacts = union(draft.artifacts, event.artifacts);
}

function union(known: readonly unknown[], added: readonly unknown[]): readonly unknown[] {
  const all = new Map([...known, ...added].map((item) => [JSON.stringify(item), item]));
  return [...all.values()];
}

function findingsOf({ status, exit_code, started_at, completed_at }: SessionFacts): SessionFinding[] {
  const findings: SessionFinding[] = [];
  const isAgainst = status === 'completed' ? exit_code !== 0 : status === 'failed' && exit_code === 0;
  if (exit_code !== null && status !== null && hasEnded(status) && isAgainst) {
    findings.push({
      code: 'STATUS_AGAINST_EXIT_CODE',
      message: `it is ${worded(status)}, and its exit code is ${exit_code}`,
    });
  }
  if (started_at !== null && completed_at !== null && msFromIso(completed_at) < msFromIso(started_at)) {
    findings.push({
      code: 'NEGATIVE_DURATION',
      message: `it ended (${completed_at}) before it started (${started_at})`,
    });
  }
  return findings;
}
