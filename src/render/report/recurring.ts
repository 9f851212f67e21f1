import type { RecurringRow } from '../../analyze/types.js';
import { formatCount, formatDuration, formatPercent } from '../format.js';
import { renderTable } from '../table.js';
import { partOf, shown } from './bottlenecks.js';
import { moreLine, type Section } from './frame.js';

/** The bottlenecks that come back: the ones worth doing something about. */
export const recurring: Section = (report, frame) => {
  const { options, recurring: rows, sessions } = report;
  if (options.group_by === undefined || rows.length === 0) return [];
  const table = renderTable<RecurringRow>(
    {
      heading: 'Recurring bottlenecks',
      rows: rows.slice(0, frame.top),
      mark: ({ kind }) => ({ text: frame.glyphs.parts[partOf(kind)], style: partOf(kind) }),
      name: ({ kind, name }) => shown(kind, name),
      columns: [
        { title: 'sessions', text: (row) => `${formatCount(row.sessions)} of ${formatCount(sessions.length)}` },
        { title: 'total', text: ({ total_ms }) => formatDuration(total_ms) },
        { title: 'of all', text: ({ share }) => formatPercent(share) },
      ],
    },
    frame,
  );
  return [...table, ...moreLine(rows.length, frame)];
};
