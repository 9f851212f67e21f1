import type { TaskRow } from '../../analyze/types.js';
import { shareBar } from '../bar.js';
import { formatCount } from '../format.js';
import { renderTable } from '../table.js';
import { moreLine, orBlank, type Section } from './frame.js';
import { timeColumns } from './rows.js';

export const tasks: Section = (report, frame) => {
  const { glyphs, top } = frame;
  if (report.tasks.length === 0) return [];
  const longest = report.tasks.reduce((most, { share }) => Math.max(most, share), 0);
  const table = renderTable<TaskRow>(
    {
      heading: 'Tasks',
      rows: report.tasks.slice(0, top),
      mark: ({ failed, open }) => {
        if (failed > 0) return { text: glyphs.bad, style: 'bad' };
        return open > 0 ? { text: glyphs.warning, style: 'warning' } : undefined;
      },
      name: ({ name }) => name,
      columns: [
        { title: 'runs', text: ({ runs }) => formatCount(runs) },
        { title: 'failed', text: ({ failed }) => orBlank(failed, formatCount), style: 'bad' },
        { title: 'cancelled', text: ({ cancelled }) => orBlank(cancelled, formatCount), style: 'warning', leave: 6 },
        { title: 'open', text: ({ open }) => orBlank(open, formatCount), style: 'warning', leave: 5 },
        ...timeColumns<TaskRow>(({ runs }) => runs, false),
      ],
      bar: ({ share }, cells) => shareBar(share / longest, cells, 'task', glyphs),
    },
    frame,
  );
  return [...table, ...moreLine(report.tasks.length, frame)];
};
