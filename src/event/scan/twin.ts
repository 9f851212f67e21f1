import { LIMITS } from '../../base/limits.js';
import { KEPT_TYPES, SLOTS } from '../kept.js';
import type { Token } from '../scan.js';
import { LineWalk, NUMBER, TEXT, YES } from '../walk.js';
import type { Who } from '../who.js';
import { Interner } from './interner.js';
import { layoutOf, writeLayout } from './layout.js';
import { MAX_TEXT_BYTES } from './memory.js';
import { ABSENT, CAPACITY, HAS_ERROR, numberColumn, ROW_TYPES, type Rows, textColumn, UNKNOWN, VERIFIED } from './rows.js';
import { checkLines, type LineScanner, type ScannerOptions, ScannerView } from './scanner.js';

const NEWLINE = 0x0a;
const ERROR_SLOT = SLOTS.indexOf('error');
const VERIFIED_SLOT = SLOTS.indexOf('verified');

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
    let at = from;
    let row = 0;
    for (; at < to && row < CAPACITY; row++) {
      const isKnown = walk.walk(block, at) && this.#isShort();
      if (isKnown && !this.#intern(block)) break;
      if (isKnown) this.#put(rows, columns, row);
      else rows.types[row] = UNKNOWN;
      const end = isKnown ? walk.end : block.indexOf(NEWLINE, at);
      rows.ends[row] = end;
      at = end + 1;
    }
    rows.count = row;
    return at;
  }

  /** Whether all texts are short enough to be given symbols. */
  #isShort(): boolean {
    const { writers, told, texts } = this.#walk;
    if (writers.to - writers.from > MAX_TEXT_BYTES) return false;
    for (let slot = 0; slot < told.length; slot++) {
      const { from, to } = texts[slot] as Token;
      if (told[slot] === TEXT && to - from > MAX_TEXT_BYTES) return false;
    }
    return true;
  }

  /** Finds the ids of the texts; false when there is no room. */
  #intern(block: Buffer): boolean {
    const { told, texts, who } = this.#walk;
    if (who === undefined || !this.#internWho(block, who)) return false;
    for (let slot = 0; slot < told.length; slot++) {
      if (told[slot] !== TEXT) continue;
      const { from, to, hash, isPlain } = texts[slot] as Token;
      const id = this.#interner.idOf(block, from, to, hash, isPlain);
      if (id < 0) return false;
      this.#ids[slot] = id;
    }
    return true;
  }

  #internWho(block: Buffer, who: Who): boolean {
    if (who.scan === this.#scans) return true;
    const { from, to } = this.#walk.writers;
    who.symbol = this.#interner.idOf(block, from, to, who.hash, who.isPlain);
    if (who.symbol < 0) return false;
    who.scan = this.#scans;
    return true;
  }

  #put(rows: Rows, { texts, numbers }: Columns, row: number): void {
    const walk = this.#walk;
    const { told } = walk;
    rows.types[row] = ROW_TYPES.indexOf(walk.shape.type);
    rows.who[row] = walk.who?.symbol ?? ABSENT;
    rows.seqs[row] = walk.seq;
    rows.at_ms[row] = walk.at_ms;
    const hasError = told[ERROR_SLOT] === YES ? HAS_ERROR : 0;
    rows.flags[row] = hasError | (told[VERIFIED_SLOT] === YES ? VERIFIED : 0);
    for (const column of rows.texts) column[row] = ABSENT;
    for (const column of rows.numbers) column[row] = Number.NaN;
    for (let slot = 0; slot < told.length; slot++) {
      const is = told[slot];
      if (is === TEXT) (texts[slot] as Int32Array)[row] = this.#ids[slot] as number;
      else if (is === NUMBER) (numbers[slot] as Float64Array)[row] = walk.numbers[slot] as number;
    }
  }
}

const columnsOf = (rows: Rows): Columns => ({
  texts: SLOTS.map((key) => rows.texts[textColumn(key)]),
  numbers: SLOTS.map((key) => rows.numbers[numberColumn(key)]),
});
