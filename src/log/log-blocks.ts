import { closeSync, fstatSync } from 'node:fs';
import { fileBlocks, isYoung, openToRead } from './blocks.js';
import type { Tail } from './records.js';
import { isShardDir, shardBlocks } from './shards.js';
import { isPacked, unpackedWhole } from './unpack.js';

/**
 * The bytes of a log, be it one file or the shards of a session; returns what its end is. Every block may be the same
 * memory, filled anew; a packed file comes as one block (`blocksOf` has it in pieces).
 *
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE, ARCHIVE_TOO_LARGE, ARCHIVE_UNREADABLE
 */
export function* logBlocks(path: string): Generator<Buffer, Tail> {
  if (!isShardDir(path)) return yield* logFileBlocks(path);
  yield* shardBlocks(path);
  return 'final';
}

/** The same of one file. */
export function* logFileBlocks(path: string): Generator<Buffer, Tail> {
  const { fd, stat } = openToRead(path);
  try {
    if (isPacked(fd)) {
      yield unpackedWhole(path, fd);
      return 'final';
    }
    yield* fileBlocks(path, fd);
    return stat.isFile() && isYoung(fstatSync(fd), Date.now()) ? 'in flight' : 'final';
  } finally {
    closeSync(fd);
  }
}
