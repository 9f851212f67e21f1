import { isNote, type Problem } from '../ops/common.js';
import { renderProblem } from '../render/problem.js';
import { safeText } from '../render/safe.js';
import type { Terminal } from './terminal.js';

/** Problems of one log that are shown; the rest is counted. */
const SHOWN = 20;

/** Tells the problems of one log, the first of them in full. */
export class Problems {
  readonly #terminal: Terminal;
  readonly #file: string;
  /** Told once it is clear that the file is a log. */
  #held: string[] | undefined;
  #count = 0;
  #shown = 0;

  /** @param hold keep what is wrong until `release`: of a file that is no log, one line says enough */
  constructor(terminal: Terminal, file: string, hold: boolean) {
    this.#terminal = terminal;
    this.#file = file;
    this.#held = hold ? [] : undefined;
  }

  /** Problems so far that are more than notes. */
  get count(): number {
    return this.#count;
  }

  add(problem: Problem): void {
    if (!isNote(problem)) this.#count++;
    if (++this.#shown > SHOWN) return;
    const line = renderProblem(this.#file, problem);
    if (this.#held === undefined) this.#terminal.tell(line);
    else this.#held.push(line);
  }

  release(): void {
    for (const line of this.#held ?? []) this.#terminal.tell(line);
    this.#held = undefined;
  }

  /** Says how many there were beyond those that were shown. */
  end(): void {
    this.release();
    if (this.#shown > SHOWN) {
      this.#terminal.tell(safeText(`${this.#file}: and ${this.#shown - SHOWN} further problems`));
    }
    this.#shown = 0;
  }
}
