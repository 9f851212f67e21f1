import type { Chains, Writer } from '../event/chain.js';
import { RowEvent } from '../event/row-event.js';
import type { Rows } from '../event/scan/rows.js';
import type { Area, Scanned } from '../event/scan/scanner.js';
import type { Symbols } from '../event/scan/symbols.js';

/** What a scanner found in a block: a row for each of its lines, and the row that was gone to last as an event. */
export class ScannedRows {
  readonly event: RowEvent;
  rows: Rows;
  #next = 0;
  readonly #symbols: Symbols;
  #cleared = -1;
  /** The chains that writers were looked up in, and the writers, by the symbol that their rows have. */
  #chains: Chains | undefined;
  #writers: (Writer | undefined)[] = [];

  constructor({ symbols, areas }: Scanned) {
    const [area] = areas;
    if (area === undefined) throw new RangeError('a scanner has at least one area');
    this.rows = area.rows;
    this.#symbols = symbols;
    this.event = new RowEvent(symbols, area);
  }

  /** Takes what another scan found. */
  open(area: Area): this {
    this.rows = area.rows;
    this.#next = 0;
    this.event.open(area);
    return this;
  }

  /** The writer of a row; undefined before one of its lines was taken in. */
  writerOf(row: number, chains: Chains): Writer | undefined {
    if (chains !== this.#chains || this.#symbols.cleared !== this.#cleared) {
      this.#chains = chains;
      this.#cleared = this.#symbols.cleared;
      this.#writers = [];
    }
    const who = this.rows.who[row] as number;
    return this.#writers[who] ?? this.#findWriter(row, who, chains);
  }

  #findWriter(row: number, who: number, chains: Chains): Writer | undefined {
    this.event.go(row);
    const found = chains.writerOf(this.event.session_id, this.event.writer);
    this.#writers[who] = found;
    return found;
  }

  /** The row of the line that begins at a place of the block; each place asked for is behind the one before it. */
  rowAt(from: number): number {
    const { ends, count } = this.rows;
    while (this.#next < count && (ends[this.#next] as number) < from) this.#next++;
    return this.#next;
  }
}
