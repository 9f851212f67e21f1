import type { Problem } from '../event/problem.js';
import { isNote } from '../event/problem.js';
import type { SessionEvent } from '../event/types.js';
import type { AnySink } from '../ops/any-reader.js';
import { type Filter, passes } from '../ops/filter.js';
import { renderEvent } from '../render/event/index.js';
import { formatInstant } from '../render/instant.js';
import type { ColorLevel } from '../render/paint.js';
import { renderProblem } from '../render/problem.js';
import type { Terminal } from './terminal.js';

const NEWLINE = Buffer.from('\n');
/** Problems of one log that are shown; the rest is counted. */
const SHOWN = 20;

export interface PrinterOptions {
  readonly terminal: Terminal;
  readonly filter: Filter;
  /** The stored lines as they are, instead of lines for people. */
  readonly raw: boolean;
  readonly color_level: ColorLevel;
  readonly time_zone: string;
}

/** Prints events as they come: gathers them, and hands them to the terminal when asked. */
export class Printer {
  readonly #options: PrinterOptions;
  readonly #filtered: boolean;
  #out: Buffer[] = [];
  #day = '';
  #problems = 0;

  constructor(options: PrinterOptions) {
    this.#options = options;
    this.#filtered = Object.values(options.filter).some((condition) => condition !== undefined);
  }

  /** Problems so far that are more than notes. */
  get problems(): number {
    return this.#problems;
  }

  /** What takes the records of one log. */
  sinkOf(file: string): AnySink {
    return {
      record: (events, _place, bytes) => this.#record(events, bytes),
      problem: (problem) => this.#problem(file, problem),
    };
  }

  /** Resolves when all that was gathered is written. */
  async flush(): Promise<void> {
    const out = Buffer.concat(this.#out);
    this.#out = [];
    await this.#options.terminal.write(out);
  }

  /** Forgets all of what was gathered but the last lines. */
  keepLast(count: number): void {
    const parts = this.#options.raw ? count * 2 : count;
    this.#out = parts === 0 ? [] : this.#out.slice(-parts);
  }

  /** Says how many problems there were beyond those that were shown. */
  end(): void {
    if (this.#problems > SHOWN) this.#options.terminal.tell(`… and ${this.#problems - SHOWN} further problems`);
  }

  #record(events: readonly SessionEvent[], bytes: Buffer): void {
    const { raw, filter } = this.#options;
    const wanted = this.#filtered ? events.filter((event) => passes(filter, event, bytes)) : events;
    if (raw) {
      // A foreign record may hold several events, or only complete an earlier one: it is one stored line all the same.
      if (bytes.length > 0 && (wanted.length > 0 || !this.#filtered)) this.#out.push(Buffer.from(bytes), NEWLINE);
    } else for (const event of wanted) this.#out.push(Buffer.from(this.#lineOf(event)));
  }

  #lineOf(event: SessionEvent): string {
    const { terminal, color_level, time_zone } = this.#options;
    const { columns, unicode } = terminal;
    const day = formatInstant(event.ts, time_zone).slice(0, 'YYYY-MM-DD'.length);
    const heading = day === this.#day ? '' : `${day}\n`;
    this.#day = day;
    return `${heading}${renderEvent(event, { color_level, time_zone, columns, unicode, show_agent: true })}\n`;
  }

  #problem(file: string, problem: Problem): void {
    if (isNote(problem)) return;
    if (++this.#problems <= SHOWN) this.#options.terminal.tell(renderProblem(file, problem));
  }
}
