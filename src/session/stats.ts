import type { SessionStatus } from './lifecycle.js';
import { byId, isActive } from './query.js';
import type { SessionRecord } from './record.js';

export type StatusCounts = Readonly<Record<SessionStatus, number>>;

export interface SessionStats {
  readonly total: number;
  /** Pending or running, and not stale. */
  readonly active: number;
  readonly stale: number;
  /** Sessions whose status is inferred from their last activity. */
  readonly inferred: number;
  /** Every status, those with none too. */
  readonly by_status: StatusCounts;
  readonly agents: readonly { readonly id: string; readonly total: number; readonly by_status: StatusCounts }[];
  readonly tasks: number;
  readonly groups: number;
  /** Of the sessions that have ended and say when. */
  readonly duration: {
    readonly count: number;
    /** How many of them end before they start: each counts as 0 ms. */
    readonly negative: number;
    readonly total_ms: number;
    readonly mean_ms: number | null;
    readonly median_ms: number | null;
    readonly max_ms: number | null;
  };
}

export function statsOf(sessions: readonly SessionRecord[]): SessionStats {
  const agents = new Map<string, SessionRecord[]>();
  for (const session of sessions) {
    if (session.agent === null) continue;
    const own = agents.get(session.agent);
    if (own === undefined) agents.set(session.agent, [session]);
    else own.push(session);
  }
  const distinct = (values: readonly (string | null)[]): number => new Set(values.filter((v) => v !== null)).size;
  return {
    total: sessions.length,
    active: sessions.filter(isActive).length,
    stale: sessions.filter(({ stale }) => stale).length,
    inferred: sessions.filter(({ status_inferred }) => status_inferred).length,
    by_status: countsOf(sessions),
    agents: [...agents]
      .map(([id, own]) => ({ id, total: own.length, by_status: countsOf(own) }))
      .sort((a, b) => b.total - a.total || byId(a, b)),
    tasks: distinct(sessions.map(({ task_id }) => task_id)),
    groups: distinct(sessions.map(({ session_group_id }) => session_group_id)),
    duration: durationsOf(sessions),
  };
}

function countsOf(sessions: readonly SessionRecord[]): StatusCounts {
  const counts = { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0, terminated: 0, handed_off: 0 };
  for (const { status } of sessions) counts[status]++;
  return counts;
}

function durationsOf(sessions: readonly SessionRecord[]): SessionStats['duration'] {
  const ended = sessions.flatMap(({ completed_at, duration_ms }) =>
    completed_at === null || duration_ms === null ? [] : [duration_ms],
  );
  const negative = ended.filter((ms) => ms < 0).length;
  const times = ended.map((ms) => Math.max(0, ms)).sort((a, b) => a - b);
  const total_ms = times.reduce((sum, ms) => sum + ms, 0);
  const middle = times.length / 2;
  const median = ((times[Math.ceil(middle) - 1] ?? 0) + (times[Math.floor(middle)] ?? 0)) / 2;
  return {
    count: times.length,
    negative,
    total_ms,
    mean_ms: times.length === 0 ? null : total_ms / times.length,
    median_ms: times.length === 0 ? null : median,
    max_ms: times.at(-1) ?? null,
  };
}
