import {
  ARENA_AT,
  ARENA_BYTES,
  CAREFUL,
  PLACES,
  SHORT_AT,
  SYMBOL_ENTRIES_AT,
  SYMBOL_PLACES_AT,
  SYMBOLS,
  SYMBOLS_COUNT_AT,
} from './memory.js';

/**
 * The texts that rows name by a number: the same bytes have the same id, until they are cleared. Everything is read from
 * memory, so that a thread can read what another one has written.
 */
export class Symbols {
  /** The count, the bytes in use, how often they were cleared. */
  readonly #head: Int32Array;
  readonly #entries: Int32Array;
  readonly #places: Int32Array;
  readonly #arena: Buffer;
  /** What the kernel remembers of the texts that it found last. */
  readonly #recent: Int32Array;

  constructor(memory: ArrayBufferLike) {
    this.#recent = new Int32Array(memory, SHORT_AT, (SYMBOLS_COUNT_AT - SHORT_AT) / 4);
    this.#head = new Int32Array(memory, SYMBOLS_COUNT_AT, 3);
    this.#entries = new Int32Array(memory, SYMBOL_ENTRIES_AT, SYMBOLS * 2);
    this.#places = new Int32Array(memory, SYMBOL_PLACES_AT, PLACES);
    this.#arena = Buffer.from(memory, ARENA_AT, ARENA_BYTES);
  }

  /** How often all were forgotten: whoever remembers an id looks here. */
  get cleared(): number {
    return this.#head[2] as number;
  }

  /** Ids below this one are in use. */
  get count(): number {
    return this.#head[0] as number;
  }

  /** The share of the room that is in use: of ids, or of bytes. */
  get fill(): number {
    return Math.max(this.count / SYMBOLS, (this.#head[1] as number) / ARENA_BYTES);
  }

  /** The text that a JSON string of these bytes stands for. @throws RangeError for an id that was not given */
  text(id: number): string {
    const { from, to, isPlain } = this.#find(id);
    if (isPlain) return this.#arena.toString('latin1', from, to);
    return JSON.parse(`"${this.#arena.toString('utf8', from, to)}"`) as string;
  }

  /** The bytes as they stand in the line: of `who`, this is JSON. @throws RangeError for an id that was not given */
  raw(id: number): string {
    const { from, to, isPlain } = this.#find(id);
    return this.#arena.toString(isPlain ? 'latin1' : 'utf8', from, to);
  }

  /** Where in memory the bytes of a symbol stand; of a cleared one, where they stood. */
  bytesOf(id: number): { readonly at: number; readonly length: number; readonly isPlain: boolean } {
    const length = this.#entries[id * 2 + 1] as number;
    return {
      at: ARENA_AT + (this.#entries[id * 2] as number),
      length: length & ~CAREFUL,
      isPlain: (length & CAREFUL) === 0,
    };
  }

  /** Forgets all: ids that were given before mean nothing any more. */
  clear(): void {
    this.#places.fill(0);
    this.#recent.fill(0);
    this.#head[0] = 0;
    this.#head[1] = 0;
    this.#head[2] = this.cleared + 1;
  }

  #find(id: number): { from: number; to: number; isPlain: boolean } {
    if (!(id >= 0 && id < this.count)) throw new RangeError(`no symbol has the id ${id}`);
    const from = this.#entries[id * 2] as number;
    const length = this.#entries[id * 2 + 1] as number;
    return { from, to: from + (length & ~CAREFUL), isPlain: (length & CAREFUL) === 0 };
  }
}
