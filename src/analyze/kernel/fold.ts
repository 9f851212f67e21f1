import { LIMITS } from '../../base/limits.js';
import { shortName } from '../../base/name.js';
import { quote } from '../../event/escape.js';
import type { Kernel } from '../../event/scan/kernel.js';
import { ROWS_BYTES, SYMBOLS } from '../../event/scan/memory.js';
import { ABSENT, HAS_ERROR, numberColumn, ROW_TYPES, Rows, textColumn, VERIFIED } from '../../event/scan/rows.js';
import { instantiate, isTrap, type WasmModule } from '../../event/scan/wasm.js';
import { shapeOf } from '../../event/shape.js';
import type { KnownEvent } from '../../event/types.js';
import { OTHER_NAMES } from '../names.js';
import { isSuccess } from '../outcome.js';
import { BOUNDS, GUESS } from '../sketch.js';
import type { Exports } from './exports.js';
import { DumpReader } from './reader.js';

/** Of a status: as in `assembly/records.ts`. */
const STATUS = { KNOWN: 1, SUCCESS: 2, BAD: 4, FAILED: 8, CANCELLED: 16 } as const;
/** Why the kernel stops at a row: as in `assembly/known.ts`. */
const AS_WHO = 1;
const AS_TEXT = 2;
/** A text that may be spelled in several ways in JSON, one of which is plain. */
const PLAIN = /^[ !#-[\]-~]*$/;
/** The keys that mean something in a type: any other, though rows have a column for it, is a stray one. */
const KEYS = ROW_TYPES.map((type) => shapeOf(type).members.map(({ key }) => key));
/** Texts are put here to be given a symbol. */
const STAGE_BYTES = 16 * 1024;

/** Session, agent and writer of a line. */
export interface Who {
  readonly session_id: string;
  readonly agent_id?: string | undefined;
  readonly writer: string;
}

/**
 * The fold of one session's rows in WebAssembly: what `stepSession` does, for rows of a scanner, many times as fast. It
 * takes what sessions are made of in all but odd cases; at anything else it gives up, and what it folded is void:
 * `isVoid` tells. Whoever reads on then begins anew, without it.
 */
export class FoldKernel {
  readonly #kernel: Kernel;
  readonly #exports: Exports;
  readonly #remap_at: number;
  readonly #stage: Buffer;
  /** An event that was not scanned. */
  readonly #row: Rows;
  /** Texts that are known by a symbol although JSON may spell them in several ways. */
  readonly #careful = new Map<string, number>();
  readonly #session_id: string;
  #isVoid = false;

  /** @param module of `fold.wasm` */
  constructor(module: WasmModule, kernel: Kernel, session_id: string) {
    const { memory, heap } = kernel;
    this.#kernel = kernel;
    this.#session_id = session_id;
    this.#exports = instantiate(module, kernel.wasm).exports as unknown as Exports;
    const bounds_at = heap.from;
    const guesses_at = bounds_at + BOUNDS.byteLength;
    this.#remap_at = aligned(guesses_at + GUESS.byteLength);
    const stage_at = this.#remap_at + (SYMBOLS + 1) * 4;
    const row_at = aligned(stage_at + STAGE_BYTES);
    new Float64Array(memory, bounds_at, BOUNDS.length).set(BOUNDS);
    new Uint16Array(memory, guesses_at, GUESS.length).set(GUESS);
    this.#row = new Rows(memory, row_at);
    this.#stage = Buffer.from(memory, stage_at, STAGE_BYTES);
    const others = this.#textSymbol(OTHER_NAMES);
    const from = aligned(row_at + ROWS_BYTES);
    this.#try(() => this.#exports.beginFold(from, heap.to, SYMBOLS + 1, bounds_at, guesses_at, others));
  }

  get isVoid(): boolean {
    return this.#isVoid;
  }

  /** Something came that only the fold in TypeScript takes. */
  giveUp(): void {
    this.#isVoid = true;
  }

  /** Calls the kernel, which stops in the middle when it gives up. */
  #try<Result>(call: () => Result): Result | undefined {
    try {
      return call();
    } catch (error) {
      if (!isTrap(error) || this.#exports.isAbandoned.value === 0) throw error;
      this.giveUp();
      return undefined;
    }
  }

  /**
   * Takes rows [from, to), the first of which stands on `line`; returns where it stopped: at `to`, or at the row of
   * another session.
   */
  take(rows: Rows, from: number, to: number, line: number): number {
    for (let at = from; ; ) {
      const begin = at;
      if (this.isVoid) return to;
      const end = this.#try(() => this.#exports.fold(rows.byteOffset, begin, to, line + (begin - from)));
      if (end === undefined || end >= to) return to;
      const { wanted, wantedAs } = this.#exports;
      if (!this.#define(wanted.value, wantedAs.value, rows, end)) return end;
      at = end;
    }
  }

  /** Counts an event of a type that has no rows. @param duration_ms NaN for an instant */
  takeOther(who: Who, at_ms: number, duration_ms: number, line: number, isActive: boolean): void {
    const id = this.#whoSymbol(who);
    if (this.isVoid) return;
    if (this.#exports.hasWho(id) === 0) this.#defineWho(id, who);
    if (!this.isVoid) this.#try(() => this.#exports.countOther(id, at_ms, duration_ms, line, isActive ? 1 : 0));
  }

  /** Takes an event that could have been a row; gives up at one of another type. */
  takeEvent(who: Who, event: KnownEvent, at_ms: number, line: number): void {
    const type = ROW_TYPES.indexOf(event.type);
    if (type < 0) {
      this.giveUp();
      return;
    }
    const given: Readonly<Record<string, unknown>> = event;
    const row = this.#row;
    row.who[0] = this.#whoSymbol(who);
    row.types[0] = type;
    row.at_ms[0] = at_ms;
    row.flags[0] = (given['error'] == null ? 0 : HAS_ERROR) | (given['verified'] === true ? VERIFIED : 0);
    for (const column of [...row.texts, ...row.numbers]) column[0] = column instanceof Int32Array ? ABSENT : Number.NaN;
    for (const key of KEYS[type] ?? []) {
      const value = given[key];
      const text = row.texts[textColumn(key)];
      const number = row.numbers[numberColumn(key)];
      if (text !== undefined && typeof value === 'string') text[0] = this.#textSymbol(value);
      else if (number !== undefined && Number.isFinite(value)) number[0] = value as number;
    }
    if (!this.isVoid) this.take(row, 0, 1, line);
  }

  /** What a row names session, agent and writer by. */
  #whoSymbol({ session_id, agent_id, writer }: Who): number {
    const agent = agent_id === undefined ? '' : `,"agent_id":${quote(agent_id)}`;
    return this.#intern(`${quote(session_id)}${agent},"writer":${quote(writer)}`);
  }

  /** Spelled as the encoder does it: so the text has the symbol that it has in rows. */
  #textSymbol(text: string): number {
    return this.#intern(quote(text).slice(1, -1));
  }

  /** Forgets all symbols but those that the fold needs, to make room for others. */
  makeRoom(): void {
    const { symbols, memory } = this.#kernel;
    const { count } = symbols;
    if (this.isVoid) {
      symbols.clear();
      return;
    }
    this.#exports.markNeeded();
    const remap = this.#kernel.keepSymbols((id) => this.#exports.isNeeded(id) !== 0);
    new Int32Array(memory, this.#remap_at, count).set(remap);
    this.#exports.rename(this.#remap_at, count, symbols.count);
    for (const [text, id] of this.#careful) {
      const now = remap[id] ?? -1;
      if (now < 0) this.#careful.delete(text);
      else this.#careful.set(text, now);
    }
    // Where most is needed, room would have to be made again and again.
    if (symbols.fill <= FULL) return;
    this.giveUp();
    symbols.clear();
  }

  /** Everything that was folded; undefined when there is no room for it. */
  dump(): DumpReader | undefined {
    const at = this.#try(() => this.#exports.dumpAt());
    if (at === undefined) return undefined;
    const { memory, symbols } = this.#kernel;
    return new DumpReader(new Float64Array(memory, at, this.#exports.dumpLength()), symbols);
  }

  /** Tells what a symbol is, for which the fold stopped at a row; false for somebody of another session. */
  #define(id: number, what: number, rows: Rows, at: number): boolean {
    if (what === AS_WHO) {
      const who = JSON.parse(`{"session_id":${this.#kernel.symbols.raw(id)}}`) as Who;
      if (who.session_id !== this.#session_id) return false;
      this.#defineWho(id, who);
    } else if (what === AS_TEXT) this.#defineText(id, rows, at);
    else this.#exports.defineStatus(id, meaningOf(this.#kernel.symbols.text(id)));
    return true;
  }

  #defineWho(id: number, { agent_id = '', writer }: Who): void {
    const agent = agent_id === '' ? -1 : this.#textSymbol(shortName(agent_id));
    const clock = this.#textSymbol(shortName(writer));
    const hasBreak = agent_id.includes('\n') ? 1 : 0;
    if (!this.isVoid) this.#try(() => this.#exports.defineWho(id, agent, clock, hasBreak));
  }

  /** The fold compares texts by their symbols: one that may be spelled in several ways must have come in one only. */
  #defineText(id: number, rows: Rows, at: number): void {
    const text = this.#kernel.symbols.text(id);
    if (text.length > NAME_CHARS) {
      this.#shorten(text, id, rows, at);
      return;
    }
    const known = this.#careful.get(text);
    if (PLAIN.test(text) || (known !== undefined && known !== id)) this.giveUp();
    this.#careful.set(text, id);
    this.#exports.defineText(id, text.includes('\n') ? 1 : 0);
  }

  /** Puts the short form of a name into the row; gives up at a span that is as long. */
  #shorten(text: string, id: number, rows: Rows, at: number): void {
    if (rows.span_id[at] === id || rows.parent_span_id[at] === id) this.giveUp();
    const short = this.#textSymbol(shortName(text));
    for (const column of [rows.name, rows.model]) if (column[at] === id) column[at] = short;
  }

  #intern(json: string): number {
    const length = Buffer.byteLength(json);
    if (length > STAGE_BYTES - SLACK) this.giveUp();
    if (this.#isVoid) return 0;
    this.#stage.write(json);
    const id = this.#kernel.intern(this.#stage.byteOffset, length, PLAIN.test(json));
    // No room: that is so rare between two blocks that nothing is lost by beginning anew.
    if (id < 0) this.giveUp();
    return Math.max(0, id);
  }
}

/** The share of the room for symbols beyond which there is too little left. */
const FULL = 0.75;
const SLACK = 64;
const NAME_CHARS = LIMITS.name_chars;

const aligned = (at: number): number => Math.ceil(at / 64) * 64;

function meaningOf(status: string): number {
  let meaning: number = STATUS.KNOWN;
  if (isSuccess(status)) meaning |= STATUS.SUCCESS;
  if (status === 'failed' || status === 'error') meaning |= STATUS.BAD;
  if (status === 'failed') meaning |= STATUS.FAILED;
  if (status === 'cancelled') meaning |= STATUS.CANCELLED;
  return meaning;
}
