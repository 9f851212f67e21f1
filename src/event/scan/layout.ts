import { AREAS_AT, HEAD_AT, ROWS_BYTES, SLACK_BYTES } from './memory.js';

/** The unit in which WebAssembly counts memory. */
export const PAGE = 65_536;
/** What says that a scanner was made here. */
const MAGIC = 0x4b534c31;

export interface Layout {
  readonly areas: readonly { readonly rows_at: number; readonly block_at: number }[];
  readonly block_bytes: number;
  /** Where memory begins that is for whoever folds what was scanned, to the end of all. */
  readonly heap_at: number;
  /** Bytes of all, in whole pages. */
  readonly bytes: number;
}

/** It costs nothing until it is used. */
const HEAP_BYTES = 64 * 1024 * 1024;

const aligned = (bytes: number, to: number): number => Math.ceil(bytes / to) * to;

/** Where the areas lie in the memory of a scanner. */
export function layoutOf(areas: number, block_bytes: number): Layout {
  const rows_bytes = aligned(ROWS_BYTES, 4_096);
  const area_bytes = rows_bytes + aligned(block_bytes + SLACK_BYTES, 4_096);
  const heap_at = aligned(AREAS_AT + areas * area_bytes, PAGE);
  return {
    areas: Array.from({ length: areas }, (_, i) => {
      const rows_at = AREAS_AT + i * area_bytes;
      return { rows_at, block_at: rows_at + rows_bytes };
    }),
    block_bytes,
    heap_at,
    bytes: heap_at + HEAP_BYTES,
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
