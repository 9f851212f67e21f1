const FREE = 0;
const TAKEN = 1;
/** Taken, and somebody waits. */
const AWAITED = 2;

/**
 * One at a time, among threads that share a word of memory. Method: Ulrich Drepper, "Futexes Are Tricky" (2011), the
 * second mutex.
 */
export class Mutex {
  readonly #word: Int32Array;

  constructor(memory: ArrayBufferLike, at: number) {
    this.#word = new Int32Array(memory, at, 1);
  }

  run<Result>(work: () => Result): Result {
    const word = this.#word;
    if (Atomics.compareExchange(word, 0, FREE, TAKEN) !== FREE)
      while (Atomics.exchange(word, 0, AWAITED) !== FREE) Atomics.wait(word, 0, AWAITED);
    try {
      return work();
    } finally {
      if (Atomics.exchange(word, 0, FREE) === AWAITED) Atomics.notify(word, 0, 1);
    }
  }
}
