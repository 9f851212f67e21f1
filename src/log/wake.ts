import { type FSWatcher, watch } from 'node:fs';
import { LIMITS } from '../base/limits.js';

/** A look at all may take so much of the time, one part in these; but it is never put off for more than some pauses. */
const IDLE_TIMES = 100;
const LONGEST_PAUSES = 8;

/**
 * Says when it is worth looking again: at once when the directory changes, and every `poll_ms` in any case, however much
 * changes meanwhile. A watch is a hint only: some file systems give none, and after a rename it may stay silent.
 */
export class Waker {
  readonly #dir: string;
  readonly #poll_ms: number;
  readonly #hints = new Set<string>();
  #watcher: FSWatcher | undefined;
  #wake: (() => void) | undefined;
  /** When all is to be looked at, on the clock of `performance`. */
  #due_ms = Number.NaN;

  constructor(dir: string, poll_ms: number = LIMITS.poll_ms) {
    this.#dir = dir;
    this.#poll_ms = poll_ms;
  }

  /**
   * Resolves with the names in the directory that a watch told of since the last call; none means: it was the
   * timer, look at all. Resolves at once when the signal is aborted.
   *
   * @param took_ms what looking at all took: it is done the less often the longer it takes
   */
  async next(signal: AbortSignal | undefined, took_ms = 0): Promise<ReadonlySet<string>> {
    this.#start();
    if (Number.isNaN(this.#due_ms)) this.#due_ms = performance.now() + this.#pause(took_ms);
    if (this.#hints.size === 0 && signal?.aborted !== true) await this.#sleep(signal);
    const names = new Set(this.#hints);
    this.#hints.clear();
    if (performance.now() < this.#due_ms) return names;
    this.#due_ms = Number.NaN;
    return new Set();
  }

  #pause(took_ms: number): number {
    return Math.min(Math.max(this.#poll_ms, took_ms * IDLE_TIMES), this.#poll_ms * LONGEST_PAUSES);
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #sleep(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, Math.max(0, Math.ceil(this.#due_ms - performance.now())));
      this.#wake = done;
      signal?.addEventListener('abort', done, { once: true });
      function done(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      }
    });
  }

  #start(): void {
    if (this.#watcher !== undefined) return;
    try {
      this.#watcher = watch(this.#dir, (_change, name) => {
        if (name !== null) this.#hints.add(name);
        this.#wake?.();
      });
      this.#watcher.on('error', () => this.close());
    } catch {
      // No directory yet, or no watches left: the timer alone drives us, and the next call tries again.
      this.#watcher = undefined;
    }
  }
}
