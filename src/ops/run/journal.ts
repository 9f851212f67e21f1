import { messageOf, SessionlogError } from '../../base/errors.js';
import type { EventInput } from '../../event/types.js';
import { openLog } from '../../log/append.js';
import type { LogWriter, WriterOptions } from '../../log/writer.js';

/** Logs what happens to a command. What cannot be logged is told once, and the command never hears of it. */
export class Journal {
  readonly #log: LogWriter;
  readonly #onFailure: (message: string) => void;
  #failed = false;

  /** @throws SessionlogError SESSION_ID_INVALID, OPTION_INVALID */
  constructor(dir: string, session_id: string, options: WriterOptions, onFailure: (message: string) => void) {
    this.#onFailure = onFailure;
    this.#log = openLog(dir, session_id, { ...options, onError: (error) => this.#fail(error) });
  }

  append(event: EventInput): void {
    try {
      this.#log.append(event);
    } catch (error) {
      this.#fail(error);
    }
  }

  async close(): Promise<void> {
    try {
      await this.#log.close();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    const code = error instanceof SessionlogError ? ` [${error.code}]` : '';
    this.#onFailure(
      `the session is not logged as it should be: ${messageOf(error)}${code}; the command runs all the same`,
    );
  }
}
