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

/** Fields of different types that share a column: a type has one of them. */
const SHARED: Readonly<Record<string, (typeof TEXTS)[number]>> = { path: 'name', skill: 'name' };

/** The number of the text column of a field; -1 when it has none. */
export const textColumn = (key: string): number => TEXTS.findIndex((name) => name === (SHARED[key] ?? key));
/** The number of the number column of a field; -1 when it has none. */
export const numberColumn = (key: string): number => (NUMBERS as readonly string[]).indexOf(key);

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
  /** All columns of texts, and all of numbers. */
  readonly texts: readonly Int32Array[];
  readonly numbers: readonly Float64Array[];
  /** Where in memory the rows begin. */
  readonly byteOffset: number;
  readonly #head: Int32Array;

  /** @param at where the rows begin, a multiple of 64 */
  constructor(memory: ArrayBufferLike, at: number) {
    const texts = TEXTS.map((_, i) => new Int32Array(memory, at + TEXT_COLUMNS_FROM + i * COLUMN_BYTES, CAPACITY));
    const numbers = NUMBERS.map(
      (_, i) => new Float64Array(memory, at + NUMBER_COLUMNS_FROM + i * COLUMN_BYTES, CAPACITY),
    );
    const text = (name: (typeof TEXTS)[number]): Int32Array => texts[textColumn(name)] as Int32Array;
    const number = (name: (typeof NUMBERS)[number]): Float64Array => numbers[numberColumn(name)] as Float64Array;
    this.texts = texts;
    this.numbers = numbers;
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
