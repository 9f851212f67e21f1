import { closeSync, fstatSync, type Stats } from 'node:fs';
import { fileBlocks, isYoung, openToRead } from './blocks.js';
import type { Tail } from './records.js';
import { scanAhead } from './scan-ahead.js';
import type { BlockScanner, ScannedBlock } from './scan-blocks.js';
import { isShardDir, shardBlocks } from './shards.js';
import { isPacked, unpackedWhole } from './unpack.js';

/**
 * The bytes of a log, be it one file or the shards of a session; returns what its end is. Every block may be the same
 * memory, filled anew; a packed file comes as one block (`blocksOf` has it in pieces).
 *
 * @param offset of a file that is not packed, where to begin
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE, ARCHIVE_TOO_LARGE, ARCHIVE_UNREADABLE
 */
export function* logBlocks(path: string, offset = 0): Generator<Buffer, Tail> {
  if (!isShardDir(path)) return yield* logFileBlocks(path, offset);
  yield* shardBlocks(path);
  return 'final';
}

/** The same of one file. */
export function* logFileBlocks(path: string, offset = 0): Generator<Buffer, Tail> {
  const { fd, stat } = openToRead(path);
  try {
    if (isPacked(fd)) {
      yield unpackedWhole(path, fd);
      return 'final';
    }
    yield* fileBlocks(path, fd, offset);
    return tailOf(fd, stat);
  } finally {
    closeSync(fd);
  }
}

/** As `logBlocks`, with what a scanner finds in them, if there is one. */
export function* scannedLogBlocks(
  path: string,
  offset: number,
  scanner: BlockScanner | undefined,
): Generator<ScannedBlock, Tail> {
  if (scanner === undefined || isShardDir(path)) {
    const blocks = logBlocks(path, offset);
    try {
      let step = blocks.next();
      for (; step.done !== true; step = blocks.next()) yield { bytes: step.value, scanned: undefined };
      return step.value;
    } finally {
      blocks.return('final');
    }
  }
  const { fd, stat } = openToRead(path);
  try {
    yield* scanner.file(path, fd, offset);
    return tailOf(fd, stat);
  } finally {
    closeSync(fd);
  }
}

/** The same with a second thread, which scans what will come next: see `scanAhead`. */
export async function* scannedAhead(
  path: string,
  offset: number,
  scanner: BlockScanner,
): AsyncGenerator<ScannedBlock, Tail> {
  const { fd, stat } = openToRead(path);
  try {
    yield* scanAhead(scanner, path, fd, offset);
    return tailOf(fd, stat);
  } finally {
    closeSync(fd);
  }
}

const tailOf = (fd: number, stat: Stats): Tail =>
  stat.isFile() && isYoung(fstatSync(fd), Date.now()) ? 'in flight' : 'final';
