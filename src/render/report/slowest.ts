import type { SlowCall } from '../../analyze/types.js';
import { formatDuration } from '../format.js';
import { formatInstant } from '../instant.js';
import { renderTable } from '../table.js';
import { shortenName, shortenPath } from '../text.js';
import { isOfAgent, type Section } from './frame.js';

/** A few are enough: the JSON report has more. */
const SHOWN = 5;
const PATH_CELLS = 24;

/** The slowest single tool calls, and where to look them up. */
export const slowest: Section = (report, frame) => {
  const { glyphs, time_zone, top } = frame;
  const rows = report.slowest.slice(0, Math.min(top, SHOWN));
  if (rows.length === 0 || !isOfAgent(report)) return [];
  return renderTable<SlowCall>(
    {
      heading: 'Slowest calls',
      rows,
      mark: ({ failed }) => (failed ? { text: glyphs.bad, style: 'bad' } : undefined),
      name: ({ name }) => name,
      nameMin: 14,
      shorten: shortenName,
      columns: [
        { title: 'took', text: ({ duration_ms }) => formatDuration(duration_ms) },
        { title: 'began', text: ({ start_ts }) => formatInstant(start_ts, time_zone), style: 'dim', left: true },
        {
          title: 'where',
          text: ({ file, line }) => `${shortenPath(file, PATH_CELLS - 6, glyphs.ellipsis)}:${line}`,
          style: 'dim',
          left: true,
          leave: 1,
        },
      ],
    },
    frame,
  );
};
