import { closeSync, fstatSync } from 'node:fs';
import { fileBlocks, isYoung, openToRead } from './blocks.js';
import type { Tail } from './records.js';
import { isShardDir, shardBlocks } from './shards.js';

/**
 * The bytes of a log, be it one file or the shards of a session; returns what its end is. Every block may be the same
 * memory, filled anew.
 *
 * @param offset of a file, where to begin
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export function* logBlocks(path: string, offset = 0): Generator<Buffer, Tail> {
  if (isShardDir(path)) {
    yield* shardBlocks(path);
    return 'final';
  }
  const { fd } = openToRead(path);
  try {
    yield* fileBlocks(path, fd, offset);
    return isYoung(fstatSync(fd), Date.now()) ? 'in flight' : 'final';
  } finally {
    closeSync(fd);
  }
}
