import type { AgentRow } from '../../analyze/types.js';
import { formatCount } from '../format.js';
import { renderTable } from '../table.js';
import { moreLine, orBlank, type Section } from './frame.js';

/** Who did what; left out when one agent did all of it. */
export const agents: Section = (report, frame) => {
  if (report.agents.length < 2) return [];
  const table = renderTable<AgentRow>(
    {
      heading: 'Agents',
      rows: report.agents.slice(0, frame.top),
      name: ({ agent_id }) => agent_id,
      columns: [
        { title: 'tasks', text: ({ tasks_completed }) => formatCount(tasks_completed) },
        { title: 'failed', text: ({ tasks_failed }) => orBlank(tasks_failed, formatCount), style: 'bad' },
        { title: 'tool calls', text: ({ tool_calls }) => formatCount(tool_calls) },
        { title: 'errors', text: ({ tool_errors }) => orBlank(tool_errors, formatCount), style: 'bad' },
        { title: 'reads', text: ({ files_read }) => formatCount(files_read), leave: 2 },
        { title: 'writes', text: ({ files_written }) => formatCount(files_written), leave: 3 },
        { title: 'events', text: ({ events }) => formatCount(events), style: 'dim', leave: 4 },
      ],
    },
    frame,
  );
  return [...table, ...moreLine(report.agents.length, frame)];
};
