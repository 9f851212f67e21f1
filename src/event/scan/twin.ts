import { LIMITS } from '../../base/limits.js';
import { KEPT_TYPES, SLOTS } from '../kept.js';
import type { Token } from '../token.js';
import { LineWalk, NUMBER, TEXT, YES } from '../walk.js';
import type { Who } from '../who.js';
import { Interner } from './interner.js';
import { layoutOf, writeLayout } from './layout.js';
import { MAX_TEXT_BYTES } from './memory.js';
import {
  ABSENT,
  CAPACITY,
  HAS_ERROR,
  numberColumn,
  ROW_TYPES,
  type Rows,
  textColumn,
  UNKNOWN,
  VERIFIED,
} from './rows.js';
import { checkLines, type LineScanner, type ScannerOptions, ScannerView } from './scanner.js';

const NEWLINE = 0x0a;
const ERROR_SLOT = SLOTS.indexOf('error');
const KNOWN = 1;
const REFUSED = 0;
const FULL = -1;

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
  readonly #ids = new Int32Array(SLOTS.length);
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
    for (const column of rows.texts) column.fill(ABSENT);
    for (const column of rows.numbers) column.fill(Number.NaN);
    let at = from;
    let row = 0;
    for (; at < to && row < CAPACITY; row++) {
      const outcome = walk.walk(block, at) ? this.#intern(block) : REFUSED;
      if (outcome === FULL) break;
      if (outcome === KNOWN) this.#put(rows, columns, row);
      else rows.types[row] = UNKNOWN;
      const end = outcome === KNOWN ? walk.end : block.indexOf(NEWLINE, at);
      rows.ends[row] = end;
      at = end + 1;
    }
    rows.count = row;
    return at;
  }

  /** Finds the ids of the texts, if they are short enough to be given one. */
  #intern(block: Buffer): typeof KNOWN | typeof REFUSED | typeof FULL {
    const { told, texts, who, slots, given, writers } = this.#walk;
    if (who === undefined || writers.to - writers.from > MAX_TEXT_BYTES) return REFUSED;
    if (who.scan !== this.#scans && !this.#internWho(block, who)) return FULL;
    for (let i = 0; i < given; i++) {
      const slot = slots[i] as number;
      if (told[slot] !== TEXT) continue;
      const { from, to, hash, isPlain } = texts[slot] as Token;
      if (to - from > MAX_TEXT_BYTES) return REFUSED;
      const id = this.#interner.idOf(block, from, to, hash, isPlain);
      if (id < 0) return FULL;
      this.#ids[slot] = id;
    }
    return KNOWN;
  }

  #internWho(block: Buffer, who: Who): boolean {
    const { from, to } = this.#walk.writers;
    who.symbol = this.#interner.idOf(block, from, to, who.hash, who.isPlain);
    if (who.symbol < 0) return false;
    who.scan = this.#scans;
    return true;
  }

  #put(rows: Rows, { texts, numbers }: Columns, row: number): void {
    const walk = this.#walk;
    const { told, slots, given } = walk;
    rows.types[row] = ROW_TYPES.indexOf(walk.shape.type);
    rows.who[row] = walk.who?.symbol ?? ABSENT;
    rows.seqs[row] = walk.seq;
    rows.at_ms[row] = walk.at_ms;
    let flags = 0;
    for (let i = 0; i < given; i++) {
      const slot = slots[i] as number;
      const is = told[slot];
      if (is === TEXT) (texts[slot] as Int32Array)[row] = this.#ids[slot] as number;
      else if (is === NUMBER) (numbers[slot] as Float64Array)[row] = walk.numbers[slot] as number;
      else if (is === YES) flags |= slot === ERROR_SLOT ? HAS_ERROR : VERIFIED;
    }
    rows.flags[row] = flags;
  }
}

const columnsOf = (rows: Rows): Columns => ({
  texts: SLOTS.map((key) => rows.texts[textColumn(key)]),
  numbers: SLOTS.map((key) => rows.numbers[numberColumn(key)]),
});
