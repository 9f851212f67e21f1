import { isUtf8 } from 'node:buffer';
import { msFromIso } from '../base/clock.js';
import { LIMITS } from '../base/limits.js';
import type { FieldKind } from './check.js';
import { HASH_END, HASH_KEY, HASH_LENGTH } from './hash.js';
import { Interned } from './interned.js';
import { createKept, fillKept, type Kept, SLOTS } from './kept.js';
import { type Literal, literalOf } from './literal.js';
import { JsonScanner } from './scan.js';
import { type Member, RESERVED, type Shape, shapeOf } from './shape.js';

const latin1 = (text: string): Literal => literalOf(Buffer.from(text, 'latin1'));
const NONE = literalOf(Buffer.alloc(0));
const HEAD = latin1('{"v":1,"ts":"');
const SESSION = latin1('","session_id":');
const AGENT = latin1(',"agent_id":');
const WRITER = latin1(',"writer":');
const SEQ = latin1(',"seq":');
const TYPE = latin1(',"type":');
const HASH = latin1(HASH_KEY);
const END = latin1(`${HASH_END}\n`);
const TS_LENGTH = '2026-11-21T07:35:00.123Z'.length;
const MINUTE_LENGTH = '2026-11-21T07:35:'.length;
const SHAPES = 64;
const SPAN_SLOT = SLOTS.indexOf('span_id');
const COMMA = 0x2c;
const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN = 0x7b;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const LOWER_N = 0x6e;

/**
 * Knows a line in the layout of our writer without building its object: many times as fast as JSON.parse and the
 * check of its fields. A line is known only if JSON.parse would accept it and its event would have no fault, and then
 * what is told of it is what JSON.parse would give; every other line is left to the careful way.
 *
 * After `recognize` has returned true, the fields tell of that line until it is called again.
 */
export class Recognizer {
  session_id = '';
  agent_id: string | undefined;
  writer = '';
  seq = 0;
  type = '';
  /** The time in epoch milliseconds. */
  at_ms = 0;
  /** Where the line ends: the place of its newline. */
  end = 0;

  readonly #scan = new JsonScanner();
  readonly #names = new Interned(4_096);
  readonly #spans = new Interned(1_024);
  readonly #shapes = new Map<string, Shape>();
  #minute = NONE;
  #minute_ms = 0;
  /** What one writer puts into every line, from the end of the time to the sequence number. */
  #writer = NONE;
  readonly #values: unknown[] = SLOTS.map(() => undefined);
  readonly #kept = createKept();

  /** @param bytes must hold a newline at or behind `from`, where the line begins */
  recognize(bytes: Buffer, from: number): boolean {
    const scan = this.#scan;
    scan.begin(bytes, from);
    if (!scan.literal(HEAD) || !this.#time() || !this.#knownWriter()) return false;
    const seq = scan.number();
    if (!isCount(seq)) return false;
    this.seq = seq;
    const shape = this.#knownShape();
    if (shape === undefined || !this.#members(shape.members) || !this.#hash()) return false;
    this.type = shape.type;
    return !scan.sawUtf8 || isUtf8(bytes.subarray(from, this.end));
  }

  /** The hash that the line states. */
  get hash(): string {
    const to = this.end - HASH_END.length;
    return this.#scan.bytes.toString('latin1', to - HASH_LENGTH, to);
  }

  /** What is kept of the line: the same object for every line. */
  kept(): Kept {
    return fillKept(this.#kept, this, this.#values);
  }

  /** Lines share their minute a thousand times over; the rest of the time is four bytes that must be digits. */
  #time(): boolean {
    const scan = this.#scan;
    const from = scan.at;
    if (this.#minute !== NONE && scan.literal(this.#minute)) {
      this.at_ms = this.#minute_ms + scan.secondsAndMillis();
      if (!Number.isNaN(this.at_ms)) return true;
    }
    const ts = scan.bytes.toString('latin1', from, from + TS_LENGTH);
    const at_ms = ts.length === TS_LENGTH && ts.endsWith('Z') ? msFromIso(ts) : Number.NaN;
    if (Number.isNaN(at_ms)) return false;
    scan.at = from + TS_LENGTH;
    this.#minute = latin1(ts.slice(0, MINUTE_LENGTH));
    this.#minute_ms = Math.floor(at_ms / 60_000) * 60_000;
    this.at_ms = at_ms;
    return true;
  }

  #knownWriter(): boolean {
    const scan = this.#scan;
    if (this.#writer !== NONE && scan.literal(this.#writer)) return true;
    const from = scan.at;
    const session_id = scan.literal(SESSION) ? scan.text(this.#names) : undefined;
    const agent_id = scan.literal(AGENT) ? (scan.text(this.#names) ?? null) : undefined;
    const writer = scan.literal(WRITER) ? scan.text(this.#names) : undefined;
    this.#writer = NONE;
    if (session_id === undefined || agent_id === null || writer === undefined || !scan.literal(SEQ)) return false;
    this.session_id = session_id;
    this.agent_id = agent_id;
    this.writer = writer;
    // What is not ASCII has to be looked at on every line.
    if (!scan.sawUtf8) this.#writer = literalOf(scan.bytes.subarray(from, scan.at));
    return true;
  }

  #knownShape(): Shape | undefined {
    const type = this.#scan.literal(TYPE) ? this.#scan.text(this.#names) : undefined;
    if (type === undefined) return undefined;
    const known = this.#shapes.get(type);
    if (known !== undefined) return known;
    const shape = shapeOf(type);
    // A log of made-up types must not make us grow.
    if (this.#shapes.size < SHAPES) this.#shapes.set(type, shape);
    return shape;
  }

  /** The members behind the type, up to where the hash stands: the known ones in their order, then any others. */
  #members(members: readonly Member[]): boolean {
    const scan = this.#scan;
    const values = this.#values;
    for (let slot = 0; slot < values.length; slot++) values[slot] = undefined;
    for (let i = 0; i < members.length; i++) {
      const { opening, kind, required, slot } = members[i] as Member;
      if (!scan.literal(opening)) {
        if (required) return false;
        continue;
      }
      const value = this.#valueOf(kind, slot);
      if (value === undefined) return false;
      if (slot >= 0) values[slot] = value;
    }
    while (!scan.literal(HASH)) {
      const key = scan.byte(COMMA) ? scan.text(this.#names) : undefined;
      // A key of the envelope or of the type that comes again would win.
      if (key === undefined || RESERVED.has(key) || members.some((member) => member.key === key))
        return false;
      if (!scan.byte(COLON) || !scan.value(LIMITS.depth)) return false;
    }
    return true;
  }

  /** A value of a kind; undefined when it is none. What is allowed and rare is left to the careful way. */
  #valueOf(kind: FieldKind, slot: number): unknown {
    const scan = this.#scan;
    switch (kind) {
      case 'text':
        if (slot >= 0) return scan.text(slot >= SPAN_SLOT ? this.#spans : this.#names);
        return scan.next === QUOTE && scan.value(0) ? true : undefined;
      case 'unknown': {
        const isNull = scan.next === LOWER_N;
        return scan.value(LIMITS.depth) ? (isNull ? null : true) : undefined;
      }
      case 'record':
        return scan.next === OPEN && scan.value(LIMITS.depth) ? true : undefined;
      case 'list':
        return scan.next === OPEN_LIST && scan.value(LIMITS.depth) ? true : undefined;
      case 'number':
        return numberOr(scan.number(), isFiniteNumber);
      case 'count':
        return numberOr(scan.number(), isCount);
      case 'integer':
        return numberOr(scan.number(), Number.isSafeInteger);
      case 'positive':
        return numberOr(scan.number(), isPositive);
      case 'boolean': {
        const isTrue = scan.literal(TRUE);
        return isTrue || scan.literal(FALSE) ? isTrue : undefined;
      }
      case 'instant':
        return undefined;
      default: {
        const word = 'one_of' in kind ? scan.text(this.#names) : undefined;
        return 'one_of' in kind ? kind.one_of.find((allowed) => allowed === word) : undefined;
      }
    }
  }

  /** The hash, if it ends the line: 22 characters of plain text. */
  #hash(): boolean {
    const scan = this.#scan;
    const { bytes, at } = scan;
    for (let i = at; i < at + HASH_LENGTH; i++) {
      const byte = bytes[i] as number;
      if (byte < 0x20 || byte > 0x7e || byte === QUOTE || byte === BACKSLASH) return false;
    }
    scan.at = at + HASH_LENGTH;
    this.end = scan.at + HASH_END.length;
    return scan.literal(END);
  }
}

const TRUE = latin1('true');
const FALSE = latin1('false');
const isFiniteNumber = (value: number): boolean => !Number.isNaN(value);
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isPositive = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
const numberOr = (value: number, fits: (value: number) => boolean): number | undefined =>
  fits(value) ? value : undefined;
