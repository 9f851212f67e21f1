/** Longer texts are seldom the same twice. */
const MAX_BYTES = 256;

/**
 * Strings of a log, made once for the same bytes: names, paths and agents come back thousands of times, and making a
 * string costs more than finding it. A fixed number of places; a new string takes the place of an older one.
 */
export class Interned {
  readonly #mask: number;
  readonly #strings: string[];
  readonly #bytes: Buffer[];

  /** @param places a power of two */
  constructor(places: number) {
    this.#mask = places - 1;
    this.#strings = new Array<string>(places).fill('');
    this.#bytes = new Array<Buffer>(places).fill(Buffer.alloc(0));
  }

  /** The ASCII text at [from, to). @param hash of these bytes, by any function */
  get(bytes: Buffer, from: number, to: number, hash: number): string {
    const length = to - from;
    const place = (hash ^ (hash >>> 15)) & this.#mask;
    const known = this.#bytes[place] as Buffer;
    if (known.length === length) {
      let i = 0;
      while (i < length && known[i] === bytes[from + i]) i++;
      if (i === length) return this.#strings[place] as string;
    }
    const text = bytes.toString('latin1', from, to);
    if (length <= MAX_BYTES) {
      this.#strings[place] = text;
      this.#bytes[place] = Buffer.from(bytes.subarray(from, to));
    }
    return text;
  }
}
