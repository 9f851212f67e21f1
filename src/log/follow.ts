import { closeSync, fstatSync, readSync, type Stats, statSync } from 'node:fs';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { openToRead } from './blocks.js';

/** Why reading begins anew at the start of a file. */
export type Reset = 'truncated' | 'replaced';

export interface FollowSink {
  /** The next bytes of the file; valid during the call only. */
  bytes(chunk: Buffer): void;
  /** What came before belongs to another file, or to another life of this one. */
  reset(reason: Reset): void;
}

const block = Buffer.allocUnsafeSlow(LIMITS.block_bytes);
const WITNESS_BYTES = 64;
const NEWLINE = 0x0a;

/**
 * Follows one path through append, truncation, rename, removal and recreation. `stat` is the truth: each `poll`
 * asks for it, and whatever calls `poll` (a timer, a watch) decides only how soon. The old file stays open until
 * the path leads to another one, so that no inode number can be mistaken for it.
 */
export class Follower {
  readonly path: string;
  readonly #sink: FollowSink;
  #fd: number | undefined;
  #stat: Stats | undefined;
  #position: number;
  /** The last bytes before the position: a file that was truncated and grew again shows by them. */
  #witness = Buffer.alloc(0);

  /** @param from byte offset at which the first file is taken up */
  constructor(path: string, sink: FollowSink, from = 0) {
    this.path = path;
    this.#sink = sink;
    this.#position = from;
  }

  /** Reads all that is there now; a path without a file is waited for. @throws SessionlogError FILE_UNREADABLE */
  poll(): void {
    if (this.#fd === undefined && !this.#open()) return;
    this.#drain();
    const there = statSync(this.path, { throwIfNoEntry: false });
    // Renamed or removed, and nothing in its place: a writer may still write to the file that we hold.
    if (there === undefined || (there.ino === this.#stat?.ino && there.dev === this.#stat.dev)) return;
    this.#drain();
    this.close();
    this.#restart('replaced');
    if (this.#open()) this.#drain();
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #open(): boolean {
    try {
      const { fd, stat } = openToRead(this.path);
      this.#fd = fd;
      this.#stat = stat;
      return true;
    } catch (error) {
      if (error instanceof SessionlogError && error.code === 'FILE_NOT_FOUND') return false;
      throw error;
    }
  }

  #drain(): void {
    const fd = this.#fd as number;
    if (this.#wasRewritten(fd)) this.#restart('truncated');
    for (;;) {
      const length = readSync(fd, block, 0, block.length, this.#position);
      if (length === 0) return;
      this.#position += length;
      this.#remember(block.subarray(0, length));
      this.#sink.bytes(block.subarray(0, length));
    }
  }

  #wasRewritten(fd: number): boolean {
    const { size } = fstatSync(fd);
    if (size < this.#position) return true;
    const { length } = this.#witness;
    if (length === 0) return false;
    const there = Buffer.alloc(length);
    readSync(fd, there, 0, length, this.#position - length);
    return !there.equals(this.#witness);
  }

  #remember(chunk: Buffer): void {
    this.#witness = Buffer.concat([this.#witness, chunk.subarray(-WITNESS_BYTES)]).subarray(-WITNESS_BYTES);
  }

  #restart(reason: Reset): void {
    this.#position = 0;
    this.#witness = Buffer.alloc(0);
    this.#sink.reset(reason);
  }
}

/**
 * The byte offset at which the last `count` lines of a file begin; an unterminated last line is one of them.
 * Reads backwards, a block at a time.
 */
export function offsetOfLastLines(fd: number, size: number, count: number): number {
  // Without its newline the last line is still to come: it is never begun in the middle.
  if (count <= 0 && endsInNewline(fd, size)) return size;
  let wanted = Math.max(1, count);
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - block.length);
    const length = readSync(fd, block, 0, end - start, start);
    for (
      let i = block.lastIndexOf(NEWLINE, length - 1);
      i !== -1;
      i = i === 0 ? -1 : block.lastIndexOf(NEWLINE, i - 1)
    ) {
      // The newline that ends the last line begins none.
      if (start + i === size - 1) continue;
      if (--wanted === 0) return start + i + 1;
    }
    end = start;
  }
  return 0;
}

/** How many lines end before a byte offset: what is to be added to lines that are counted from there. */
export function linesBefore(fd: number, offset: number): number {
  let count = 0;
  for (let position = 0; position < offset; ) {
    const length = readSync(fd, block, 0, Math.min(block.length, offset - position), position);
    if (length === 0) break;
    const part = block.subarray(0, length);
    for (let at = part.indexOf(NEWLINE); at !== -1; at = part.indexOf(NEWLINE, at + 1)) count++;
    position += length;
  }
  return count;
}

function endsInNewline(fd: number, size: number): boolean {
  const last = Buffer.alloc(1);
  return size === 0 || readSync(fd, last, 0, 1, size - 1) === 0 || last[0] === NEWLINE;
}
