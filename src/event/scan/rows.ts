import { KEPT_TYPES } from '../kept.js';

/** Rows that one scan can fill. */
export const CAPACITY = 2_048;
/** The types of which a row tells more than where its line ends: a row's type is the index here. */
export const ROW_TYPES: readonly string[] = [...KEPT_TYPES];
/** The type of a line that was not recognised, and is left to the careful way. */
export const UNKNOWN = 255;
/** What stands in a text column where the line has no such field. */
export const ABSENT = -1;
/** Flags: the line has an error that is not null; the line says that it was verified. */
export const HAS_ERROR = 1;
export const VERIFIED = 2;

export const TEXT_COLUMNS = ['name', 'status', 'model', 'span_id', 'parent_span_id'] as const;
export const NUMBER_COLUMNS = ['duration_ms', 'size_bytes', 'lines', 'exit_code', 'attempt', 'output_bytes'] as const;
export type TextColumn = (typeof TEXT_COLUMNS)[number];
export type NumberColumn = (typeof NUMBER_COLUMNS)[number];

/** Bytes between the beginnings of two columns: each has room for the widest type. */
const COLUMN_BYTES = CAPACITY * 8;
/** The columns in the order in which they lie in memory. */
const COLUMNS = ['types', 'flags', 'who', 'ends', 'seqs', 'at_ms', ...TEXT_COLUMNS, ...NUMBER_COLUMNS] as const;
/** The count of rows stands before the columns. */
const HEAD_BYTES = 64;

export const ROWS_BYTES: number = HEAD_BYTES + COLUMNS.length * COLUMN_BYTES;
/** Where a column begins, from where the rows begin. */
export const columnAt = (name: (typeof COLUMNS)[number]): number => HEAD_BYTES + COLUMNS.indexOf(name) * COLUMN_BYTES;

/**
 * What a scan found, a row for each line, in columns over one area of memory. Texts are ids of `Symbols`, -1 where the
 * line has none; numbers are NaN where it has none. Of a row of type `UNKNOWN` only `ends` means anything.
 */
export class Rows {
  /** The index in `ROW_TYPES`, or `UNKNOWN`. */
  readonly types: Uint8Array;
  readonly flags: Uint8Array;
  /** The JSON of session, agent and writer as it stands in the line: behind `"session_id":`, before `,"seq":`. */
  readonly who: Int32Array;
  /** Where in the block the newline of the line stands. A line begins behind the one before it. */
  readonly ends: Int32Array;
  readonly seqs: Float64Array;
  /** Epoch milliseconds. */
  readonly at_ms: Float64Array;
  /** The field `name`, `path` or `skill`: a type has one of them. */
  readonly name: Int32Array;
  readonly status: Int32Array;
  readonly model: Int32Array;
  readonly span_id: Int32Array;
  readonly parent_span_id: Int32Array;
  readonly duration_ms: Float64Array;
  readonly size_bytes: Float64Array;
  readonly lines: Float64Array;
  readonly exit_code: Float64Array;
  readonly attempt: Float64Array;
  readonly output_bytes: Float64Array;
  readonly #head: Int32Array;

  /** @param at where the rows begin, a multiple of 64 */
  constructor(memory: ArrayBufferLike, at: number) {
    const bytes = (name: 'types' | 'flags'): Uint8Array => new Uint8Array(memory, at + columnAt(name), CAPACITY);
    const ints = (name: 'who' | 'ends' | TextColumn): Int32Array =>
      new Int32Array(memory, at + columnAt(name), CAPACITY);
    const numbers = (name: 'seqs' | 'at_ms' | NumberColumn): Float64Array =>
      new Float64Array(memory, at + columnAt(name), CAPACITY);
    this.#head = new Int32Array(memory, at, 1);
    this.types = bytes('types');
    this.flags = bytes('flags');
    this.who = ints('who');
    this.ends = ints('ends');
    this.seqs = numbers('seqs');
    this.at_ms = numbers('at_ms');
    this.name = ints('name');
    this.status = ints('status');
    this.model = ints('model');
    this.span_id = ints('span_id');
    this.parent_span_id = ints('parent_span_id');
    this.duration_ms = numbers('duration_ms');
    this.size_bytes = numbers('size_bytes');
    this.lines = numbers('lines');
    this.exit_code = numbers('exit_code');
    this.attempt = numbers('attempt');
    this.output_bytes = numbers('output_bytes');
  }

  /** Rows that the last scan filled. */
  get count(): number {
    return this.#head[0] as number;
  }

  set count(count: number) {
    this.#head[0] = count;
  }
}
