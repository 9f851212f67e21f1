import { LIMITS } from '../../base/limits.js';
import { KEPT_TYPES, SLOTS } from '../kept.js';
import type { Token } from '../token.js';
import { LineWalk, NUMBER, TEXT, YES } from '../walk.js';
import type { Who } from '../who.js';
import { Interner } from './interner.js';
import { layoutOf, writeLayout } from './layout.js';
import { MAX_TEXT_BYTES } from './memory.js';
import { ABSENT, CAPACITY, HAS_ERROR, numberColumn, type Rows, textColumn, UNKNOWN, VERIFIED } from './rows.js';
import { checkLines, type LineScanner, type ScannerOptions, ScannerView } from './scanner.js';

const NEWLINE = 0x0a;
const ERROR_SLOT = SLOTS.indexOf('error');
const KNOWN = 1;
const REFUSED = 0;
const FULL = -1;
/** Rows that are made ready at a time: few enough to stay in the processor's cache. */
const PREPARED = 256;

/** The columns of an area for each of `SLOTS`. */
interface Columns {
  readonly texts: readonly (Int32Array | undefined)[];
  readonly numbers: readonly (Float64Array | undefined)[];
}

/** The scanner in plain TypeScript, for where the kernel cannot be had. */
export class Twin extends ScannerView implements LineScanner {
  readonly by = 'twin';
  readonly #walk = new LineWalk(KEPT_TYPES);
  readonly #interner: Interner;
  readonly #columns: readonly Columns[];
  #scans = 0;

  constructor({ areas = 1, block_bytes = LIMITS.block_bytes }: ScannerOptions = {}) {
    const layout = layoutOf(areas, block_bytes);
    const memory = new ArrayBuffer(layout.bytes);
    writeLayout(memory, layout);
    super(memory);
    this.#interner = new Interner(memory);
    this.#columns = this.areas.map(({ rows }) => columnsOf(rows));
  }

  scan(area: number, from: number, to: number): number {
    const { block, rows } = checkLines(this.areas[area], from, to);
    const columns = this.#columns[area] as Columns;
    const walk = this.#walk;
    // The symbols may have been cleared since.
    this.#scans++;
    let at = from;
    let row = 0;
    for (; at < to && row < CAPACITY; row++) {
      if (row % PREPARED === 0) prepare(rows, row);
      const outcome = walk.walk(block, at) ? this.#put(block, rows, columns, row) : REFUSED;
      if (outcome === FULL) break;
      if (outcome === REFUSED) rows.types[row] = UNKNOWN;
      const end = outcome === KNOWN ? walk.end : block.indexOf(NEWLINE, at);
      rows.ends[row] = end;
      at = end + 1;
    }
    rows.count = row;
    return at;
  }

  /** Fills a row, if the texts are short enough to be given an id and there is room for them. */
  #put(block: Buffer, rows: Rows, columns: Columns, row: number): typeof KNOWN | typeof REFUSED | typeof FULL {
    const { told, texts, numbers, who, slots, given, writers, shape, seq, at_ms } = this.#walk;
    if (who === undefined || writers.to - writers.from > MAX_TEXT_BYTES) return REFUSED;
    if (who.scan !== this.#scans && !this.#internWho(block, who)) return FULL;
    let flags = 0;
    for (let i = 0; i < given; i++) {
      const slot = slots[i] as number;
      const is = told[slot];
      if (is === TEXT) {
        const { from, to, hash, isPlain } = texts[slot] as Token;
        if (to - from > MAX_TEXT_BYTES) return REFUSED;
        const id = this.#interner.idOf(block, from, to, hash, isPlain);
        if (id < 0) return FULL;
        (columns.texts[slot] as Int32Array)[row] = id;
      } else if (is === NUMBER) (columns.numbers[slot] as Float64Array)[row] = numbers[slot] as number;
      else if (is === YES) flags |= slot === ERROR_SLOT ? HAS_ERROR : VERIFIED;
    }
    rows.types[row] = shape.kept;
    rows.who[row] = who.symbol;
    rows.seqs[row] = seq;
    rows.at_ms[row] = at_ms;
    rows.flags[row] = flags;
    return KNOWN;
  }

  #internWho(block: Buffer, who: Who): boolean {
    const { from, to } = this.#walk.writers;
    who.symbol = this.#interner.idOf(block, from, to, who.hash, who.isPlain);
    if (who.symbol < 0) return false;
    who.scan = this.#scans;
    return true;
  }
}

/** Says of the next rows that they have no texts and numbers. */
function prepare(rows: Rows, from: number): void {
  for (const column of rows.texts) column.fill(ABSENT, from, from + PREPARED);
  for (const column of rows.numbers) column.fill(Number.NaN, from, from + PREPARED);
}

const columnsOf = (rows: Rows): Columns => ({
  texts: SLOTS.map((key) => rows.texts[textColumn(key)]),
  numbers: SLOTS.map((key) => rows.numbers[numberColumn(key)]),
});
