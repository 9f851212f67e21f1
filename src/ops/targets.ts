import { readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { errnoOf, SessionlogError } from '../base/errors.js';
import { sessionIdFault } from '../base/ids.js';
import { readError } from '../log/blocks.js';
import {
  ARCHIVE_SUFFIX,
  archiveOf,
  LOG_SUFFIX,
  SHARD_SUFFIX,
  sessionPath,
  shardDir,
  unarchived,
  ZSTD_SUFFIX,
} from '../log/paths.js';
import { isShardDir } from '../log/shards.js';
import { isPackedFile } from '../log/unpack.js';

/** One log to read: a path, or `-` for standard input. */
export interface LogFile {
  readonly path: string;
  /** Epoch ms of its last change; 0 for standard input. */
  readonly mtime_ms: number;
  readonly size_bytes: number;
  /** With size and time they change when the file does: what was read of it before is true while they do not. */
  readonly ino?: number;
  readonly ctime_ms?: number;
}

export const STDIN: LogFile = { path: '-', mtime_ms: 0, size_bytes: 0 };

/**
 * The logs that a target names: a file, every log of a directory (oldest name first), a session of `dir`, or `-`.
 *
 * @throws SessionlogError FILE_NOT_FOUND, NO_LOGS, FILE_UNREADABLE
 */
export function resolveTarget(target: string, dir: string): LogFile[] {
  if (target === '-') return [STDIN];
  const direct = statOf(target);
  if (direct?.isDirectory() && !isShardDir(target)) {
    const logs = logsIfAny(target);
    // A project has a directory named test or docs, where a session may be named so too.
    return logs.length > 0 ? logs : orNoLogs(sessionLogs(target, dir), target);
  }
  if (direct !== undefined) return [logAt(target, direct)];
  const logs = sessionLogs(target, dir);
  if (logs.length > 0) return logs;
  throw notFound(target, dir);
}

/** The logs of a session of `dir`, whatever else has its name; none for what is no session id. @throws as `resolveTarget` */
export function sessionLogs(id: string, dir: string): LogFile[] {
  if (sessionIdFault(id) !== undefined) return [];
  const path = sessionPath(dir, id);
  return [archiveOf(path), path, shardDir(dir, id)].flatMap((part) => {
    const stat = statOf(part);
    return stat === undefined ? [] : [logAt(part, stat)];
  });
}

const notFound = (target: string, dir: string): SessionlogError =>
  new SessionlogError(
    'FILE_NOT_FOUND',
    `${target || '""'}: there is no such file, directory, or session in ${dir}${alike(target, dir)}`,
  );

const logAt = (path: string, { mtimeMs, ctimeMs, size, ino }: Stats): LogFile => ({
  path,
  mtime_ms: mtimeMs,
  size_bytes: size,
  ino,
  ctime_ms: ctimeMs,
});

/** What `tail -f` begins with. Logs may be missing yet, whose names are known all the same. */
export interface Following {
  readonly logs: readonly LogFile[];
  /** The directory whose new logs are followed too. */
  readonly watch_dir?: string;
  /** Where the shards of a session are, or may appear. */
  readonly shard_dirs?: readonly string[];
  /** What is waited for, because it is not there yet: a log, or a directory's first. */
  readonly awaited?: string;
}

/**
 * The logs that a target names or will name once they are written.
 *
 * @throws SessionlogError FILE_NOT_FOUND when it can name none, FILE_UNREADABLE
 */
export function resolveToFollow(target: string, dir: string): Following {
  const direct = statOf(target);
  if (direct !== undefined && isShardDir(target)) return { logs: [], shard_dirs: [target] };
  // The directory of sessions may be missing yet: it comes with the first one.
  const isDir = direct === undefined ? target !== '' && resolve(target) === resolve(dir) : direct.isDirectory();
  if (isDir) {
    const logs = growingLogs(target);
    return { logs, watch_dir: target, ...(logs.length === 0 ? { awaited: `the first log in ${target}` } : {}) };
  }
  if (isPackedFile(target))
    throw new SessionlogError('OPTION_INVALID', `${target}: an archive does not grow: leave --follow out`);
  if (direct !== undefined) return { logs: [logAt(target, direct)] };
  if (sessionIdFault(target) === undefined) {
    const [path, shards] = [sessionPath(dir, target), shardDir(dir, target)];
    const stat = statOf(path);
    const isThere = stat !== undefined || statOf(shards) !== undefined;
    if (isThere || !target.endsWith(LOG_SUFFIX)) {
      const log = stat === undefined ? missing(path) : logAt(path, stat);
      return { logs: [log], shard_dirs: [shards], ...(isThere ? {} : { awaited: path }) };
    }
  }
  const isPath = target.endsWith(LOG_SUFFIX) && statOf(dirname(target))?.isDirectory() === true;
  if (isPath) return { logs: [missing(target)], awaited: target };
  throw notFound(target, dir);
}

const missing = (path: string): LogFile => ({ path, mtime_ms: 0, size_bytes: 0 });

/** The logs of a directory that may have none yet. */
export function logsIfAny(dir: string): LogFile[] {
  try {
    return logsOf(dir);
  } catch (error) {
    if (error instanceof SessionlogError && error.code === 'NO_LOGS') return [];
    throw error;
  }
}

/** Those of them that may grow: no archives. */
export const growingLogs = (dir: string): LogFile[] => logsIfAny(dir).filter(({ path }) => unarchived(path) === path);

/** The logs of all targets, each log once; a target that names none is told of and left out. */
export function resolveTargets(
  targets: readonly string[],
  dir: string,
  onRefused: (error: SessionlogError) => void,
): LogFile[] {
  const logs = new Map<string, LogFile>();
  for (const target of targets) {
    try {
      for (const log of resolveTarget(target, dir)) {
        const key = log.path === STDIN.path ? log.path : resolve(log.path);
        if (!logs.has(key)) logs.set(key, log);
      }
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      onRefused(error);
    }
  }
  return [...logs.values()];
}

/** The session of `dir` that changed last. @throws SessionlogError NO_LOGS */
export function newestLog(dir: string): LogFile {
  const logs = logsOf(dir);
  return logs.reduce((newest, log) => (log.mtime_ms > newest.mtime_ms ? log : newest));
}

/** @throws SessionlogError NO_LOGS, FILE_UNREADABLE */
export function logsOf(dir: string): LogFile[] {
  const logs = logNames(dir).flatMap((name) => {
    const path = join(dir, name);
    const stat = statOf(path);
    return stat?.isFile() || (stat !== undefined && isShardDir(path)) ? [logAt(path, stat)] : [];
  });
  return orNoLogs(logs, dir);
}

function orNoLogs(logs: LogFile[], dir: string): LogFile[] {
  if (logs.length > 0) return logs;
  throw new SessionlogError('NO_LOGS', `${dir}: no logs here: a session is a file named <session>${LOG_SUFFIX}`);
}

const SUFFIXES = [LOG_SUFFIX, ARCHIVE_SUFFIX, ZSTD_SUFFIX, SHARD_SUFFIX];

/** What was archived of a session comes before what was written since. */
function byNameArchivesFirst(a: string, b: string): number {
  const [first, second] = [unarchived(a), unarchived(b)];
  if (first !== second) return first < second ? -1 : 1;
  return b.length - a.length;
}

function logNames(dir: string): string[] {
  try {
    const names = readdirSync(dir).filter(
      (name) => SUFFIXES.some((suffix) => name.endsWith(suffix)) && !name.startsWith('.'),
    );
    const all = new Set(names);
    // Its program packs a log whole and then removes it: while there are both, they are the same.
    return names.filter((name) => !(name.endsWith(ZSTD_SUFFIX) && all.has(unarchived(name)))).sort(byNameArchivesFirst);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw readError(dir, error);
  }
}

/** Whether a target is a directory, as far as it can be seen. */
export const isDirectory = (target: string): boolean => safely(() => statOf(target))?.isDirectory() === true;

/** Whether a target is a file, as far as it can be seen. */
export const isFile = (target: string): boolean => safely(() => statOf(target))?.isFile() === true;

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // A part of the path is a file, or the name is too long: then it names nothing.
    if (['ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes(errnoOf(error)) || error instanceof TypeError) return undefined;
    throw readError(path, error);
  }
}

/** A hint at sessions whose name is near, for who mistyped one. */
function alike(target: string, dir: string): string {
  const wanted = basename(unarchived(target), LOG_SUFFIX).toLowerCase();
  // Only a hint: the error about the target itself is the one to show.
  const near = (safely(() => logNames(dir)) ?? [])
    .map((name) => basename(unarchived(name), LOG_SUFFIX))
    .filter(
      (name) => wanted.length > 2 && (name.toLowerCase().includes(wanted) || wanted.includes(name.toLowerCase())),
    );
  return near.length === 0 ? '' : `; did you mean ${near.slice(0, 3).join(', ')}?`;
}

/** Undefined where it fails: whoever needs the answer asks again, and tells why. */
function safely<Value>(ask: () => Value): Value | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
