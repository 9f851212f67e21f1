import { closeSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { msFromIso } from '../base/clock.js';
import { fileBlocks, isYoung, openToRead, readError } from './blocks.js';
import { LineSplitter } from './lines.js';
import { LOG_SUFFIX, SHARD_SUFFIX } from './paths.js';

/** Whether a path is that of a session whose writers keep a file each. */
export function isShardDir(path: string): boolean {
  if (!path.endsWith(SHARD_SUFFIX)) return false;
  try {
    return statSync(path).isDirectory();
  } catch {
    // Missing, inside a file, not for us to see: whoever opens it says which.
    return false;
  }
}

/** The shards of a session, in the order of their names. @throws SessionlogError FILE_UNREADABLE */
export function shardsOf(path: string): string[] {
  try {
    return readdirSync(path)
      .filter((name) => name.endsWith(LOG_SUFFIX))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    throw readError(path, error);
  }
}

interface Line {
  readonly at_ms: number;
  readonly bytes: Buffer;
}

/**
 * The lines of all shards of a session as one log, in order of time; lines of one writer keep their order. Holds a
 * block of each shard.
 *
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export function* shardBlocks(path: string): Generator<Buffer> {
  const shards = shardsOf(path).map((shard) => linesOf(shard));
  const heads = shards.map((lines) => lines.next());
  try {
    for (;;) {
      const earliest = earliestOf(heads);
      if (earliest === undefined) return;
      yield earliest.value.bytes;
      const i = heads.indexOf(earliest);
      heads[i] = (shards[i] as Generator<Line>).next();
    }
  } finally {
    for (const lines of shards) lines.return(undefined);
  }
}

type Head = IteratorResult<Line>;

/** The head that comes first in time; of several, the one of the first shard. */
function earliestOf(heads: readonly Head[]): IteratorYieldResult<Line> | undefined {
  let earliest: IteratorYieldResult<Line> | undefined;
  for (const head of heads) {
    if (head.done !== true && (earliest === undefined || head.value.at_ms < earliest.value.at_ms)) earliest = head;
  }
  return earliest;
}

/** The lines of one shard, each with its newline and its time, or that of the line before. */
function* linesOf(path: string): Generator<Line> {
  const { fd, stat } = openToRead(path);
  let lines: Line[] = [];
  let at_ms = Number.NEGATIVE_INFINITY;
  const take = (bytes: Buffer): void => {
    at_ms = timeOf(bytes) ?? at_ms;
    lines.push({ at_ms, bytes: Buffer.concat([bytes, Buffer.of(0x0a)]) });
  };
  const splitter = new LineSplitter({
    line: take,
    // Told of by whoever reads the merged log: a line of which only the length is known.
    overLong: ({ length }) => take(Buffer.alloc(Math.min(length, 64))),
  });
  try {
    for (const block of fileBlocks(path, fd)) {
      splitter.push(block);
      yield* lines;
      lines = [];
    }
    if (!isYoung(stat, Date.now())) splitter.end();
    yield* lines;
  } finally {
    closeSync(fd);
  }
}

const TIME = /"ts":\s?"([^"]{20,35})"/;

function timeOf(bytes: Buffer): number | undefined {
  const ts = TIME.exec(bytes.toString('latin1', 0, 256))?.[1];
  const at_ms = ts === undefined ? Number.NaN : msFromIso(ts);
  return Number.isNaN(at_ms) ? undefined : at_ms;
}
