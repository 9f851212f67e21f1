const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const NEWLINE = 0x0a;
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d, NEWLINE]);

/**
 * Follows the braces and strings of bytes that may be one JSON object or array, without parsing them: enough to see, a
 * few bytes later, that they are lines instead.
 */
export class Outline {
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The last byte outside of strings that is no space; 0 before the first. */
  #before = 0;
  #isList = false;

  /** All that was opened is closed again. */
  get isWhole(): boolean {
    return this.#before !== 0 && this.#depth === 0;
  }

  get isList(): boolean {
    return this.#isList;
  }

  /** False as soon as the bytes cannot be one value any more. */
  push(chunk: Buffer): boolean {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (this.#inString) {
        if (byte === NEWLINE) return false;
        this.#string(byte);
      } else if (!(SPACES.has(byte) && this.#before !== 0) && !this.#token(byte)) return false;
    }
    return true;
  }

  #string(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }

  #token(byte: number): boolean {
    const before = this.#before;
    this.#before = byte;
    if (before === 0) {
      this.#isList = byte === OPEN_LIST;
      this.#depth = 1;
      return byte === OPEN || byte === OPEN_LIST;
    }
    // Behind the end of the value nothing may follow.
    if (this.#depth === 0) return false;
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN || byte === OPEN_LIST) {
      this.#depth++;
      return before === COLON || before === COMMA || before === OPEN_LIST;
    } else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth--;
    return true;
  }
}
