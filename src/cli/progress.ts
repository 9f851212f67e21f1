import { setImmediate } from 'node:timers/promises';
import { formatBytes } from '../render/format.js';
import type { Terminal } from './terminal.js';

const FIRST_MS = 1_000;
const EVERY_MS = 100;

/** How far a long run is, on stderr, on a terminal only, and only once it has taken a second. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #what: string;
  readonly #started_ms = Date.now();
  #shown_ms = 0;
  #bytes = 0;

  constructor(terminal: Terminal, what: string) {
    this.#terminal = terminal;
    this.#what = what;
  }

  /** Returns a promise when the event loop should turn, so that a signal can be heard. */
  add(bytes: number): Promise<void> | undefined {
    this.#bytes += bytes;
    if (!this.#terminal.isErrorTty || process.env['TERM'] === 'dumb') return undefined;
    const now_ms = Date.now();
    if (now_ms - this.#started_ms < FIRST_MS || now_ms - this.#shown_ms < EVERY_MS) return undefined;
    this.#shown_ms = now_ms;
    const seconds = (now_ms - this.#started_ms) / 1000;
    process.stderr.write(
      `\r\u001b[K${this.#what}: ${formatBytes(this.#bytes)}, ${formatBytes(this.#bytes / seconds)}/s`,
    );
    return setImmediate();
  }

  end(): void {
    if (this.#shown_ms > 0) process.stderr.write('\r\u001b[K');
  }
}
