/** Texts that are told apart until they are cleared. */
export const SYMBOLS = 65_536;
/** Places to find them by, a power of two. */
export const PLACES: number = SYMBOLS * 2;
/** A longer text is not given a symbol: its line is left to the careful way. */
export const MAX_TEXT_BYTES = 8_192;
const ARENA_BYTES = 4 * 1024 * 1024;

// In memory: a head, the symbols (where it begins, its length; the highest bit is set unless it is plain), the places
// (a part of the hash, the id + 1), the bytes.
const HEAD_BYTES = 64;
export const ENTRIES_AT: number = HEAD_BYTES;
export const PLACES_AT: number = ENTRIES_AT + SYMBOLS * 8;
export const ARENA_AT: number = PLACES_AT + PLACES * 8;
export const ARENA_LENGTH: number = ARENA_BYTES;
/** Bytes of all; what stands behind the arena may be read, never written. */
export const SYMBOLS_BYTES: number = ARENA_AT + ARENA_BYTES + HEAD_BYTES;
/** Where in the head the count of symbols and the bytes in use stand, in words of four bytes. */
export const COUNT_WORD = 0;
export const USED_WORD = 1;
/** How often they were cleared: whoever remembers an id looks here. */
export const CLEARED_WORD = 2;

const CAREFUL = 0x80000000;

/**
 * The texts that rows name by a number: the same bytes have the same id, until they are cleared. Everything is read from
 * memory, so that a thread can read what another one has written.
 */
export class Symbols {
  readonly #head: Int32Array;
  readonly #entries: Uint32Array;
  readonly #places: Int32Array;
  readonly #arena: Buffer;

  /** @param at where the symbols begin, a multiple of 64 */
  constructor(memory: ArrayBufferLike, at: number) {
    this.#head = new Int32Array(memory, at, HEAD_BYTES / 4);
    this.#entries = new Uint32Array(memory, at + ENTRIES_AT, SYMBOLS * 2);
    this.#places = new Int32Array(memory, at + PLACES_AT, PLACES * 2);
    this.#arena = Buffer.from(memory, at + ARENA_AT, ARENA_BYTES);
  }

  /** How often all were forgotten: whoever remembers an id looks here. */
  get cleared(): number {
    return this.#head[CLEARED_WORD] as number;
  }

  /** Ids below this one are in use. */
  get count(): number {
    return this.#head[COUNT_WORD] as number;
  }

  /** The text that a JSON string of these bytes stands for. */
  text(id: number): string {
    const [from, to, isPlain] = this.#find(id);
    if (isPlain) return this.#arena.toString('latin1', from, to);
    return JSON.parse(`"${this.#arena.toString('utf8', from, to)}"`) as string;
  }

  /** The bytes as they stand in the line: of `who`, this is JSON. */
  raw(id: number): string {
    const [from, to, isPlain] = this.#find(id);
    return this.#arena.toString(isPlain ? 'latin1' : 'utf8', from, to);
  }

  /** Forgets all: ids that were given before mean nothing any more. */
  clear(): void {
    this.#places.fill(0);
    this.#head[COUNT_WORD] = 0;
    this.#head[USED_WORD] = 0;
    this.#head[CLEARED_WORD] = (this.#head[CLEARED_WORD] as number) + 1;
  }

  #find(id: number): [from: number, to: number, isPlain: boolean] {
    if (!(id >= 0 && id < this.count)) throw new RangeError(`no symbol has the id ${id}`);
    const from = this.#entries[id * 2] as number;
    const length = this.#entries[id * 2 + 1] as number;
    return [from, from + (length & ~CAREFUL), length < CAREFUL];
  }
}
