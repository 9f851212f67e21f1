import type { Glyphs } from './glyphs.js';
import type { Paint, Style } from './paint.js';
import { paintSpans, type Span, spansWidth } from './span.js';
import { padEnd, padStart, truncate, widest, width } from './text.js';

export interface Column<Row> {
  readonly title: string;
  /** The cell's text; a column whose cells are all empty is left out. */
  readonly text: (row: Row) => string;
  readonly style?: Style | ((row: Row) => Style);
  readonly left?: boolean;
  /** Where it gets tight, the column with the highest number goes first; those without one go last. */
  readonly leave?: number;
}

export interface Table<Row> {
  /** Stands over the first column, at the margin. */
  readonly heading: string;
  readonly rows: readonly Row[];
  /** One cell before the name. */
  readonly mark?: (row: Row) => Span | undefined;
  readonly name: (row: Row) => string;
  /** Cells that columns leave for, so that a name that long stays whole; default 22. */
  readonly nameMin?: number;
  /** Shortens a name that is too long for its cells. */
  readonly shorten?: (text: string, max: number, ellipsis: string) => string;
  readonly columns: readonly Column<Row>[];
  /** Drawn at the right end, in what room is left. */
  readonly bar?: (row: Row, cells: number) => readonly Span[];
}

export interface TableOptions {
  readonly width: number;
  readonly glyphs: Glyphs;
  readonly paint: Paint;
}

const GAP = 2;
const INDENT = 2;
const NAME_MIN = 22;
const BAR_MIN = 4;
/** What a bar gets before a name longer than its minimum gets more. */
const BAR_WISH = 12;
const BAR_MAX = 24;

/** Rows in aligned columns: the name at the left, figures to the right, a bar at the end. */
export function renderTable<Row>(table: Table<Row>, options: TableOptions): string[] {
  const { glyphs, paint } = options;
  const { rows, shorten = truncate } = table;
  const names = rows.map((row) => shorten(table.name(row), options.width, glyphs.ellipsis));
  const nameWidth = Math.max(width(table.heading) - INDENT, widest(names));
  let columns = table.columns
    .map((column) => measure(column, rows, options))
    .filter(({ cells }) => cells.some((text) => text !== ''));
  const nameMin = Math.min(nameWidth, table.nameMin ?? NAME_MIN);
  const barMin = table.bar === undefined ? 0 : GAP + BAR_MIN;
  const roomFor = (): number => options.width - INDENT - columns.reduce((sum, column) => sum + GAP + column.width, 0);
  while (roomFor() - barMin < nameMin) {
    const leave = Math.max(...columns.map((column) => column.leave));
    columns = leave > 0 ? columns.filter((column) => column.leave !== leave) : columns.slice(0, -1);
  }
  const barWish = table.bar === undefined ? 0 : GAP + BAR_WISH;
  const nameCells = Math.min(nameWidth, Math.max(nameMin, roomFor() - barWish));
  const barCells = Math.min(BAR_MAX, roomFor() - nameCells - GAP);

  const head = columns.map((column) => gap + paint('dim', column.pad(column.title)));
  const heading = paint('strong', table.heading) + ' '.repeat(Math.max(0, INDENT + nameCells - width(table.heading)));
  const lines = [(heading + head.join('')).trimEnd()];
  for (const [index, row] of rows.entries()) {
    const mark = table.mark?.(row);
    const lead = mark === undefined ? ' '.repeat(INDENT) : `${paint(mark.style ?? 'plain', mark.text)} `;
    const name = padEnd(shorten(table.name(row), nameCells, glyphs.ellipsis), nameCells);
    const cells = columns.map((column) => {
      const text = column.cells[index] ?? '';
      return gap + (text === '' ? ' '.repeat(column.width) : paint(column.style(row), column.pad(text)));
    });
    const bar = table.bar?.(row, barCells) ?? [];
    const end = bar.length === 0 || spansWidth(bar) > barCells ? '' : gap + paintSpans(bar, paint);
    lines.push(`${lead}${name}${cells.join('')}${end}`.trimEnd());
  }
  return lines;
}

const gap = ' '.repeat(GAP);

function measure<Row>(column: Column<Row>, rows: readonly Row[], { glyphs, width: all }: TableOptions) {
  const cells = rows.map((row) => truncate(column.text(row), Math.floor(all / 3), glyphs.ellipsis));
  const cellsWidth = widest([column.title, ...cells]);
  const { style = 'plain', leave = 0, left = false, title } = column;
  return {
    title,
    cells,
    leave,
    width: cellsWidth,
    style: typeof style === 'function' ? style : (): Style => style,
    pad: (text: string): string => (left ? padEnd(text, cellsWidth) : padStart(text, cellsWidth)),
  };
}
