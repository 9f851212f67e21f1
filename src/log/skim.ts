import { closeSync, readSync } from 'node:fs';
import { LIMITS } from '../base/limits.js';
import { openToRead, readError } from './blocks.js';

const NEWLINE = 0x0a;
/** Text of this size is made and forgotten without cost. */
const PIECE_BYTES = 64 * 1024;
/** The longest match, so that none is missed between two pieces. */
const MATCH_BYTES = 64;
/** Holds the longest line and a block behind it. */
const WINDOW_BYTES = LIMITS.line_bytes + LIMITS.block_bytes;

/** What is seen of a log without parsing it. */
export interface Skimmed {
  /** The first and the last line, without their newlines; undefined where there is none. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** Every line that matches, once. */
  readonly found: readonly string[];
  readonly lines: number;
  readonly bytes: number;
  /** Bytes behind the last newline. */
  readonly rest_bytes: number;
  /** Lines over the limit: they are counted, and not looked into. */
  readonly over_long: number;
}

let shared: Buffer | undefined;

/**
 * Runs through a file once and picks out a few lines: many times as fast as parsing them all. What is
 * in the lines is for the caller to find out.
 *
 * @param pattern global, of ASCII, at most 64 characters long wherever it matches
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export function skimFile(path: string, pattern: RegExp): Skimmed {
  // One window for all files: ten thousand of them would take longer to get than the files to read.
  shared ??= Buffer.allocUnsafeSlow(WINDOW_BYTES);
  const window = shared;
  const { fd, stat } = openToRead(path);
  const skim = new Skim(window, pattern);
  try {
    let position = 0;
    // The size tells the end, and saves a read; what has come since is for the next time.
    while (position < stat.size) {
      const length = readSync(
        fd,
        window,
        skim.filled,
        Math.min(window.length - skim.filled, stat.size - position),
        position,
      );
      if (length === 0) break;
      position += length;
      skim.take(length);
    }
  } catch (error) {
    throw readError(path, error);
  } finally {
    closeSync(fd);
  }
  return skim.end();
}

class Skim {
  /** Bytes at the beginning of the window that belong to a line that is not whole yet. */
  filled = 0;
  readonly #window: Buffer;
  readonly #pattern: RegExp;
  readonly #found: string[] = [];
  #first: string | undefined;
  #last: string | undefined;
  #lines = 0;
  #bytes = 0;
  #overLong = 0;
  /** In the middle of a line that is longer than the limit. */
  #skipping = 0;

  constructor(window: Buffer, pattern: RegExp) {
    this.#window = window;
    this.#pattern = pattern;
  }

  take(length: number): void {
    // What stands behind them is left from another file.
    const bytes = this.#window.subarray(0, this.filled + length);
    this.#bytes += length;
    const start = this.#skipping === 0 ? 0 : this.#skipLine(bytes);
    const whole = Math.max(start, bytes.lastIndexOf(NEWLINE) + 1);
    if (whole > start) this.#linesIn(bytes.subarray(start, whole));
    this.filled = bytes.length - whole;
    if (this.filled > LIMITS.line_bytes) {
      this.#overLong++;
      this.#skipping = this.filled;
      this.filled = 0;
    } else if (whole > 0) bytes.copyWithin(0, whole);
  }

  end(): Skimmed {
    return {
      first: this.#first,
      last: this.#last,
      found: this.#found,
      lines: this.#lines,
      bytes: this.#bytes,
      rest_bytes: this.filled + this.#skipping,
      over_long: this.#overLong,
    };
  }

  /** Returns where the rest begins, behind the end of the line that is too long. */
  #skipLine(bytes: Buffer): number {
    const newline = bytes.indexOf(NEWLINE);
    if (newline === -1) {
      this.#skipping += bytes.length;
      return bytes.length;
    }
    this.#skipping = 0;
    this.#lines++;
    return newline + 1;
  }

  /** Whole lines, the last newline included. */
  #linesIn(bytes: Buffer): void {
    this.#first ??= bytes.toString('utf8', 0, bytes.indexOf(NEWLINE));
    const beforeLast = bytes.length < 2 ? -1 : bytes.lastIndexOf(NEWLINE, bytes.length - 2);
    this.#last = bytes.toString('utf8', beforeLast + 1, bytes.length - 1);
    for (let at = 0; at < bytes.length; at = bytes.indexOf(NEWLINE, at) + 1) this.#lines++;
    for (const [from, to] of this.#marked(bytes)) this.#found.push(bytes.toString('utf8', from, to));
  }

  /** The lines that match, in their order. */
  #marked(bytes: Buffer): Iterable<readonly [from: number, to: number]> {
    const marked = new Map<number, number>();
    for (let piece = 0; piece < bytes.length; piece += PIECE_BYTES) {
      const text = bytes.toString('latin1', piece, Math.min(bytes.length, piece + PIECE_BYTES + MATCH_BYTES));
      for (const { index } of text.matchAll(this.#pattern)) {
        const hit = piece + index;
        const from = hit === 0 ? 0 : bytes.lastIndexOf(NEWLINE, hit - 1) + 1;
        if (!marked.has(from)) marked.set(from, bytes.indexOf(NEWLINE, hit));
      }
    }
    return marked;
  }
}
