import type { AnySink } from '../ops/any-reader.js';
import type { SessionEvent } from '../ops/common.js';
import { type Filter, passes } from '../ops/filter.js';
import { renderEvent } from '../render/event/render-event.js';
import { formatInstant } from '../render/instant.js';
import { type ColorLevel, painter } from '../render/paint.js';
import { safeJson, safeText } from '../render/safe.js';
import { truncate } from '../render/text.js';
import { Problems } from './problems.js';
import type { Terminal } from './terminal.js';
import { Unmatched } from './unmatched.js';

const NEWLINE = Buffer.from('\n');
const NOTHING = Buffer.alloc(0);

export interface PrinterOptions {
  readonly terminal: Terminal;
  readonly filter: Filter;
  /** The stored lines, instead of lines for people. */
  readonly raw: boolean;
  readonly color_level: ColorLevel;
  readonly time_zone: string;
  /** Whether a log's problems wait for its first event, and are never told when it has none. */
  readonly hold_problems?: boolean;
}

/** Prints events as they come: gathers them, and hands them to the terminal when asked. */
export class Printer {
  readonly #options: PrinterOptions;
  readonly #filtered: boolean;
  readonly #unmatched: Unmatched;
  readonly #logs = new Map<string, Problems>();
  /** One item a record. */
  #out: Buffer[] = [];
  #heading = '';

  constructor(options: PrinterOptions) {
    this.#options = options;
    this.#unmatched = new Unmatched(options.filter);
    this.#filtered = Object.values(options.filter).some((condition) => condition !== undefined);
  }

  /** Problems so far that are more than notes. */
  get problems(): number {
    return [...this.#logs.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** What takes the records of one log. */
  sinkOf(file: string): AnySink {
    const { terminal, hold_problems = false } = this.#options;
    const problems = this.#logs.get(file) ?? new Problems(terminal, file, hold_problems);
    this.#logs.set(file, problems);
    return {
      record: (events, _place, bytes) => {
        problems.release();
        this.#out.push(this.#record(events, bytes));
      },
      problem: (problem) => problems.add(problem),
    };
  }

  /** Resolves when all that was gathered is written. */
  async flush(): Promise<void> {
    const out = Buffer.concat(this.#out);
    this.#out = [];
    await this.#options.terminal.write(out);
  }

  /** Forgets all of what was gathered but the last records, those that the filter left out counted in. */
  keepLast(count: number): void {
    this.#out = count === 0 ? [] : this.#out.slice(-count);
  }

  /** One log is read to its end, or all are. */
  end(file?: string): void {
    if (file === undefined) for (const problems of this.#logs.values()) problems.end();
    else this.#logs.get(file)?.end();
  }

  /** Says what there was when the filter let nothing through. @param where what was looked at, if not all of it */
  tellUnmatched(where?: string): void {
    const hint = this.#unmatched.hint(where);
    if (hint !== undefined) this.#options.terminal.tell(hint);
  }

  #record(events: readonly SessionEvent[], bytes: Buffer): Buffer {
    const { raw } = this.#options;
    const wanted = this.#filtered ? events.filter((event) => this.#passes(event, bytes)) : events;
    if (!raw) return Buffer.from(wanted.map((event) => this.#lineOf(event)).join(''));
    // A foreign record may hold several events, or only complete an earlier one: it is one stored line all the same.
    const isWanted = bytes.length > 0 && (wanted.length > 0 || !this.#filtered);
    if (!isWanted) return NOTHING;
    // A pipe gets the stored bytes; a terminal would act on what a foreign writer has left bare in them.
    return Buffer.concat([this.#options.terminal.isTty ? Buffer.from(safeJson(bytes.toString())) : bytes, NEWLINE]);
  }

  #passes(event: SessionEvent, bytes: Buffer): boolean {
    const matched = passes(this.#options.filter, event, bytes);
    this.#unmatched.see(event, matched);
    return matched;
  }

  #lineOf(event: SessionEvent): string {
    const { terminal, color_level, time_zone } = this.#options;
    const { columns, unicode } = terminal;
    const day = formatInstant(event.ts, time_zone).slice(0, 'YYYY-MM-DD'.length);
    const heading = truncate(`${safeText(event.session_id)}  ${day}`, columns, unicode ? '…' : '...');
    const begins = heading !== this.#heading;
    this.#heading = heading;
    const line = renderEvent(event, { color_level, time_zone, columns, unicode, show_agent: true });
    return `${begins ? `${painter(color_level)('strong', heading)}\n` : ''}${line}\n`;
  }
}
