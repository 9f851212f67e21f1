import type { TimeParts } from '../../analyze/types.js';
import { stackedBar } from '../bar.js';
import { formatDuration, formatPercent } from '../format.js';
import type { Part } from '../glyphs.js';
import { paintSpans } from '../span.js';
import { padEnd, truncate } from '../text.js';
import type { Section } from './frame.js';

const WORDS: Readonly<Record<Part, string>> = {
  tool: 'tools',
  skill: 'skills',
  task: 'tasks',
  other: 'other',
  idle: 'idle',
};

/** The parts in the order in which they are drawn. */
export const timeParts = (time: TimeParts): (readonly [Part, number])[] => [
  ['tool', time.tool_ms],
  ['skill', time.skill_ms],
  ['task', time.task_ms],
  ['other', time.other_ms],
  ['idle', time.idle_ms],
];

/** One bar over the whole width, and its legend below in as many columns as it has parts. */
export const whereTheTimeWent: Section = ({ time }, { width, glyphs, paint }) => {
  const parts = timeParts(time).filter(([, ms]) => ms > 0);
  const total = parts.reduce((sum, [, ms]) => sum + ms, 0);
  if (total === 0) return [];
  const slot = Math.min(16, Math.floor(width / 5));
  const legend = (cell: (part: Part, ms: number) => string): string =>
    parts
      .map(([part, ms]) => cell(part, ms))
      .join('')
      .trimEnd();
  return [
    paint('strong', 'Where the time went'),
    paintSpans(stackedBar(parts, width, glyphs), paint),
    legend((part) => `${paint(part, glyphs.parts[part])} ${padEnd(WORDS[part], slot - 2)}`),
    legend((_part, ms) => padEnd(truncate(`  ${formatDuration(ms)}`, slot - 1, glyphs.ellipsis), slot)),
    paint(
      'dim',
      legend((_part, ms) => padEnd(`  ${formatPercent(ms / total)}`, slot)),
    ),
  ];
};
