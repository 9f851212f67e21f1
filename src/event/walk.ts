import { isUtf8 } from 'node:buffer';
import { LIMITS } from '../base/limits.js';
import { unseenIn } from './halts.js';
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
import { JsonScanner, NOWHERE } from './scan.js';
import { type Member, RESERVED, type Shape, shapeOf } from './shape.js';
import { Times } from './times.js';
import { createToken, type Token } from './token.js';
import { type Who, Writers } from './who.js';

const TYPE = asciiLiteral(',"type":');
const HASH = asciiLiteral(HASH_KEY);
const [END_QUOTE, END_BRACE] = Buffer.from(HASH_END);
const SHAPES = 64;
/** Of `,"type":"tool_call"`, the place of the seventh letter. */
const SEVENTH = 15;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const OPEN_LIST = 0x5b;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;
const NEWLINE = 0x0a;

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
  readonly #times = new Times(this.scan);
  #behindType = NOWHERE;
  #is: Told = ABSENT;

  /** @param only types of which lines are known; all of them without this */
  constructor(only?: ReadonlySet<string>) {
    this.#only = only;
  }

  /** @param bytes must hold a newline at or behind `from`, where the line begins */
  walk(bytes: Buffer, from: number): boolean {
    const { scan, writers } = this;
    scan.begin(bytes);
    let at = this.#times.read(from);
    if (at !== NOWHERE) at = writers.read(at);
    if (at !== NOWHERE) at = scan.shortNumber(at);
    const seq = scan.number;
    if (at === NOWHERE || !isCount(seq)) return false;
    const shape = this.#knownShape(at);
    if (shape === undefined) return false;
    at = this.#members(this.#behindType, shape.members);
    if (at === NOWHERE || !this.#hash(at)) return false;
    this.who = writers.who;
    this.at_ms = this.#times.at_ms;
    this.seq = seq;
    this.shape = shape;
    return !scan.sawUtf8 || isUtf8(bytes.subarray(from, this.end));
  }

  #knownShape(from: number): Shape | undefined {
    const { scan } = this;
    const place = this.#placeOf(from);
    const last = this.#recent[place];
    if (last !== undefined) {
      this.#behindType = scan.literal(from, last.opening);
      if (this.#behindType !== NOWHERE) return last;
    }
    const at = scan.literal(from, TYPE);
    this.#behindType = at === NOWHERE ? NOWHERE : scan.token(at, this.#word);
    if (this.#behindType === NOWHERE) return undefined;
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
    return ((bytes[at + SEVENTH] ?? 0) + 3 * (bytes[at + SEVENTH + 1] ?? 0)) & 0xff;
  }

  /** The members behind the type, up to behind the key of the hash: the known ones in their order, then any others. */
  #members(from: number, members: readonly Member[]): number {
    const { scan, told, slots } = this;
    let at = from;
    let word = scan.word(at);
    let given = 0;
    for (let i = 0; i < members.length; i++) {
      const member = members[i] as Member;
      const value = member.first === word ? scan.literal(at, member.opening) : NOWHERE;
      if (value === NOWHERE) {
        if (member.required) return NOWHERE;
        continue;
      }
      at = this.#value(value, member);
      if (at === NOWHERE) return NOWHERE;
      word = scan.word(at);
      if (member.slot < 0) continue;
      told[member.slot] = this.#is;
      slots[given++] = member.slot;
    }
    this.given = given;
    let hash = scan.literal(at, HASH);
    while (hash === NOWHERE) {
      at = this.#other(at, members);
      if (at === NOWHERE) return NOWHERE;
      hash = scan.literal(at, HASH);
    }
    return hash;
  }

  /** A member that is not of the format. A key of the envelope or of the type that comes again would win. */
  #other(from: number, members: readonly Member[]): number {
    const { scan } = this;
    const { bytes } = scan;
    const at = bytes[from] === COMMA ? scan.token(from + 1, this.#word) : NOWHERE;
    if (at === NOWHERE) return NOWHERE;
    const key = scan.text(this.#word, this.names);
    if (RESERVED.has(key) || members.some((member) => member.key === key)) return NOWHERE;
    return bytes[at] === COLON ? scan.value(at + 1, LIMITS.depth) : NOWHERE;
  }

  /** A value of a member's kind; what it tells is in `#is`. */
  #value(from: number, { kind, slot, words }: Member): number {
    const { scan } = this;
    if (kind === KIND_TEXT || kind === KIND_WORD) {
      const token = this.texts[slot] ?? this.#word;
      const end = scan.token(from, token);
      this.#is = TEXT;
      if (kind === KIND_TEXT || end === NOWHERE) return end;
      return words.includes(scan.text(token, this.names)) ? end : NOWHERE;
    }
    if (kind >= KIND_NUMBER && kind <= KIND_POSITIVE) {
      const end = scan.shortNumber(from);
      if (end === NOWHERE || !isOfKind(scan.number, kind)) return NOWHERE;
      if (slot >= 0) this.numbers[slot] = scan.number;
      this.#is = NUMBER;
      return end;
    }
    const first = scan.bytes[from];
    if (kind === KIND_BOOLEAN) {
      this.#is = first === LOWER_T ? YES : NO;
      return first === LOWER_T || first === LOWER_F ? scan.value(from, 0) : NOWHERE;
    }
    this.#is = first === LOWER_N ? NO : YES;
    const fits =
      kind === KIND_ANY || (kind === KIND_RECORD && first === OPEN) || (kind === KIND_LIST && first === OPEN_LIST);
    return fits ? scan.value(from, LIMITS.depth) : NOWHERE;
  }

  /** The hash, if it ends the line: 22 characters of plain text. */
  #hash(from: number): boolean {
    const { scan } = this;
    const { bytes } = scan;
    const to = from + HASH_LENGTH;
    if (bytes[to] !== END_QUOTE || bytes[to + 1] !== END_BRACE || bytes[to + 2] !== NEWLINE) return false;
    let unseen = unseenIn(scan.word(to - 4));
    for (let at = from; at < to - 4; at += 4) unseen |= unseenIn(scan.word(at));
    this.end = to + HASH_END.length;
    return unseen === 0;
  }
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function isOfKind(value: number, kind: number): boolean {
  if (kind === KIND_NUMBER) return true;
  if (kind === KIND_COUNT) return isCount(value);
  return Number.isSafeInteger(value) && (kind === KIND_INTEGER || value > 0);
}
