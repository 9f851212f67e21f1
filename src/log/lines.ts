import { LIMITS } from '../base/limits.js';
import type { ScannedRows } from './scanned.js';

const NEWLINE = 0x0a;

/** Where a line stands: its number from 1, its byte offset, and its length without the newline. */
export interface Place {
  readonly line: number;
  readonly offset: number;
  readonly length: number;
}

/** Where reading stands in a chunk. */
export interface Cursor {
  readonly chunk: Buffer;
  /** Behind the last newline of the chunk. */
  readonly to: number;
  /** What a scanner found in the chunk. */
  readonly scanned: ScannedRows | undefined;
  /** Where the next line begins, and which one it is, counted from 1. */
  at: number;
  line: number;
}

/** Takes whole lines without more ado, as many as it can, and moves the cursor behind them. */
export type Quick = (cursor: Cursor) => void;

export interface LineSink {
  /** One line without its newline. The bytes are valid during the call only. */
  line(bytes: Buffer, place: Place, terminated: boolean): void;
  /** Is asked first; the line at which it stops comes through `line`. */
  readonly quick?: Quick | undefined;
  /** A line longer than the limit: its bytes are gone, its place is known. */
  overLong(place: Place): void;
}

/**
 * Splits chunks of bytes at 0x0A. Holds at most one line up to the limit, whatever the input: a longer line is
 * counted, not kept.
 */
export class LineSplitter {
  readonly #sink: LineSink;
  #limit: number;
  #carry: Buffer[] = [];
  #carried = 0;
  #line = 1;
  #offset: number;

  /**
   * @param offset where in the file the first chunk stands
   * @param lines how many lines stand before it, if lines are not to be counted from there
   */
  constructor(sink: LineSink, limit_bytes: number = LIMITS.line_bytes, offset = 0, lines = 0) {
    this.#sink = sink;
    this.#limit = limit_bytes;
    this.#offset = offset;
    this.#line = lines + 1;
  }

  /** Longer lines than so far: those of other programs may hold whole files. */
  allow(limit_bytes: number): void {
    this.#limit = limit_bytes;
  }

  /** Bytes after the last newline. */
  get pending_bytes(): number {
    return this.#carried;
  }

  /** Lines ended by a newline so far. */
  get lines(): number {
    return this.#line - 1;
  }

  /** The byte offset behind the last newline. */
  get offset(): number {
    return this.#offset;
  }

  /** @param scanned what a scanner found in the chunk */
  push(chunk: Buffer, scanned?: ScannedRows): void {
    let from = 0;
    const to = this.#sink.quick === undefined ? 0 : chunk.lastIndexOf(NEWLINE) + 1;
    for (;;) {
      if (from < to && this.#carried === 0) from = this.#quick(chunk, from, to, scanned);
      const newline = chunk.indexOf(NEWLINE, from);
      if (newline === -1) break;
      this.#emit(chunk.subarray(from, newline), true);
      from = newline + 1;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  /** The rest without a newline, if there is any, as the last line. */
  end(): void {
    if (this.#carried > 0) this.#emit(Buffer.alloc(0), false);
  }

  #quick(chunk: Buffer, from: number, to: number, scanned: ScannedRows | undefined): number {
    const cursor: Cursor = { chunk, to, scanned, at: from, line: this.#line };
    this.#sink.quick?.(cursor);
    this.#line = cursor.line;
    this.#offset += cursor.at - from;
    return cursor.at;
  }

  #keep(part: Buffer): void {
    this.#carried += part.length;
    if (this.#carried > this.#limit) this.#carry = [];
    // A copy: the chunk's memory is the caller's, and usually read into again.
    else this.#carry.push(Buffer.from(part));
  }

  #emit(last: Buffer, terminated: boolean): void {
    const length = this.#carried + last.length;
    const place = { line: this.#line, offset: this.#offset, length };
    const bytes = this.#carry.length === 0 ? last : Buffer.concat([...this.#carry, last]);
    this.#carry = [];
    this.#carried = 0;
    this.#line++;
    this.#offset += length + (terminated ? 1 : 0);
    if (length > this.#limit) this.#sink.overLong(place);
    else this.#sink.line(bytes, place, terminated);
  }
}
