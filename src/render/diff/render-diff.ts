import type { Diff } from '../../analyze/types.js';
import { formatInstant } from '../instant.js';
import { type Frame, flow, frameOf, type PageOptions } from '../report/frame.js';
import { atom, type Piece } from '../span.js';
import { changed, onlyOn } from './changes.js';
import { summary } from './summary.js';

type Section = (diff: Diff, frame: Frame) => string[];

const SECTIONS: readonly Section[] = [
  heading,
  summary,
  changed('slower'),
  changed('faster'),
  onlyOn('after'),
  onlyOn('before'),
];

/**
 * A comparison as text for a terminal, a newline after each line. Every section that has nothing to say is left out.
 * @throws RangeError when the time zone is not known
 */
export function renderDiff(diff: Diff, options: PageOptions): string {
  const frame = frameOf(options);
  const sections = SECTIONS.map((section) => section(diff, frame)).filter((lines) => lines.length > 0);
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** What is held against what, and when that was. */
function heading(diff: Diff, frame: Frame): string[] {
  return (['before', 'after'] as const).flatMap((side) => {
    const { label, summary } = diff[side];
    const lead = { text: side.padEnd('before'.length + 2), style: 'dim' } as const;
    return flow([atom(label, 'strong'), ' ', ...when(summary.first_ts, summary.last_ts, frame)], frame, [lead]);
  });
}

function when(first_ts: string | null, last_ts: string | null, { time_zone, glyphs }: Frame): Piece[] {
  if (first_ts === null || last_ts === null) return [];
  const [from, to] = [first_ts, last_ts].map((ts) => formatInstant(ts, time_zone).slice(0, 16));
  return [atom(`${from} ${glyphs.dash} ${to} ${time_zone}`, 'dim')];
}
