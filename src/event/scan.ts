import { ESCAPES, firstIn, haltsIn, isHex } from './halts.js';
import type { Interned } from './interned.js';
import { asciiLiteral, type Literal } from './literal.js';
import type { Token } from './token.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const LOWER_E = 0x65;
const UPPER_E = 0x45;
const DOT = 0x2e;
const ZERO = 0x30;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const LOWER_T = 0x74;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_U = 0x75;
const LOWER_V = 0x76;
const WORDS = [asciiLiteral('true'), asciiLiteral('false'), asciiLiteral('null')] as const;
/** Up to so many digits are exact in a double, and so is their quotient with a power of ten. */
const DIGITS = 15;
const POWERS = Array.from({ length: DIGITS + 1 }, (_, power) => 10 ** power);

/** What is returned in the place of a position when what was asked for does not stand there. */
export const NOWHERE = -1;

/**
 * Walks over one line of JSON without white space and builds only what is asked for. It is stricter than JSON where that
 * is cheaper (no white space; numbers that are asked for are short), and never laxer.
 *
 * Each step takes the position where something begins and returns the one behind it, or `NOWHERE`: positions that
 * wandered through a field cost half of the time.
 *
 * A newline must stand at the end of the line: no token may hold one, so that nothing reads further and no step has to
 * ask for the end. Strings must end four bytes before the end of the bytes, as those of all lines with a hash do.
 */
export class JsonScanner {
  bytes: Buffer = Buffer.alloc(0);
  /** Whether a string held bytes beyond ASCII: whoever accepts the line has to check that they are UTF-8. */
  sawUtf8 = false;
  /** The number that was read last. */
  number = 0;

  #view: DataView = new DataView(new ArrayBuffer(0));

  begin(bytes: Buffer): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.sawUtf8 = false;
  }

  /** Four bytes as a word; 0 at the end of the bytes, where no line goes on. */
  word(at: number): number {
    return at + 4 <= this.bytes.length ? this.#view.getInt32(at, true) : 0;
  }

  /** Exactly these bytes. */
  literal(at: number, { length, first, last, eights }: Literal): number {
    const end = at + length;
    if (end > this.bytes.length) return NOWHERE;
    const view = this.#view;
    if (length < 8) return view.getInt32(at, true) === first && view.getInt32(end - 4, true) === last ? end : NOWHERE;
    const behind = eights.length - 1;
    for (let i = 0; i < behind; i++) if (view.getFloat64(at + i * 8, true) !== eights[i]) return NOWHERE;
    return view.getFloat64(end - 8, true) === eights[behind] ? end : NOWHERE;
  }

  /** A string. */
  token(from: number, into: Token): number {
    const { bytes } = this;
    if (bytes[from] !== QUOTE) return NOWHERE;
    const view = this.#view;
    const last = bytes.length - 4;
    let at = from + 1;
    let hash = 0;
    for (; at <= last; at += 4) {
      const word = view.getInt32(at, true);
      const bits = haltsIn(word);
      if (bits !== 0) {
        const before = firstIn(bits);
        hash = Math.imul(hash ^ (word & ((1 << (before * 8)) - 1)), 0x01000193);
        at += before;
        break;
      }
      hash = Math.imul(hash ^ word, 0x01000193);
      hash ^= hash >>> 13;
    }
    const isPlain = bytes[at] === QUOTE;
    const end = isPlain ? at + 1 : this.string(from);
    into.isPlain = isPlain;
    into.from = from + 1;
    into.to = end - 1;
    into.hash = hash;
    return end;
  }

  /** What a string says, as JSON.parse would give it. The bytes of its line must be UTF-8. */
  text({ from, to, hash, isPlain }: Token, interned: Interned): string {
    const { bytes } = this;
    if (isPlain) return interned.get(bytes, from, to, hash);
    return JSON.parse(bytes.toString('utf8', from - 1, to + 1)) as string;
  }

  /** A number, as `number` what JSON.parse would give; not one that is left to who can compute it. */
  shortNumber(from: number): number {
    const { bytes } = this;
    const negative = bytes[from] === MINUS;
    const first = negative ? from + 1 : from;
    let at = first;
    let value = 0;
    let digit = (bytes[at] as number) - ZERO;
    while (isDigit(digit)) {
      value = value * 10 + digit;
      digit = (bytes[++at] as number) - ZERO;
    }
    const whole = at - first;
    if (whole === 0 || (whole > 1 && bytes[first] === ZERO)) return NOWHERE;
    let places = 0;
    if (bytes[at] === DOT) {
      digit = (bytes[++at] as number) - ZERO;
      while (isDigit(digit)) {
        value = value * 10 + digit;
        places++;
        digit = (bytes[++at] as number) - ZERO;
      }
      if (places === 0) return NOWHERE;
    }
    if (whole + places > DIGITS) return NOWHERE;
    const behind = bytes[at];
    // An exponent, or no number at all.
    if (behind !== COMMA && behind !== CLOSE && behind !== CLOSE_LIST) return NOWHERE;
    // The quotient of two exact doubles is rounded once, as JSON.parse does.
    if (places > 0) value /= POWERS[places] as number;
    this.number = negative ? -value : value;
    return at;
  }

  /** Any value, containers down to a depth. */
  value(at: number, depth: number): number {
    switch (this.bytes[at]) {
      case QUOTE:
        return this.string(at);
      case OPEN:
        return depth > 0 ? this.#object(at, depth - 1) : NOWHERE;
      case OPEN_LIST:
        return depth > 0 ? this.#list(at, depth - 1) : NOWHERE;
      case LOWER_T:
        return this.literal(at, WORDS[0]);
      case LOWER_F:
        return this.literal(at, WORDS[1]);
      case LOWER_N:
        return this.literal(at, WORDS[2]);
      default:
        return this.#number(at);
    }
  }

  /** A number of any size. */
  #number(from: number): number {
    const { bytes } = this;
    const first = bytes[from] === MINUS ? from + 1 : from;
    let at = this.#digits(first);
    if (at === NOWHERE || (bytes[first] === ZERO && at > first + 1)) return NOWHERE;
    if (bytes[at] === DOT) at = this.#digits(at + 1);
    if (at === NOWHERE || (bytes[at] !== LOWER_E && bytes[at] !== UPPER_E)) return at;
    at++;
    return this.#digits(bytes[at] === PLUS || bytes[at] === MINUS ? at + 1 : at);
  }

  #digits(from: number): number {
    const { bytes } = this;
    let at = from;
    while (isDigit((bytes[at] as number) - ZERO)) at++;
    return at > from ? at : NOWHERE;
  }

  #object(from: number, depth: number): number {
    const { bytes } = this;
    // `{"v":` is how a line of ours begins: this may be a splice of two, and needs more than eyes.
    if (bytes[from + 2] === LOWER_V && bytes[from + 3] === QUOTE && bytes[from + 1] === QUOTE) return NOWHERE;
    if (bytes[from + 1] === CLOSE) return from + 2;
    let at = from;
    do {
      at = this.string(at + 1);
      if (at === NOWHERE || bytes[at] !== COLON) return NOWHERE;
      at = this.value(at + 1, depth);
      if (at === NOWHERE) return NOWHERE;
    } while (bytes[at] === COMMA);
    return bytes[at] === CLOSE ? at + 1 : NOWHERE;
  }

  #list(from: number, depth: number): number {
    const { bytes } = this;
    if (bytes[from + 1] === CLOSE_LIST) return from + 2;
    let at = from;
    do {
      at = this.value(at + 1, depth);
      if (at === NOWHERE) return NOWHERE;
    } while (bytes[at] === COMMA);
    return bytes[at] === CLOSE_LIST ? at + 1 : NOWHERE;
  }

  /** A string of which nobody asks what it says. */
  string(from: number): number {
    const { bytes } = this;
    if (bytes[from] !== QUOTE) return NOWHERE;
    const view = this.#view;
    const last = bytes.length - 4;
    let at = from + 1;
    while (at <= last) {
      const bits = haltsIn(view.getInt32(at, true));
      if (bits === 0) {
        at += 4;
        continue;
      }
      at += firstIn(bits);
      const byte = bytes[at] as number;
      if (byte === QUOTE) return at + 1;
      if (byte === BACKSLASH) {
        at = this.#escape(at);
        if (at === NOWHERE) return NOWHERE;
      } else if (byte > 0x7f) {
        this.sawUtf8 = true;
        at++;
      } else return NOWHERE;
    }
    return NOWHERE;
  }

  #escape(from: number): number {
    const { bytes } = this;
    const byte = bytes[from + 1] as number;
    if (byte !== LOWER_U) return ESCAPES[byte] === 1 ? from + 2 : NOWHERE;
    for (let i = 2; i < 6; i++) if (!isHex(bytes[from + i] as number)) return NOWHERE;
    return from + 6;
  }
}

export const isDigit = (digit: number): boolean => digit >= 0 && digit <= 9;
