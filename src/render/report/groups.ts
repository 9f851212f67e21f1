import type { GroupRow, Report } from '../../analyze/types.js';
import { formatCount, formatDuration, formatPercent, formatRate } from '../format.js';
import { renderTable } from '../table.js';
import { shortenName, shortenPath, truncate } from '../text.js';
import { isOfAgent, moreLine, orBlank, type Section } from './frame.js';

const LONGEST_CELLS = 12;

/** One row a day, project, agent or model; days, of which the last ones count, are cut at their beginning. */
export const groups: Section = (report, frame) => {
  const { glyphs, top } = frame;
  const { group_by } = report.options;
  if (group_by === undefined || report.groups.length === 0) return [];
  const rows = group_by === 'day' ? report.groups.slice(-top) : report.groups.slice(0, top);
  const table = renderTable<GroupRow>(
    {
      heading: `By ${group_by}`,
      rows,
      name: ({ name }) => name,
      nameMin: group_by === 'day' ? 10 : 18,
      shorten: group_by === 'project' ? shortenPath : shortenName,
      columns: [
        { title: 'sessions', text: ({ sessions }) => formatCount(sessions) },
        { title: 'wall', text: (row) => formatDuration(row.total_duration_ms), style: 'dim', leave: 3 },
        { title: 'active', text: (row) => formatDuration(row.active_duration_ms) },
        { title: 'tasks', text: ({ tasks_completed }) => formatCount(tasks_completed) },
        { title: 'failed', text: ({ tasks_failed }) => orBlank(tasks_failed, formatCount), style: 'bad', leave: 4 },
        { title: '/hour', text: (row) => orBlank(velocityOf(row, report), formatRate) },
        { title: 'errors', text: ({ tool_errors }) => orBlank(tool_errors, formatCount), style: 'bad', leave: 2 },
        {
          title: 'mostly',
          text: ({ longest }) => (longest === null ? '' : mostly(longest, glyphs.ellipsis)),
          left: true,
          leave: 1,
        },
      ],
    },
    frame,
  );
  return [...table, ...moreLine(report.groups.length, frame)];
};

const mostly = ({ kind, name, share }: NonNullable<GroupRow['longest']>, ellipsis: string): string =>
  `${truncate(kind === 'wait' ? 'approvals' : name, LONGEST_CELLS, ellipsis)} ${formatPercent(share)}`;

/** Of an agent that waited for people, the speed while it was active. */
const velocityOf = (
  row: { readonly velocity: number; readonly tasks_per_active_hour: number },
  report: Report,
): number => (isOfAgent(report) ? row.tasks_per_active_hour : row.velocity);
