import type { Chains, Writer } from '../event/chain.js';
import { RowEvent } from '../event/row-event.js';
import { type Rows, UNKNOWN } from '../event/scan/rows.js';
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

  /**
   * Takes the rows from `first` on into the chains of their writers, as long as each is the next one of its writer; returns
   * the first one that is not. Hashes are not checked.
   */
  takeNext(first: number, chains: Chains): number {
    const { types, who, seqs, count } = this.rows;
    const writers = this.#writersIn(chains);
    let row = first;
    for (; row < count && types[row] !== UNKNOWN; row++) {
      const id = who[row] as number;
      const writer = writers[id] ?? this.#findWriter(row, id, chains);
      if (writer === undefined || !chains.takeNextOf(writer, seqs[row] as number)) break;
    }
    return row;
  }

  #writersIn(chains: Chains): (Writer | undefined)[] {
    if (chains !== this.#chains || this.#symbols.cleared !== this.#cleared) {
      this.#chains = chains;
      this.#cleared = this.#symbols.cleared;
      this.#writers = [];
    }
    return this.#writers;
  }

  /** Undefined before one of its lines was taken in. */
  #findWriter(row: number, id: number, chains: Chains): Writer | undefined {
    this.event.go(row);
    const found = chains.writerOf(this.event.session_id, this.event.writer);
    this.#writers[id] = found;
    return found;
  }

  /** The row of the line that begins at a place of the block; each place asked for is behind the one before it. */
  rowAt(from: number): number {
    const { ends, count } = this.rows;
    while (this.#next < count && (ends[this.#next] as number) < from) this.#next++;
    return this.#next;
  }
}
