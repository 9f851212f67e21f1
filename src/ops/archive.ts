import { basename, dirname } from 'node:path';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { archiveLog } from '../log/archive.js';
import { removeLeftovers } from '../log/leftovers.js';
import { SHARD_SUFFIX, sessionOf, unarchived } from '../log/paths.js';
import { isShardDir } from '../log/shards.js';
import { foldSession, type SessionTrace } from '../session/fold.js';
import { hasEnded } from '../session/lifecycle.js';
import { readTraces } from './session-catalog.js';
import { isDirectory, type LogFile, resolveTargets } from './targets.js';

export interface ArchiveInput {
  /** Files, directories, session ids; none: `dir`. */
  readonly targets: readonly string[];
  readonly dir: string;
  /** How long a log must have been left alone. */
  readonly idle_ms: number;
  readonly dry_run: boolean;
  readonly now_ms: number;
  readonly onResult: (result: ArchiveResult) => void | Promise<void>;
  readonly onRefused: (error: SessionlogError) => void;
}

/** What became of one log. */
export interface ArchiveResult {
  readonly session_id: string;
  readonly file: string;
  readonly action: 'archived' | 'would_archive' | 'left';
  /** Why it was left. */
  readonly reason?: string;
  readonly archive?: string;
  readonly bytes: number;
  readonly archive_bytes?: number;
}

export interface ArchiveCounts {
  /** Archived, or to be. */
  readonly taken: number;
  readonly left: number;
  /** Those left that were named one by one. */
  readonly refused: number;
}

/** Archives the logs of sessions that have ended and that nobody writes to. @throws SessionlogError NO_LOGS */
export async function archive(input: ArchiveInput): Promise<ArchiveCounts> {
  const { targets, dir, onResult, onRefused } = input;
  const wanted = targets.length === 0 ? [dir] : targets;
  const listed = wanted.filter(isDirectory);
  const fromList = new Set(resolveTargets(listed, dir, () => {}).map(({ path }) => path));
  const counts = { taken: 0, left: 0, refused: 0 };
  const logs = resolveTargets(wanted, dir, onRefused);
  const dirs = new Set([...listed, ...logs.filter(({ path }) => path !== '-').map(({ path }) => dirname(path))]);
  if (!input.dry_run) for (const one of dirs) removeLeftovers(one, input.now_ms);
  for (const log of logs) {
    // The archives of a directory are what others were made before.
    if (unarchived(log.path) !== log.path && fromList.has(log.path)) continue;
    try {
      const result = await archiveOne(log, input);
      if (result.action !== 'left') counts.taken++;
      else {
        counts.left++;
        if (!fromList.has(log.path)) counts.refused++;
      }
      await onResult(result);
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      onRefused(error);
    }
  }
  return counts;
}

async function archiveOne(log: LogFile, { idle_ms, dry_run, now_ms }: ArchiveInput): Promise<ArchiveResult> {
  const session_id = isShardDir(log.path) ? basename(log.path, SHARD_SUFFIX) : sessionOf(log.path);
  const about = { session_id, file: log.path, bytes: log.size_bytes };
  const reason = await reasonToLeave(log, Math.max(idle_ms, LIMITS.pending_ms), now_ms);
  if (reason !== undefined) return { ...about, action: 'left', reason };
  if (dry_run) return { ...about, action: 'would_archive' };
  const made = await archiveLog(log.path);
  return typeof made === 'string'
    ? { ...about, action: 'left', reason: made }
    : { ...about, action: 'archived', ...made };
}

async function reasonToLeave(log: LogFile, idle_ms: number, now_ms: number): Promise<string | undefined> {
  if (log.path === '-') return 'standard input is no file';
  if (isShardDir(log.path)) return 'each of its writers keeps a file of its own';
  if (unarchived(log.path) !== log.path) return 'it is an archive';
  if (now_ms - log.mtime_ms < idle_ms) return 'it was written to lately';
  const { format, traces } = await readTraces(log);
  if (format !== 'sessionlog') return `it is a log of another tool (${format})`;
  return traces.some(isOpen) ? 'it has not ended' : undefined;
}

/** One without events of its life has ended once it is left alone. */
function isOpen(trace: SessionTrace): boolean {
  const { status } = foldSession([trace]).facts;
  return status !== null && !hasEnded(status);
}
