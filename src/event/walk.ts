import { isUtf8 } from 'node:buffer';
import { msFromIso } from '../base/clock.js';
import { LIMITS } from '../base/limits.js';
import { HALTS } from './halts.js';
import { HASH_END, HASH_KEY, HASH_LENGTH } from './hash.js';
import { Interned } from './interned.js';
import { SLOTS } from './kept.js';
import { asciiLiteral } from './literal.js';
import {
  KIND_ANY,
  KIND_BOOLEAN,
  KIND_COUNT,
  KIND_INTEGER,
  KIND_LIST,
  KIND_NUMBER,
  KIND_POSITIVE,
  KIND_RECORD,
  KIND_TEXT,
  KIND_WORD,
} from './scan/memory.js';
import { JsonScanner } from './scan.js';
import { type Member, RESERVED, type Shape, shapeOf } from './shape.js';
import { createToken, type Token } from './token.js';
import { type Who, Writers } from './who.js';

const NONE = asciiLiteral('');
const HEAD = asciiLiteral('{"v":1,"ts":"');
const TYPE = asciiLiteral(',"type":');
const HASH = asciiLiteral(HASH_KEY);
const END = asciiLiteral(`${HASH_END}\n`);
const TRUE = asciiLiteral('true');
const FALSE = asciiLiteral('false');
const TS_LENGTH = '2026-11-21T07:35:00.123Z'.length;
const MINUTE_LENGTH = '2026-11-21T07:35:'.length;
const SHAPES = 64;
/** Of `,"type":"tool_call"`, the place of the seventh letter. */
const SEVENTH = 15;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const OPEN_LIST = 0x5b;
const LOWER_N = 0x6e;

/** What of a slot is told where: a text in `texts`, a number in `numbers`, of anything else whether it says something. */
export type Told = typeof ABSENT | typeof TEXT | typeof NUMBER | typeof YES | typeof NO;
export const ABSENT = 0;
export const TEXT = 1;
export const NUMBER = 2;
/** True, or a value that is not null. */
export const YES = 3;
/** False, or null. */
export const NO = 4;

/**
 * Walks over a line in the layout of our writer and says where in it stands what is kept of it. A line is known only if
 * JSON.parse would accept it and its event would have no fault; every other line is left to the careful way.
 *
 * After `walk` has returned true, the fields tell of that line until it is called again.
 */
export class LineWalk {
  readonly scan: JsonScanner = new JsonScanner();
  readonly names: Interned = new Interned(4_096);
  readonly writers: Writers = new Writers(this.scan, this.names);
  /** The time in epoch milliseconds. */
  at_ms = 0;
  seq = 0;
  shape: Shape = shapeOf('');
  /** Where the line ends: the place of its newline. */
  end = 0;
  who: Who | undefined;
  /** The slots that the line has, in the order of the line: so many of them. */
  readonly slots: Uint8Array = new Uint8Array(SLOTS.length);
  given = 0;
  /** For each of `SLOTS` that the line has. */
  readonly told: Uint8Array = new Uint8Array(SLOTS.length);
  readonly texts: readonly Token[] = SLOTS.map(createToken);
  readonly numbers: Float64Array = new Float64Array(SLOTS.length);

  readonly #only: ReadonlySet<string> | undefined;
  readonly #shapes = new Map<string, Shape>();
  /** The types of the last lines. */
  readonly #recent = new Array<Shape | undefined>(256).fill(undefined);
  readonly #word = createToken();
  #minute = NONE;
  #minute_ms = 0;

  /** @param only types of which lines are known; all of them without this */
  constructor(only?: ReadonlySet<string>) {
    this.#only = only;
  }

  /** @param bytes must hold a newline at or behind `from`, where the line begins */
  walk(bytes: Buffer, from: number): boolean {
    const { scan } = this;
    scan.begin(bytes, from);
    if (!scan.literal(HEAD) || !this.#time()) return false;
    this.who = this.writers.read();
    if (this.who === undefined) return false;
    const seq = scan.number();
    if (!isCount(seq)) return false;
    this.seq = seq;
    const shape = this.#knownShape();
    if (shape === undefined) return false;
    this.shape = shape;
    if (!this.#members(shape.members) || !this.#hash()) return false;
    return !scan.sawUtf8 || isUtf8(bytes.subarray(from, this.end));
  }

  /** Lines share their minute a thousand times over; the rest of the time is four bytes that must be digits. */
  #time(): boolean {
    const { scan } = this;
    const from = scan.at;
    if (this.#minute !== NONE && scan.literal(this.#minute)) {
      this.at_ms = this.#minute_ms + scan.secondsAndMillis();
      if (!Number.isNaN(this.at_ms)) return true;
    }
    const ts = scan.bytes.toString('latin1', from, from + TS_LENGTH);
    const at_ms = ts.length === TS_LENGTH && ts.endsWith('Z') ? msFromIso(ts) : Number.NaN;
    if (Number.isNaN(at_ms)) return false;
    scan.at = from + TS_LENGTH;
    this.#minute = asciiLiteral(ts.slice(0, MINUTE_LENGTH));
    this.#minute_ms = Math.floor(at_ms / 60_000) * 60_000;
    this.at_ms = at_ms;
    return true;
  }

  #knownShape(): Shape | undefined {
    const { scan } = this;
    const place = this.#placeOf(scan.at);
    const last = this.#recent[place];
    if (last !== undefined && scan.literal(last.opening)) return last;
    if (!scan.literal(TYPE) || !scan.token(this.#word)) return undefined;
    const type = scan.text(this.#word, this.names);
    if (this.#only?.has(type) === false) return undefined;
    const known = this.#shapes.get(type);
    const shape = known ?? shapeOf(type);
    // A log of made-up types must not make us grow.
    if (known === undefined && this.#shapes.size < SHAPES) this.#shapes.set(type, shape);
    // One that is not plain would have to be looked at on every line.
    if (this.#word.isPlain) this.#recent[place] = shape;
    return shape;
  }

  /** Where a type is remembered: two of its letters tell those of most lines apart. */
  #placeOf(at: number): number {
    const { bytes } = this.scan;
    const [seventh = 0, eighth = 0] = [bytes[at + SEVENTH], bytes[at + SEVENTH + 1]];
    return (seventh + 3 * eighth) & 0xff;
  }

  /** The members behind the type, up to where the hash stands: the known ones in their order, then any others. */
  #members(members: readonly Member[]): boolean {
    const { scan, told, slots } = this;
    this.given = 0;
    let word = scan.word;
    for (let i = 0; i < members.length; i++) {
      const member = members[i] as Member;
      const { opening, required, slot } = member;
      if (opening.words[0] !== word || !scan.literal(opening)) {
        if (required) return false;
        continue;
      }
      const is = this.#value(member);
      if (is === ABSENT) return false;
      word = scan.word;
      if (slot < 0) continue;
      told[slot] = is;
      slots[this.given++] = slot;
    }
    while (!scan.literal(HASH)) if (!scan.byte(COMMA) || !this.#other(members)) return false;
    return true;
  }

  /** A member that is not of the format. A key of the envelope or of the type that comes again would win. */
  #other(members: readonly Member[]): boolean {
    const { scan } = this;
    if (!scan.token(this.#word)) return false;
    const key = scan.text(this.#word, this.names);
    if (RESERVED.has(key) || members.some((member) => member.key === key)) return false;
    return scan.byte(COLON) && scan.value(LIMITS.depth);
  }

  /** A value of a member's kind; `ABSENT` when it is none. */
  #value({ kind, slot, words }: Member): Told {
    const { scan } = this;
    if (kind === KIND_TEXT || kind === KIND_WORD) {
      const token = this.texts[slot] ?? this.#word;
      if (!scan.token(token)) return ABSENT;
      return kind === KIND_TEXT || words.includes(scan.text(token, this.names)) ? TEXT : ABSENT;
    }
    if (kind >= KIND_NUMBER && kind <= KIND_POSITIVE) {
      const value = scan.number();
      if (!isOfKind(value, kind)) return ABSENT;
      if (slot >= 0) this.numbers[slot] = value;
      return NUMBER;
    }
    if (kind === KIND_BOOLEAN) return scan.literal(TRUE) ? YES : scan.literal(FALSE) ? NO : ABSENT;
    const { next } = scan;
    const fits =
      kind === KIND_ANY || (kind === KIND_RECORD && next === OPEN) || (kind === KIND_LIST && next === OPEN_LIST);
    if (!fits || !scan.value(LIMITS.depth)) return ABSENT;
    return next === LOWER_N ? NO : YES;
  }

  /** The hash, if it ends the line: 22 characters of plain text. */
  #hash(): boolean {
    const { scan } = this;
    const { bytes, at } = scan;
    for (let i = at; i < at + HASH_LENGTH; i++) if (HASHED[bytes[i] as number] !== 1) return false;
    scan.at = at + HASH_LENGTH;
    this.end = scan.at + HASH_END.length;
    return scan.literal(END);
  }
}

/** What may stand in a hash: plain text. */
const HASHED = Uint8Array.from(HALTS, (halt, byte) => (halt === 0 && byte !== 0x7f ? 1 : 0));

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function isOfKind(value: number, kind: number): boolean {
  if (kind === KIND_NUMBER) return !Number.isNaN(value);
  if (kind === KIND_COUNT) return isCount(value);
  return Number.isSafeInteger(value) && (kind === KIND_INTEGER || value > 0);
}
