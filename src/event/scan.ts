const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
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
const UPPER_Z = 0x5a;
/** Where digits stand in `35.123Z`. */
const SECONDS = [0, 1, 3, 4, 5];
const ESCAPES = new Set([...'"\\/bfnrt'].map((character) => character.charCodeAt(0)));
const WORDS = [Buffer.from('true'), Buffer.from('false'), Buffer.from('null')] as const;
/** Up to so many digits are exact in a double, and never overflow. */
const DIGITS = 15;

/**
 * Walks over JSON without white space, byte by byte, and builds nothing. It is stricter than JSON where that is
 * cheaper (no white space, no exponents, short numbers), and never laxer.
 */
export class JsonScanner {
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;
  #at = 0;
  #utf8 = false;

  /** @param end what lies behind is never touched */
  begin(bytes: Buffer, end: number): void {
    this.#bytes = bytes;
    this.#end = end;
    this.#at = 0;
    this.#utf8 = false;
  }

  get position(): number {
    return this.#at;
  }

  /** Whether a string held bytes beyond ASCII: whoever accepts the line has to check that they are UTF-8. */
  get sawUtf8(): boolean {
    return this.#utf8;
  }

  /** The byte that comes next; 0 at the end. */
  get next(): number {
    return this.#at < this.#end ? (this.#bytes[this.#at] as number) : 0;
  }

  byte(wanted: number): boolean {
    if (this.#at >= this.#end || this.#bytes[this.#at] !== wanted) return false;
    this.#at++;
    return true;
  }

  /** Exactly these bytes; stays where it is when they do not follow. */
  literal(wanted: Uint8Array): boolean {
    const bytes = this.#bytes;
    const at = this.#at;
    const { length } = wanted;
    if (at + length > this.#end) return false;
    for (let i = 0; i < length; i++) if (bytes[at + i] !== wanted[i]) return false;
    this.#at = at + length;
    return true;
  }

  rewind(position: number): void {
    this.#at = position;
  }

  /** `35.123Z`: the end of a time in canonical form. */
  secondsAndMillis(): boolean {
    const bytes = this.#bytes;
    const at = this.#at;
    const digits = SECONDS.every((place) => isDigit(bytes[at + place] as number));
    if (!digits || (bytes[at] as number) > 0x35 || bytes[at + 2] !== DOT || bytes[at + 6] !== UPPER_Z) return false;
    this.#at = at + 7;
    return true;
  }

  /** The bytes from a position up to here; valid as long as the line is. */
  since(position: number): Buffer {
    return this.#bytes.subarray(position, this.#at);
  }

  /** The characters up to the next quote, if all are printable ASCII and none is escaped; stands before the quote. */
  plain(): string | undefined {
    const bytes = this.#bytes;
    const end = this.#end;
    for (let at = this.#at; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        const text = bytes.toString('latin1', this.#at, at);
        this.#at = at;
        return text;
      }
      if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return undefined;
    }
    return undefined;
  }

  /** A whole number from 0, of at most 15 digits. */
  wholeNumber(): number | undefined {
    const bytes = this.#bytes;
    const from = this.#at;
    let at = from;
    let value = 0;
    for (; at < this.#end; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const length = at - from;
    if (length === 0 || length > DIGITS || (length > 1 && bytes[from] === ZERO)) return undefined;
    this.#at = at;
    return this.#endsNumber() ? value : undefined;
  }

  /** Any value, containers down to a depth. */
  value(depth: number): boolean {
    if (this.#at >= this.#end) return false;
    switch (this.#bytes[this.#at]) {
      case QUOTE:
        return this.#string();
      case OPEN:
        return depth > 0 && this.#container(CLOSE, true, depth - 1);
      case OPEN_LIST:
        return depth > 0 && this.#container(CLOSE_LIST, false, depth - 1);
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

  #container(close: number, keyed: boolean, depth: number): boolean {
    this.#at++;
    if (this.byte(close)) return true;
    do {
      if (keyed && !(this.next === QUOTE && this.#string() && this.byte(COLON))) return false;
      if (!this.value(depth)) return false;
    } while (this.byte(COMMA));
    return this.byte(close);
  }

  #string(): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    for (let at = this.#at + 1; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.#at = at + 1;
        return true;
      }
      if (byte < 0x20) return false;
      if (byte === BACKSLASH) {
        this.#at = at;
        if (!this.#escape()) return false;
        at = this.#at;
      } else if (byte > 0x7f) this.#utf8 = true;
    }
    return false;
  }

  /** Stands on the last byte of the escape afterwards. */
  #escape(): boolean {
    const byte = this.#bytes[++this.#at] as number;
    if (byte !== LOWER_U) return ESCAPES.has(byte);
    for (let i = 0; i < 4; i++) if (!isHex(this.#bytes[++this.#at] as number)) return false;
    return true;
  }

  #number(): boolean {
    this.byte(MINUS);
    const from = this.#at;
    this.#digits();
    const whole = this.#at - from;
    if (whole === 0 || whole > DIGITS || (whole > 1 && this.#bytes[from] === ZERO)) return false;
    if (!this.byte(DOT)) return this.#endsNumber();
    const point = this.#at;
    this.#digits();
    return this.#at > point && this.#endsNumber();
  }

  #digits(): void {
    while (
      this.#at < this.#end &&
      (this.#bytes[this.#at] as number) >= ZERO &&
      (this.#bytes[this.#at] as number) <= NINE
    )
      this.#at++;
  }

  /** An exponent is left to who can compute it. */
  #endsNumber(): boolean {
    const next = this.#bytes[this.#at] as number;
    return next === COMMA || next === CLOSE || next === CLOSE_LIST;
  }
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
