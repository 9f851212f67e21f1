import { type FSWatcher, watch } from 'node:fs';
import { LIMITS } from '../base/limits.js';

/**
 * Says when it is worth looking again: at once when the directory changes, and every `poll_ms` in any case. A
 * watch is a hint only: some file systems give none, and after a rename it may stay silent.
 */
export class Waker {
  readonly #dir: string;
  readonly #poll_ms: number;
  readonly #hints = new Set<string>();
  #watcher: FSWatcher | undefined;
  #wake: (() => void) | undefined;

  constructor(dir: string, poll_ms: number = LIMITS.poll_ms) {
    this.#dir = dir;
    this.#poll_ms = poll_ms;
  }

  /**
   * Resolves with the names in the directory that a watch told of since the last call; none means: it was the
   * timer, look at all. Resolves at once when the signal is aborted.
   */
  async next(signal: AbortSignal | undefined): Promise<ReadonlySet<string>> {
    this.#start();
    if (this.#hints.size === 0 && signal?.aborted !== true) await this.#sleep(signal);
    const names = new Set(this.#hints);
    this.#hints.clear();
    return names;
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #sleep(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, this.#poll_ms);
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
