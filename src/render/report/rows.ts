import { formatDuration, formatPercent } from '../format.js';
import type { Column } from '../table.js';

interface Timed {
  readonly total_ms: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly max_ms: number | null;
  readonly share: number;
}

const orNothing = (ms: number | null): string => (ms === null ? '' : formatDuration(ms));

/** Whether any run has a known duration: an unknown time is not a time of zero. */
const isTimed = ({ max_ms }: Pick<Timed, 'max_ms'>): boolean => max_ms !== null;

export const totalOf = (row: Pick<Timed, 'max_ms' | 'total_ms'>): string =>
  isTimed(row) ? formatDuration(row.total_ms) : '';

/** The columns that tasks, tools and skills have in common. One run has no percentiles worth a column. */
export function timeColumns<Row extends Timed>(runs: (row: Row) => number, longest: boolean): Column<Row>[] {
  const ofMany = (ms: (row: Row) => number | null) => (row: Row) => (runs(row) > 1 ? orNothing(ms(row)) : '');
  return [
    { title: 'total', text: totalOf },
    { title: 'p50', text: ofMany((row) => row.p50_ms), style: 'dim', leave: 3 },
    { title: 'p95', text: ofMany((row) => row.p95_ms), style: 'dim', leave: 2 },
    ...(longest ? [{ title: 'max', text: ofMany((row: Row) => row.max_ms), style: 'dim', leave: 4 } as const] : []),
    { title: 'share', text: (row) => (isTimed(row) ? formatPercent(row.share) : '') },
  ];
}
