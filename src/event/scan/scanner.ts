import { Buffer } from 'node:buffer';
import { readLayout } from './layout.js';
import { Rows } from './rows.js';
import { Symbols } from './symbols.js';

/** A place for bytes of a log, and for what is found in them. */
export interface Area {
  /** Lines are put here by whoever reads them; memory goes on for 64 bytes behind its end. */
  readonly block: Buffer;
  readonly rows: Rows;
}

/** What can be read of a scanner, by any thread that has its memory. */
export interface Scanned {
  readonly memory: ArrayBufferLike;
  readonly areas: readonly Area[];
  readonly symbols: Symbols;
}

/**
 * Knows lines in the layout of our writer, many at a time, and writes what a retrospective needs of them into columns.
 * A line is known only if JSON.parse would accept it and its event would have no fault.
 */
export interface LineScanner extends Scanned {
  /** How the lines are scanned. */
  readonly by: 'kernel' | 'twin';
  /**
   * Scans the lines in the block of an area from `from` to just behind a newline at `to`, into the rows of that area from
   * the first one on. Returns where it stopped, at the beginning of a line: `to`, or before it, when the rows are full
   * (their count is `CAPACITY`) or else when a line needs a symbol and there is no room: then go on there after
   * `symbols.clear()`.
   */
  scan(area: number, from: number, to: number): number;
}

export interface ScannerOptions {
  /** Blocks that are in memory at the same time (default 1). */
  readonly areas?: number | undefined;
  /** Bytes of a block (default 256 KiB). */
  readonly block_bytes?: number | undefined;
}

/** The reading side of a scanner's memory. */
export class ScannerView implements Scanned {
  readonly memory: ArrayBufferLike;
  readonly areas: readonly Area[];
  readonly symbols: Symbols;

  /** @throws RangeError when no scanner was made in this memory */
  constructor(memory: ArrayBufferLike) {
    const { areas, block_bytes } = readLayout(memory);
    this.memory = memory;
    this.symbols = new Symbols(memory);
    this.areas = areas.map(({ rows_at, block_at }) => ({
      block: Buffer.from(memory, block_at, block_bytes),
      rows: new Rows(memory, rows_at),
    }));
  }
}

const NEWLINE = 0x0a;

/** The area, when whole lines can stand at these places of it. @throws RangeError */
export function checkLines(area: Area | undefined, from: number, to: number): Area {
  if (area === undefined) throw new RangeError('there is no such area');
  const isWithin = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= area.block.length;
  if (!isWithin || (from < to && area.block[to - 1] !== NEWLINE))
    throw new RangeError(`no whole lines at [${from}, ${to}) of a block of ${area.block.length} bytes`);
  return area;
}
