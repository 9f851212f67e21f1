import type { ToolRow } from '../../analyze/types.js';
import { shareBar } from '../bar.js';
import { formatBytes, formatCount } from '../format.js';
import { renderTable } from '../table.js';
import { shortenName } from '../text.js';
import { isOfAgent, moreLine, orBlank, type Section } from './frame.js';
import { timeColumns } from './rows.js';

export const tools: Section = (report, frame) => {
  const { glyphs, top } = frame;
  if (report.tools.length === 0) return [];
  const more = isOfAgent(report);
  const longest = report.tools.reduce((most, { share }) => Math.max(most, share), 0);
  const table = renderTable<ToolRow>(
    {
      heading: 'Tools',
      rows: report.tools.slice(0, top),
      name: ({ name }) => name,
      nameMin: 14,
      // Names of tools often begin alike (mcp__server__…), so that both ends are needed.
      shorten: shortenName,
      columns: [
        { title: 'calls', text: ({ calls }) => formatCount(calls) },
        { title: 'errors', text: ({ errors }) => orBlank(errors, formatCount), style: 'bad' },
        { title: 'retries', text: ({ retries }) => (more ? orBlank(retries, formatCount) : ''), leave: 1 },
        { title: 'out', text: (row) => (more ? orBlank(row.output_bytes, formatBytes) : ''), style: 'dim', leave: 6 },
        ...timeColumns<ToolRow>(({ calls }) => calls, true),
      ],
      bar: ({ share }, cells) => shareBar(share / longest, cells, 'tool', glyphs),
    },
    frame,
  );
  return [...table, ...moreLine(report.tools.length, frame)];
};
