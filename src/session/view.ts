import { hostname } from 'node:os';
import { errnoOf } from '../base/errors.js';
import type { SessionFacts, SessionRecord, SessionSource } from './record.js';

export interface ViewOptions {
  readonly now_ms: number;
  /** A running session that is silent for longer is stale. */
  readonly stale_after_ms: number;
  /** Whether a process runs; undefined where that cannot be seen from here. */
  readonly isAlive?: (host: string | null, pid: number | null) => boolean | undefined;
}

/**
 * The session as it stands now: what its log does not say is taken from its last activity. The times of a record are
 * in one form, which Date.parse reads several times as fast as any.
 *
 * @param given what is missing in it is nothing
 */
export function viewSession(given: Partial<SessionFacts>, source: SessionSource, options: ViewOptions): SessionRecord {
  const { started_at = null, updated_at = null, status: said = null } = given;
  const { now_ms, stale_after_ms, isAlive = processLives } = options;
  const mayBeSilent = said === null || said === 'running';
  const isSilent = mayBeSilent && (updated_at === null || now_ms - Date.parse(updated_at) > stale_after_ms);
  const status = said ?? (isSilent ? 'completed' : 'running');
  const isRunning = said === 'running';
  const isGone = isRunning && isAlive(given.host ?? null, given.pid ?? null) === false;
  const stale_reason = isGone ? 'process gone' : isRunning && isSilent ? 'silent' : null;
  const completed_at = given.completed_at ?? (said === null && isSilent ? updated_at : null);
  const end = completed_at ?? updated_at;
  // Written out: copies made by spreading take ten times the memory and the time.
  return {
    id: given.id ?? '',
    name: given.name ?? null,
    purpose: given.purpose ?? null,
    task_id: given.task_id ?? null,
    agent: given.agent ?? null,
    status,
    status_inferred: said === null,
    stale: stale_reason !== null,
    stale_reason,
    started: given.started ?? false,
    started_at,
    updated_at,
    completed_at,
    duration_ms: started_at === null || end === null ? null : Date.parse(end) - Date.parse(started_at),
    session_group_id: given.session_group_id ?? null,
    idempotency_key: given.idempotency_key ?? null,
    branch_name: given.branch_name ?? null,
    pr_url: given.pr_url ?? null,
    worktree_path: given.worktree_path ?? null,
    project_root: given.project_root ?? null,
    exit_code: given.exit_code ?? null,
    signal: given.signal ?? null,
    dod_result: given.dod_result ?? null,
    artifacts: given.artifacts ?? [],
    error: given.error ?? null,
    reason: given.reason ?? null,
    context: given.context ?? {},
    labels: given.labels ?? {},
    parent: given.parent ?? null,
    children: given.children ?? [],
    handed_off_to: given.handed_off_to ?? null,
    handoff: given.handoff ?? false,
    host: given.host ?? null,
    pid: given.pid ?? null,
    findings: given.findings ?? [],
    lines: given.lines ?? 0,
    file: source.file,
    format: source.format,
  };
}

/** Whether a process of this machine runs; undefined for one of another machine, or when none is named. */
export function processLives(host: string | null, pid: number | null): boolean | undefined {
  if (pid === null || pid === 0 || host !== hostname()) return undefined;
  try {
    // Signal 0 asks only.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and another user's.
    return errnoOf(error) === 'EPERM';
  }
}
