import type { SessionRow } from '../../analyze/types.js';
import { stackedBar } from '../bar.js';
import { formatCount, formatDuration, formatRate, plural } from '../format.js';
import { formatInstant } from '../instant.js';
import { renderTable } from '../table.js';
import { shortenName } from '../text.js';
import { type Frame, moreLine, orBlank, type Section } from './frame.js';
import { timeParts } from './time.js';

/** One row a session, its time drawn to the scale of the longest; left out when there is but one, or when they are grouped. */
export const sessions: Section = (report, frame) => {
  const { glyphs, time_zone, top } = frame;
  if (report.sessions.length < 2 || report.options.group_by !== undefined) return [];
  const rows = report.sessions.slice(0, top);
  const longest = rows.reduce((most, { summary }) => Math.max(most, summary.total_duration_ms), 0);
  const table = renderTable<SessionRow>(
    {
      heading: 'Sessions',
      rows,
      mark: ({ parent_session_id }) =>
        parent_session_id === undefined ? undefined : { text: glyphs.child, style: 'dim' },
      name: ({ session_id }) => session_id,
      nameMin: 16,
      // Ids often begin alike, so that both ends are needed.
      shorten: shortenName,
      columns: [
        {
          title: 'start',
          text: ({ summary: { first_ts } }) =>
            first_ts === null ? '' : formatInstant(first_ts, time_zone).slice(0, 16),
          style: 'dim',
          left: true,
          leave: 1,
        },
        { title: 'time', text: ({ summary }) => formatDuration(summary.total_duration_ms) },
        { title: 'tasks', text: ({ summary }) => formatCount(summary.tasks_completed) },
        { title: 'failed', text: ({ summary }) => orBlank(summary.tasks_failed, formatCount), style: 'bad', leave: 4 },
        { title: '/hour', text: ({ summary }) => orBlank(summary.velocity, formatRate), leave: 2 },
        { title: 'tools', text: ({ summary }) => formatCount(summary.tool_calls_count), leave: 3 },
      ],
      bar: ({ time, summary }, cells) => {
        const share = longest === 0 ? 0 : summary.total_duration_ms / longest;
        return share === 0 ? [] : stackedBar(timeParts(time), Math.max(1, Math.round(share * cells)), glyphs);
      },
    },
    frame,
  );
  return [...table, ...moreLine(report.sessions.length, frame), ...childLine(report.sessions, frame)];
};

/** `↳ 12 child sessions, 3h 10m active` */
function childLine(rows: readonly SessionRow[], frame: Frame): string[] {
  const children = rows.filter(({ parent_session_id }) => parent_session_id !== undefined);
  if (children.length === 0) return [];
  const active_ms = children.reduce((sum, { summary }) => sum + summary.active_duration_ms, 0);
  const text = `${plural(children.length, 'child session')}, ${formatDuration(active_ms)} active`;
  return [frame.paint('dim', `${frame.glyphs.child} ${text}`)];
}
