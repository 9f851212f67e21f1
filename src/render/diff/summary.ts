import type { Diff } from '../../analyze/types.js';
import { formatCount, formatDuration, formatLarge, formatRate } from '../format.js';
import type { Style } from '../paint.js';
import type { Frame } from '../report/frame.js';
import { renderTable } from '../table.js';

type Side = Diff['before'];

interface Figure {
  readonly name: string;
  readonly of: (side: Side) => number;
  readonly text: (figure: number) => string;
  /** Which way is for the better, where one is. */
  readonly better?: 'more' | 'less';
  /** Shown even where both are nothing. */
  readonly always?: boolean;
}

const FIGURES: readonly Figure[] = [
  { name: 'sessions', of: ({ sessions }) => sessions, text: formatCount, always: true },
  { name: 'wall time', of: ({ summary }) => summary.total_duration_ms, text: formatDuration, always: true },
  { name: 'active', of: ({ summary }) => summary.active_duration_ms, text: formatDuration, always: true },
  { name: 'tasks completed', of: ({ summary }) => summary.tasks_completed, text: formatCount, always: true },
  { name: 'tasks failed', of: ({ summary }) => summary.tasks_failed, text: formatCount, better: 'less' },
  { name: 'tasks per hour', of: ({ summary }) => summary.velocity, text: formatRate, better: 'more' },
  {
    name: 'tasks per active hour',
    of: ({ tasks_per_active_hour }) => tasks_per_active_hour,
    text: formatRate,
    better: 'more',
  },
  { name: 'in tools', of: ({ time }) => time.tool_ms, text: formatDuration },
  { name: 'in skills', of: ({ time }) => time.skill_ms, text: formatDuration },
  { name: 'in models', of: ({ time }) => time.model_ms, text: formatDuration },
  { name: 'waiting for approval', of: ({ time }) => time.permission_wait_ms, text: formatDuration },
  { name: 'waiting for a person', of: ({ time }) => time.human_wait_ms, text: formatDuration },
  { name: 'idle', of: ({ time }) => time.idle_ms, text: formatDuration },
  { name: 'tool calls', of: ({ summary }) => summary.tool_calls_count, text: formatCount },
  { name: 'tool errors', of: ({ summary }) => summary.tool_errors, text: formatCount, better: 'less' },
  { name: 'files read', of: ({ summary }) => summary.files_read, text: formatCount },
  { name: 'files written', of: ({ summary }) => summary.files_written, text: formatCount },
  { name: 'model calls', of: ({ summary }) => summary.model_calls_count, text: formatCount },
  { name: 'model errors', of: ({ summary }) => summary.model_errors, text: formatCount, better: 'less' },
  { name: 'tokens written', of: ({ summary }) => summary.output_tokens, text: formatLarge },
  { name: 'compactions', of: ({ summary }) => summary.compactions_count, text: formatCount },
];

/** The figures of both, side by side: of what neither has, nothing. */
export function summary({ before, after }: Diff, frame: Frame): string[] {
  const rows = FIGURES.filter(({ of, always }) => always === true || of(before) !== 0 || of(after) !== 0);
  return renderTable<Figure>(
    {
      heading: 'Side by side',
      rows,
      name: ({ name }) => name,
      columns: [
        { title: 'before', text: ({ of, text }) => text(of(before)) },
        { title: 'after', text: ({ of, text }) => text(of(after)) },
        { title: 'change', text: ({ of, text }) => signed(of(after) - of(before), text), style: (row) => styleOf(row) },
      ],
    },
    frame,
  );

  function styleOf({ of, better }: Figure): Style {
    const change = of(after) - of(before);
    if (change === 0 || better === undefined) return 'dim';
    return change > 0 === (better === 'more') ? 'good' : 'bad';
  }
}

/** `+12`, `-1m 05s`; nothing where nothing changed. */
export const signed = (change: number, text: (figure: number) => string): string =>
  change === 0 ? '' : `${change < 0 ? '-' : '+'}${text(Math.abs(change))}`;
