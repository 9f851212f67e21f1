import type { Report } from '../../analyze/types.js';
import { sparkline } from '../bar.js';
import { formatRate, plural } from '../format.js';
import { atom } from '../span.js';
import { flow, isOfAgent, type Section } from './frame.js';

interface Speed {
  tasks: number;
  ms: number;
}

const HOUR_MS = 3_600_000;
const rate = ({ tasks, ms }: Speed): number => (ms > 0 ? (tasks * HOUR_MS) / ms : 0);
const sum = (speeds: readonly Speed[]): Speed =>
  speeds.reduce((all, { tasks, ms }) => ({ tasks: all.tasks + tasks, ms: all.ms + ms }), { tasks: 0, ms: 0 });

/** Whether the work gets faster: tasks per hour, session by session, neighbours together where they are many. */
export const trend: Section = (report, frame) => {
  const { options, trend: rows } = report;
  if (options.group_by === undefined || rows.length < 2) return [];
  const speeds = rows.map((row) => ({ tasks: row.tasks_completed, ms: hours(report)(row) }));
  const cells = Math.min(rows.length, frame.width);
  const values = Array.from({ length: cells }, (_, cell) => {
    const from = Math.floor((cell * speeds.length) / cells);
    return rate(sum(speeds.slice(from, Math.floor(((cell + 1) * speeds.length) / cells))));
  });
  const half = Math.floor(speeds.length / 2);
  const what = isOfAgent(report) ? 'Tasks per active hour' : 'Tasks per hour';
  return [
    ...flow(
      [atom(what, 'strong'), { text: `, ${plural(rows.length, 'session')} from first to last`, style: 'dim' }],
      frame,
    ),
    frame.paint('task', sparkline(values, frame.glyphs)),
    ...flow(
      [
        atom(formatRate(rate(sum(speeds.slice(0, half))))),
        ' in the first half, ',
        atom(formatRate(rate(sum(speeds.slice(half)))), 'strong'),
        ' in the second',
      ],
      frame,
    ),
  ];
};

type Row = Report['trend'][number];

const hours =
  (report: Report) =>
  (row: Row): number =>
    isOfAgent(report) ? row.active_duration_ms : row.total_duration_ms;
