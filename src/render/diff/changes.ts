import type { Change, Diff } from '../../analyze/types.js';
import { formatCount, formatDuration } from '../format.js';
import type { Part } from '../glyphs.js';
import { type Frame, moreLine, orBlank } from '../report/frame.js';
import { type Column, renderTable } from '../table.js';
import { shortenName } from '../text.js';
import { signed } from './summary.js';

const KINDS = { tasks: 'task', tools: 'tool', skills: 'skill', models: 'model' } as const;

interface Row extends Change {
  readonly kind: Part;
}

/** What of any kind is meant, the largest change first. */
const rowsOf = (diff: Diff, isMeant: (change: Change) => boolean): Row[] =>
  (['tasks', 'tools', 'skills', 'models'] as const)
    .flatMap((list) => diff[list].filter(isMeant).map((change) => ({ ...change, kind: KINDS[list] })))
    .sort((a, b) => Math.abs(b.change_ms) - Math.abs(a.change_ms));

/** What took more, or less, time than before: in all, a run, and in how many runs. */
export const changed = (way: 'slower' | 'faster') => (diff: Diff, frame: Frame) => {
  const rows = rowsOf(
    diff,
    ({ before, after, change_ms }) =>
      before !== null && after !== null && (way === 'slower' ? change_ms > 0 : change_ms < 0),
  );
  return tableOf(way === 'slower' ? 'More time' : 'Less time', rows, frame, [
    {
      title: 'change',
      text: ({ change_ms }) => signed(change_ms, formatDuration),
      style: way === 'slower' ? 'bad' : 'good',
    },
    both('total', frame, ({ total_ms }) => formatDuration(total_ms)),
    { ...both('runs', frame, ({ runs }) => formatCount(runs)), leave: 2 },
    { ...both('p50', frame, ({ p50_ms }) => (p50_ms === null ? '?' : formatDuration(p50_ms))), leave: 1 },
  ]);
};

/** What is on one side only: new, or gone. */
export const onlyOn = (side: 'before' | 'after') => (diff: Diff, frame: Frame) => {
  const other = side === 'before' ? 'after' : 'before';
  const rows = rowsOf(diff, (change) => change[other] === null);
  const of = (text: (figures: Figures) => string) => (row: Row) => {
    const figures = row[side];
    return figures === null ? '' : text(figures);
  };
  return tableOf(side === 'after' ? 'New' : 'Gone', rows, frame, [
    { title: 'runs', text: of(({ runs }) => formatCount(runs)) },
    { title: 'failed', text: of(({ failed }) => orBlank(failed, formatCount)), style: 'bad' },
    { title: 'total', text: of(({ total_ms }) => formatDuration(total_ms)) },
    { title: 'p50', text: of(({ p50_ms }) => (p50_ms === null ? '' : formatDuration(p50_ms))), style: 'dim' },
  ]);
};

type Figures = NonNullable<Change['before']>;

/** `12 → 14` */
const both = (title: string, { glyphs }: Frame, text: (figures: Figures) => string): Column<Row> => ({
  title,
  text: ({ before, after }) => (before && after ? `${text(before)} ${glyphs.arrow} ${text(after)}` : ''),
  style: 'dim',
});

function tableOf(heading: string, rows: readonly Row[], frame: Frame, columns: readonly Column<Row>[]): string[] {
  if (rows.length === 0) return [];
  const { glyphs, top } = frame;
  const table = renderTable<Row>(
    {
      heading,
      rows: rows.slice(0, top),
      mark: ({ kind }) => ({ text: glyphs.parts[kind], style: kind }),
      name: ({ name }) => name,
      nameMin: 18,
      shorten: shortenName,
      columns,
    },
    frame,
  );
  return [...table, ...moreLine(rows.length, frame)];
}
