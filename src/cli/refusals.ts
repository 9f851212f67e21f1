import type { SessionlogError } from '../ops/common.js';
import { safeText } from '../render/safe.js';
import { EXIT, type ExitCode, exitCodeOf } from './exit.js';
import type { Terminal } from './terminal.js';

/** What a command could not take, told at once; the rest goes on. */
export class Refusals {
  readonly #terminal: Terminal;
  #first: SessionlogError | undefined;
  #count = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get count(): number {
    return this.#count;
  }

  tell(error: SessionlogError): void {
    this.#count++;
    this.#first ??= error;
    this.#terminal.tell(safeText(`sessionlog: ${error.message} [${error.code}]`));
  }

  /** When nothing could be taken: why, by the first refusal; else that some input was refused. */
  exitCode(taken: number): ExitCode {
    if (this.#first === undefined) return EXIT.done;
    return taken > 0 ? EXIT.failed : exitCodeOf(this.#first);
  }
}
