import { isoFromMs } from '../../base/clock.js';
import type { Environment } from '../hook/places.js';
import { AGENT_SOURCES, type AgentSource } from './agents.js';
import { type Deletion, deletionOf } from './deletion.js';
import { findLogs, isWithin, rootsOf } from './find.js';

const DAY_MS = 86_400_000;
/** What will be deleted within these days is warned of. */
const SOON_DAYS = 7;

/** What an agent has left on this machine. */
export interface SourceRow {
  readonly source: string;
  readonly title: string;
  readonly locations: readonly string[];
  readonly sessions: number;
  /** Files that belong to a session beside its own: of subagents. */
  readonly further_files: number;
  readonly size_bytes: number;
  /** Null where there is no session. */
  readonly oldest_ts: string | null;
  readonly newest_ts: string | null;
  /** Why it cannot be read where it lies; null where it can. */
  readonly unreadable: string | null;
  readonly deletion: (Deletion & { readonly sessions_due: number; readonly within_days: number }) | null;
}

/** Every agent with logs on this machine. @throws SessionlogError FILE_UNREADABLE */
export const sources = (env: Environment, now_ms: number): SourceRow[] =>
  AGENT_SOURCES.map((source) => rowOf(source, env, now_ms)).filter(({ locations }) => locations.length > 0);

function rowOf(source: AgentSource, env: Environment, now_ms: number): SourceRow {
  const locations = rootsOf(source, env);
  const logs = findLogs(source, env);
  const sessions = logs.filter(({ kind }) => kind === 'session');
  const times = logs.map(({ mtime_ms }) => mtime_ms);
  const due = locations.flatMap((root) => {
    const deletion = deletionOf(source.name, root);
    if (deletion === undefined) return [];
    const before_ms = now_ms - (deletion.after_days - SOON_DAYS) * DAY_MS;
    const old = sessions.filter(({ path, mtime_ms }) => isWithin(path, root) && mtime_ms < before_ms);
    return [{ ...deletion, sessions_due: old.length, within_days: SOON_DAYS }];
  });
  return {
    source: source.name,
    title: source.title,
    locations,
    sessions: sessions.length,
    further_files: logs.length - sessions.length,
    size_bytes: logs.reduce((sum, { size_bytes }) => sum + size_bytes, 0),
    oldest_ts: tsOf(logs.map(({ birth_ms }) => birth_ms).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)),
    newest_ts: tsOf(times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)),
    unreadable: source.unreadable ?? null,
    deletion: due.reduce<(typeof due)[number] | null>(
      (most, each) => (most === null || each.sessions_due > most.sessions_due ? each : most),
      null,
    ),
  };
}

const tsOf = (ms: number): string | null => (Number.isFinite(ms) ? isoFromMs(ms) : null);
