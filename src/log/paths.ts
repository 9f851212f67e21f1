import { basename, dirname, join } from 'node:path';
import { assertSessionId } from '../base/ids.js';

export const LOG_SUFFIX = '.jsonl';
/** Behind the name of a log that was archived. */
const PACKED_SUFFIX = '.gz';
export const ARCHIVE_SUFFIX = `${LOG_SUFFIX}${PACKED_SUFFIX}`;
/** Behind the name of a log that another program has packed. */
export const ZSTD_SUFFIX = `${LOG_SUFFIX}.zst`;
export const SHARD_SUFFIX = '.d';
export const DEFAULT_DIR = 'sessions';

/** The file of a session. @throws SessionlogError SESSION_ID_INVALID, before any file is touched */
export function sessionPath(dir: string, sessionId: string): string {
  assertSessionId(sessionId);
  return join(dir, sessionId + LOG_SUFFIX);
}

/** Where a log lies once it was archived: beside where it was. */
export const archiveOf = (logPath: string): string => `${logPath}${PACKED_SUFFIX}`;

/** The log that an archive was made of; a log is its own. */
export const unarchived = (path: string): string =>
  path.endsWith(ARCHIVE_SUFFIX) || path.endsWith(ZSTD_SUFFIX) ? path.slice(0, path.lastIndexOf('.')) : path;

/** Where the shards of a session lie: one file for each writer, for where writers cannot share one. */
export function shardDir(dir: string, sessionId: string): string {
  assertSessionId(sessionId);
  return join(dir, sessionId + SHARD_SUFFIX);
}

/** The file of one writer of a session. */
export const shardPath = (dir: string, sessionId: string, writer: string): string =>
  join(shardDir(dir, sessionId), writer + LOG_SUFFIX);

/** Whether a log is a shard: the file of one writer of a session. */
export const isShard = (logPath: string): boolean => dirname(logPath).endsWith(SHARD_SUFFIX);

/** The session that a log is named after; a shard lies in a directory named after it. */
export const sessionOf = (logPath: string): string =>
  isShard(logPath) ? basename(dirname(logPath), SHARD_SUFFIX) : basename(unarchived(logPath), LOG_SUFFIX);
