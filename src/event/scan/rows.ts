import { KEPT_TYPES } from '../kept.js';
import {
  CAPACITY,
  COLUMN_BYTES,
  ENDS_COLUMN,
  FLAGS_COLUMN,
  NUMBER_COLUMNS_FROM,
  SEQS_COLUMN,
  TEXT_COLUMNS_FROM,
  TIMES_COLUMN,
  TYPES_COLUMN,
  WHO_COLUMN,
} from './memory.js';

export { ABSENT, CAPACITY, HAS_ERROR, UNKNOWN, VERIFIED } from './memory.js';

/** The types of which a row tells more than where its line ends: a row's type is the index here. */
export const ROW_TYPES: readonly string[] = [...KEPT_TYPES];

const TEXTS = ['name', 'status', 'model', 'span_id', 'parent_span_id'] as const;
const NUMBERS = ['duration_ms', 'size_bytes', 'lines', 'exit_code', 'attempt', 'output_bytes'] as const;
type TextColumn = (typeof TEXTS)[number];
type NumberColumn = (typeof NUMBERS)[number];

/** Fields of different types that share a column: a type has one of them. */
const SHARED: Readonly<Record<string, TextColumn>> = { path: 'name', skill: 'name' };

/** Where the column of a field begins, from where the rows begin; undefined when it has none. */
export function columnOf(key: string): number | undefined {
  const text = TEXTS.findIndex((name) => name === (SHARED[key] ?? key));
  if (text >= 0) return TEXT_COLUMNS_FROM + text * COLUMN_BYTES;
  const number = NUMBERS.findIndex((name) => name === key);
  return number >= 0 ? NUMBER_COLUMNS_FROM + number * COLUMN_BYTES : undefined;
}

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
  /** Where in memory the rows begin. */
  readonly byteOffset: number;
  readonly #head: Int32Array;

  /** @param at where the rows begin, a multiple of 64 */
  constructor(memory: ArrayBufferLike, at: number) {
    const text = (name: TextColumn): Int32Array => new Int32Array(memory, at + (columnOf(name) ?? 0), CAPACITY);
    const number = (name: NumberColumn): Float64Array => new Float64Array(memory, at + (columnOf(name) ?? 0), CAPACITY);
    this.byteOffset = at;
    this.#head = new Int32Array(memory, at, 1);
    this.types = new Uint8Array(memory, at + TYPES_COLUMN, CAPACITY);
    this.flags = new Uint8Array(memory, at + FLAGS_COLUMN, CAPACITY);
    this.who = new Int32Array(memory, at + WHO_COLUMN, CAPACITY);
    this.ends = new Int32Array(memory, at + ENDS_COLUMN, CAPACITY);
    this.seqs = new Float64Array(memory, at + SEQS_COLUMN, CAPACITY);
    this.at_ms = new Float64Array(memory, at + TIMES_COLUMN, CAPACITY);
    this.name = text('name');
    this.status = text('status');
    this.model = text('model');
    this.span_id = text('span_id');
    this.parent_span_id = text('parent_span_id');
    this.duration_ms = number('duration_ms');
    this.size_bytes = number('size_bytes');
    this.lines = number('lines');
    this.exit_code = number('exit_code');
    this.attempt = number('attempt');
    this.output_bytes = number('output_bytes');
  }

  /** Rows that the last scan filled. */
  get count(): number {
    return this.#head[0] as number;
  }

  set count(count: number) {
    this.#head[0] = count;
  }
}
