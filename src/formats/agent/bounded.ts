import { LIMITS } from '../../base/limits.js';

/** A map that forgets its oldest entries: what a decoder remembers of a file of any length stays bounded. */
export class Bounded<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  /**
   * Stands before the oldest entry: from the beginning it would pass by all that were taken out, each time. Only while
   * there is something to drop: a map keeps every table that it ever had for an iterator that stands still.
   */
  #oldest: IterableIterator<[Key, Value]> | undefined;
  readonly #limit: number;

  constructor(limit: number = LIMITS.open_spans) {
    this.#limit = limit;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  /** Puts the entry at the young end; returns the value that had to go to make room, if any. */
  set(key: Key, value: Value): Value | undefined {
    if (this.#entries.has(key)) this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#limit) return undefined;
    this.#oldest ??= this.#entries.entries();
    const { value: oldest } = this.#oldest.next();
    if (oldest === undefined) return undefined;
    this.#entries.delete(oldest[0]);
    return oldest[1];
  }

  /** Takes the entry out. */
  take(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined && !this.#entries.has(key)) return undefined;
    this.#entries.delete(key);
    if (this.#entries.size < this.#limit / 2) this.#oldest = undefined;
    return value;
  }

  /** Oldest first. */
  values(): IterableIterator<Value> {
    return this.#entries.values();
  }

  /** Oldest first; a copy, so that entries may be taken out on the way. */
  entries(): [Key, Value][] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries.clear();
    this.#oldest = undefined;
  }
}
