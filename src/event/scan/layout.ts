import { ROWS_BYTES } from './rows.js';
import { SYMBOLS_BYTES } from './symbols.js';

/** Bytes behind a block that may be read. */
export const SLACK_BYTES = 64;
/** What the kernel has for itself: the layouts of the types, its state. */
export const TABLES_BYTES: number = 64 * 1024;

const PAGE = 65_536;
const MAGIC = 0x4b534c31;
/** Before the head nothing is written: an address of 0 means nothing. */
const HEAD_AT = 64;
const TABLES_AT = 1_024;
const SYMBOLS_AT: number = TABLES_AT + TABLES_BYTES;

export interface Layout {
  readonly tables_at: number;
  readonly symbols_at: number;
  readonly areas: readonly { readonly rows_at: number; readonly block_at: number }[];
  readonly block_bytes: number;
  /** Bytes of all, in whole pages. */
  readonly bytes: number;
}

const aligned = (bytes: number, to: number): number => Math.ceil(bytes / to) * to;

/** Where everything lies in the memory of a scanner. */
export function layoutOf(areas: number, block_bytes: number): Layout {
  const first = aligned(SYMBOLS_AT + SYMBOLS_BYTES, 4_096);
  const area_bytes = aligned(ROWS_BYTES, 4_096) + aligned(block_bytes + SLACK_BYTES, 4_096);
  return {
    tables_at: TABLES_AT,
    symbols_at: SYMBOLS_AT,
    areas: Array.from({ length: areas }, (_, i) => {
      const rows_at = first + i * area_bytes;
      return { rows_at, block_at: rows_at + aligned(ROWS_BYTES, 4_096) };
    }),
    block_bytes,
    bytes: aligned(first + areas * area_bytes, PAGE),
  };
}

/** Writes down what the layout depends on, for who gets the memory alone. */
export function writeLayout(memory: ArrayBufferLike, { areas, block_bytes }: Layout): void {
  new Int32Array(memory, HEAD_AT, 3).set([MAGIC, areas.length, block_bytes]);
}

/** @throws RangeError when nothing was written down */
export function readLayout(memory: ArrayBufferLike): Layout {
  const [magic, areas = 0, block_bytes = 0] = new Int32Array(memory, HEAD_AT, 3);
  if (magic !== MAGIC) throw new RangeError('this memory holds no scanner');
  return layoutOf(areas, block_bytes);
}
