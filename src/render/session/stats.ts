import { formatCount, formatDuration, formatPercent, plural } from '../format.js';
import { flow, orBlank, separated } from '../report/frame.js';
import { atom } from '../span.js';
import { renderTable } from '../table.js';
import { type PageOptions, pageOf, textOf } from './page.js';
import { statusStyle, statusWord } from './shape.js';

type Counts = Readonly<Record<string, number>>;

export interface ShownStats {
  readonly total: number;
  readonly active: number;
  readonly stale: number;
  readonly inferred: number;
  readonly by_status: Counts;
  readonly agents: readonly { readonly id: string; readonly total: number; readonly by_status: Counts }[];
  readonly duration: {
    readonly count: number;
    readonly negative: number;
    readonly total_ms: number;
    readonly median_ms: number | null;
    readonly max_ms: number | null;
  };
}

const AGENTS = 20;

/** How the sessions have fared: every status, those with none too. */
export function renderStats(stats: ShownStats, options: PageOptions): string {
  const page = pageOf(options);
  const { total, active, stale, inferred, duration } = stats;
  const headline = separated(
    [
      [atom(plural(total, 'session'), 'strong')],
      [atom(`${formatCount(active)} active`, 'strong')],
      stale === 0 ? [] : [atom(`${formatCount(stale)} stale`, 'warning')],
      inferred === 0 ? [] : [atom(`${formatCount(inferred)} inferred`)],
    ],
    page,
  );
  const statuses = renderTable(
    {
      heading: 'Status',
      rows: Object.entries(stats.by_status).map(([status, count]) => ({ status, count })),
      name: ({ status }) => statusWord({ status, stale: false, status_inferred: false }),
      columns: [
        {
          title: 'sessions',
          text: ({ count }) => formatCount(count),
          style: ({ status, count }) =>
            count === 0 ? 'dim' : statusStyle({ status, stale: false, status_inferred: false }),
        },
        { title: 'share', text: ({ count }) => (total === 0 ? '' : formatPercent(count / total)), style: 'dim' },
      ],
    },
    page,
  );
  return textOf([...flow(headline, page), '', ...statuses, ...agentsOf(stats, page), ...timesOf(duration)]);
}

function agentsOf({ agents }: ShownStats, page: ReturnType<typeof pageOf>): string[] {
  if (agents.length === 0) return [];
  const count =
    (status: string) =>
    ({ by_status }: ShownStats['agents'][number]): string =>
      orBlank(by_status[status] ?? 0, formatCount);
  const table = renderTable(
    {
      heading: 'Agents',
      rows: agents.slice(0, AGENTS),
      name: ({ id }) => id,
      columns: [
        { title: 'sessions', text: ({ total }) => formatCount(total) },
        { title: 'completed', text: count('completed'), style: 'good' },
        { title: 'failed', text: count('failed'), style: 'bad' },
        { title: 'terminated', text: count('terminated'), style: 'bad', leave: 2 },
        { title: 'handed off', text: count('handed_off'), style: 'tool', leave: 1 },
        { title: 'running', text: count('running') },
      ],
    },
    page,
  );
  const more = agents.length - AGENTS;
  return [
    '',
    ...table,
    ...(more > 0 ? [page.paint('dim', `  ${page.glyphs.ellipsis} and ${formatCount(more)} more`)] : []),
  ];
}

function timesOf({ count, negative, total_ms, median_ms, max_ms }: ShownStats['duration']): string[] {
  if (median_ms === null || max_ms === null) return [];
  const times = `half took up to ${formatDuration(median_ms)}, the longest ${formatDuration(max_ms)}`;
  const ends = `${plural(negative, 'session')} ${negative === 1 ? 'ends' : 'end'} before the start: counted as 0`;
  return [
    '',
    `${plural(count, 'ended session')}: ${formatDuration(total_ms)} together; ${times}`,
    ...(negative === 0 ? [] : [ends]),
  ];
}
