import { RowEvent } from '../event/row-event.js';
import type { Rows } from '../event/scan/rows.js';
import type { Area, Scanned } from '../event/scan/scanner.js';

/** What a scanner found in a block: a row for each of its lines, and the row that was gone to last as an event. */
export class ScannedRows {
  readonly event: RowEvent;
  rows: Rows;
  #next = 0;

  constructor({ symbols, areas }: Scanned) {
    const [area] = areas;
    if (area === undefined) throw new RangeError('a scanner has at least one area');
    this.rows = area.rows;
    this.event = new RowEvent(symbols, area);
  }

  /** Takes what another scan found. */
  open(area: Area): this {
    this.rows = area.rows;
    this.#next = 0;
    this.event.open(area);
    return this;
  }

  /** The row of the line that begins at a place of the block; each place asked for is behind the one before it. */
  rowAt(from: number): number {
    const { ends, count } = this.rows;
    while (this.#next < count && (ends[this.#next] as number) < from) this.#next++;
    return this.#next;
  }
}
