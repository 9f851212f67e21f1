import {
  ARENA_AT,
  ARENA_BYTES,
  CAREFUL,
  PLACES,
  PROBES,
  SYMBOL_ENTRIES_AT,
  SYMBOL_PLACES_AT,
  SYMBOLS,
  SYMBOLS_COUNT_AT,
} from './memory.js';

/** Gives texts their ids, as the kernel does, in the same memory. */
export class Interner {
  readonly #head: Int32Array;
  readonly #entries: Int32Array;
  readonly #places: Int32Array;
  readonly #arena: Int32Array;
  #bytes: Buffer | undefined;
  #view: DataView = new DataView(new ArrayBuffer(0));

  constructor(memory: ArrayBufferLike) {
    this.#head = new Int32Array(memory, SYMBOLS_COUNT_AT, 2);
    this.#entries = new Int32Array(memory, SYMBOL_ENTRIES_AT, SYMBOLS * 2);
    this.#places = new Int32Array(memory, SYMBOL_PLACES_AT, PLACES);
    this.#arena = new Int32Array(memory, ARENA_AT, ARENA_BYTES / 4);
  }

  /**
   * The id of the bytes at [from, to), behind which three more can be read; -1 when there is no room.
   *
   * @param hash of these bytes, by any function: they are only looked for by it
   */
  idOf(bytes: Buffer, from: number, to: number, hash: number, isPlain: boolean): number {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    const mixed = Math.imul(hash ^ (hash >>> 15) ^ (to - from), 0x9e3779b1);
    const tag = mixed & 0xffff0000;
    let place = (mixed ^ (mixed >>> 15)) & (PLACES - 1);
    for (let probe = 0; probe < PROBES; probe++) {
      const found = this.#places[place] as number;
      if (found === 0) return this.#add(place, tag, from, to, isPlain);
      const id = (found & 0xffff) - 1;
      if ((found & 0xffff0000) === tag && this.#isAt(id, from, to)) return id;
      place = (place + 1) & (PLACES - 1);
    }
    return -1;
  }

  #isAt(id: number, from: number, to: number): boolean {
    const length = to - from;
    if (((this.#entries[id * 2 + 1] as number) & ~CAREFUL) !== length) return false;
    let word = (this.#entries[id * 2] as number) >> 2;
    let at = from;
    for (; at + 4 <= to; at += 4) if (this.#arena[word++] !== this.#view.getInt32(at, true)) return false;
    return at === to || this.#arena[word] === this.#lastWord(at, to);
  }

  #add(place: number, tag: number, from: number, to: number, isPlain: boolean): number {
    const id = this.#head[0] as number;
    const used = this.#head[1] as number;
    const room = (to - from + 7) & ~7;
    if (id === SYMBOLS || used + room > ARENA_BYTES) return -1;
    let word = used >> 2;
    // Entries end in zeros up to a whole word.
    if (room > 0) this.#arena[(used + room - 4) >> 2] = 0;
    let at = from;
    for (; at + 4 <= to; at += 4) this.#arena[word++] = this.#view.getInt32(at, true);
    if (at < to) this.#arena[word] = this.#lastWord(at, to);
    this.#entries[id * 2] = used;
    this.#entries[id * 2 + 1] = (to - from) | (isPlain ? 0 : CAREFUL);
    this.#places[place] = tag | (id + 1);
    this.#head[0] = id + 1;
    this.#head[1] = used + room;
    return id;
  }

  /** The last bytes, fewer than four, as a word. */
  #lastWord(at: number, to: number): number {
    return this.#view.getInt32(at, true) & ((1 << ((to - at) * 8)) - 1);
  }
}
