import { closeSync, fstatSync, readSync, type Stats, statSync } from 'node:fs';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { openToRead } from './blocks.js';
import { endsInNewline } from './file-end.js';

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
 * Writers find out that their file was replaced when they look at its path, each in its own time: until they all have,
 * lines still come to the old file.
 */
const LINGER_MS = 3 * LIMITS.path_check_ms;

const TICK_MS = 100;

interface OpenFile {
  readonly fd: number;
  readonly stat: Stats;
  /** When it was found at the path, on the clock of `performance`. */
  readonly found_ms: number;
}

/**
 * Follows one path through append, truncation, rename, removal and recreation. `stat` is the truth: each `poll`
 * asks for it, and whatever calls `poll` (a timer, a watch) decides only how soon. The old file stays open until it is
 * left for the next one, so that no inode number can be mistaken for it, and is read for `LINGER_MS` more: an event
 * that was acknowledged is seen, whichever of the files it went to.
 */
export class Follower {
  readonly path: string;
  readonly #sink: FollowSink;
  #file: OpenFile | undefined;
  /** What was found at the path since, in that order, to be read when the one before is done. */
  #next: OpenFile[] = [];
  #position: number;
  /** Of the file when it was last looked at: with the same size and the same time nothing was written to it. */
  #mtime_ms = Number.NaN;
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
    this.#file ??= this.#open();
    if (this.#file === undefined) return;
    if (this.#look(this.#next.at(-1) ?? this.#file)) return;
    this.#drain(this.#file.fd);
    for (let next = this.#next[0]; next !== undefined; next = this.#next[0]) {
      if (performance.now() - next.found_ms < LINGER_MS) return;
      this.#drain(this.#file.fd);
      closeSync(this.#file.fd);
      this.#file = next;
      this.#next.shift();
      this.#restart('replaced');
      this.#drain(next.fd);
    }
  }

  close(): void {
    for (const file of [this.#file, ...this.#next]) if (file !== undefined) closeSync(file.fd);
    this.#file = undefined;
    this.#next = [];
  }

  #open(): OpenFile | undefined {
    try {
      return { ...openToRead(this.path), found_ms: performance.now() };
    } catch (error) {
      if (error instanceof SessionlogError && error.code === 'FILE_NOT_FOUND') return undefined;
      throw error;
    }
  }

  /** Takes hold of what stands at the path, if it is another file than the newest that we know. True: nothing changed. */
  #look({ stat }: OpenFile): boolean {
    const there = statOf(this.path);
    // Renamed or removed, and nothing in its place: a writer may still write to the file that we hold.
    if (there === undefined) return false;
    if (there.ino !== stat.ino || there.dev !== stat.dev) {
      const found = this.#open();
      if (found !== undefined) this.#next.push(found);
      return false;
    }
    // Within one tick of the file system's clock a file may change and keep its time.
    const isQuiet = Date.now() - there.mtimeMs > TICK_MS;
    const isAsBefore = isQuiet && there.size === this.#position && there.mtimeMs === this.#mtime_ms;
    this.#mtime_ms = there.mtimeMs;
    return isAsBefore && this.#next.length === 0;
  }

  #drain(fd: number): void {
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

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // Whatever hides the file from us now: the one that we hold can still be read.
    return undefined;
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
