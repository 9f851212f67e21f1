import { ESCAPES, HALTS, halts, isHex } from './halts.js';
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
const UPPER_Z = 0x5a;
const WORDS = [asciiLiteral('true'), asciiLiteral('false'), asciiLiteral('null')] as const;
/** Up to so many digits are exact in a double, and so is their quotient with a power of ten. */
const DIGITS = 15;
const POWERS = Array.from({ length: DIGITS + 1 }, (_, power) => 10 ** power);

/**
 * Walks over one line of JSON without white space, byte by byte, and builds only what is asked for. It is stricter
 * than JSON where that is cheaper (no white space; numbers that are asked for are short), and never laxer.
 *
 * A newline must stand at the end of the line: no token may hold one, so that nothing reads further and no step has to
 * ask for the end.
 */
export class JsonScanner {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  /** Whether a string held bytes beyond ASCII: whoever accepts the line has to check that they are UTF-8. */
  sawUtf8 = false;

  #words: DataView = new DataView(new ArrayBuffer(0));

  begin(bytes: Buffer, at: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.#words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.at = at;
    this.sawUtf8 = false;
  }

  get next(): number {
    return this.bytes[this.at] as number;
  }

  /** Four bytes as a word; 0 at the end of the bytes, where no line goes on. */
  get word(): number {
    return this.at + 4 <= this.bytes.length ? this.#words.getInt32(this.at, true) : 0;
  }

  byte(wanted: number): boolean {
    if (this.bytes[this.at] !== wanted) return false;
    this.at++;
    return true;
  }

  /** Exactly these bytes; stays where it is when they do not follow. */
  literal({ bytes: wanted, words }: Literal): boolean {
    const { bytes, at } = this;
    const { length } = wanted;
    if (at + length > bytes.length) return false;
    const these = this.#words;
    for (let i = 0; i < words.length; i++) if (these.getInt32(at + i * 4, true) !== words[i]) return false;
    for (let i = words.length * 4; i < length; i++) if (bytes[at + i] !== wanted[i]) return false;
    this.at = at + length;
    return true;
  }

  /** `35.123Z`, the end of a time in canonical form, in milliseconds; NaN when it is not there. */
  secondsAndMillis(): number {
    const { bytes, at } = this;
    const digit = (place: number): number => (bytes[at + place] as number) - ZERO;
    const [s1, s0, f2, f1, f0] = [digit(0), digit(1), digit(3), digit(4), digit(5)];
    const plain = s1 >= 0 && s1 <= 5 && isDigit(s0) && isDigit(f2) && isDigit(f1) && isDigit(f0);
    if (!plain || bytes[at + 2] !== DOT || bytes[at + 6] !== UPPER_Z) return Number.NaN;
    this.at = at + 7;
    return s1 * 10_000 + s0 * 1_000 + f2 * 100 + f1 * 10 + f0;
  }

  /** A string; false when it is none. */
  token(into: Token): boolean {
    const { bytes } = this;
    const from = this.at;
    if (bytes[from] !== QUOTE) return false;
    const words = this.#words;
    const last = bytes.length - 4;
    let at = from + 1;
    let hash = 0;
    for (; at <= last; at += 4) {
      const word = words.getInt32(at, true);
      if (halts(word)) break;
      hash = Math.imul(hash ^ word, 0x01000193);
      hash ^= hash >>> 13;
    }
    let byte = bytes[at] as number;
    while (HALTS[byte] === 0) {
      hash = Math.imul(hash ^ byte, 0x01000193);
      byte = bytes[++at] as number;
    }
    into.isPlain = byte === QUOTE;
    if (into.isPlain) this.at = at + 1;
    else if (!this.#string()) return false;
    into.from = from + 1;
    into.to = this.at - 1;
    into.hash = hash;
    return true;
  }

  /** What a string says, as JSON.parse would give it. The bytes of its line must be UTF-8. */
  text({ from, to, hash, isPlain }: Token, interned: Interned): string {
    const { bytes } = this;
    if (isPlain) return interned.get(bytes, from, to, hash);
    return JSON.parse(bytes.toString('utf8', from - 1, to + 1)) as string;
  }

  /** A number as JSON.parse would give it; NaN when it is none, or one that is left to who can compute it. */
  number(): number {
    const { bytes } = this;
    let { at } = this;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    const first = at;
    let value = 0;
    let digit = (bytes[at] as number) - ZERO;
    while (isDigit(digit)) {
      value = value * 10 + digit;
      digit = (bytes[++at] as number) - ZERO;
    }
    const whole = at - first;
    if (whole === 0 || (whole > 1 && bytes[first] === ZERO)) return Number.NaN;
    let places = 0;
    if (bytes[at] === DOT) {
      digit = (bytes[++at] as number) - ZERO;
      while (isDigit(digit)) {
        value = value * 10 + digit;
        places++;
        digit = (bytes[++at] as number) - ZERO;
      }
      if (places === 0) return Number.NaN;
    }
    if (whole + places > DIGITS) return Number.NaN;
    const behind = bytes[at];
    // An exponent, or no number at all.
    if (behind !== COMMA && behind !== CLOSE && behind !== CLOSE_LIST) return Number.NaN;
    this.at = at;
    // The quotient of two exact doubles is rounded once, as JSON.parse does.
    if (places > 0) value /= POWERS[places] as number;
    return negative ? -value : value;
  }

  /** Any value, containers down to a depth. */
  value(depth: number): boolean {
    switch (this.bytes[this.at]) {
      case QUOTE:
        return this.#string();
      case OPEN:
        return depth > 0 && this.#object(depth - 1);
      case OPEN_LIST:
        return depth > 0 && this.#list(depth - 1);
      case LOWER_T:
        return this.literal(WORDS[0]);
      case LOWER_F:
        return this.literal(WORDS[1]);
      case LOWER_N:
        return this.literal(WORDS[2]);
      default:
        return this.#number();
    }
  }

  /** A number of any size. */
  #number(): boolean {
    this.byte(MINUS);
    const from = this.at;
    const first = this.next;
    if (!this.#digits() || (first === ZERO && this.at > from + 1)) return false;
    if (this.byte(DOT) && !this.#digits()) return false;
    if (!this.byte(LOWER_E) && !this.byte(UPPER_E)) return true;
    if (!this.byte(PLUS)) this.byte(MINUS);
    return this.#digits();
  }

  #digits(): boolean {
    const from = this.at;
    while (isDigit(this.next - ZERO)) this.at++;
    return this.at > from;
  }

  #object(depth: number): boolean {
    const { bytes, at } = this;
    // `{"v":` is how a line of ours begins: this may be a splice of two, and needs more than eyes.
    if (bytes[at + 2] === LOWER_V && bytes[at + 3] === QUOTE && bytes[at + 1] === QUOTE) return false;
    this.at++;
    if (this.byte(CLOSE)) return true;
    do {
      if (!this.#string() || !this.byte(COLON) || !this.value(depth)) return false;
    } while (this.byte(COMMA));
    return this.byte(CLOSE);
  }

  #list(depth: number): boolean {
    this.at++;
    if (this.byte(CLOSE_LIST)) return true;
    do {
      if (!this.value(depth)) return false;
    } while (this.byte(COMMA));
    return this.byte(CLOSE_LIST);
  }

  #string(): boolean {
    const { bytes } = this;
    const words = this.#words;
    const last = bytes.length - 4;
    let { at } = this;
    if (bytes[at] !== QUOTE) return false;
    for (;;) {
      while (at < last && !halts(words.getInt32(at + 1, true))) at += 4;
      let byte = bytes[++at] as number;
      while (HALTS[byte] === 0) byte = bytes[++at] as number;
      if (byte === QUOTE) {
        this.at = at + 1;
        return true;
      }
      if (byte === BACKSLASH) {
        byte = bytes[++at] as number;
        if (byte === LOWER_U) {
          for (let i = 0; i < 4; i++) if (!isHex(bytes[++at] as number)) return false;
        } else if (ESCAPES[byte] !== 1) return false;
      } else if (byte > 0x7f) this.sawUtf8 = true;
      else return false;
    }
  }
}

const isDigit = (digit: number): boolean => digit >= 0 && digit <= 9;
