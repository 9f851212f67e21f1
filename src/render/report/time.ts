import type { TimeParts } from '../../analyze/types.js';
import { stackedBar } from '../bar.js';
import { formatDuration, formatPercent } from '../format.js';
import type { Part } from '../glyphs.js';
import { paintSpans } from '../span.js';
import { padEnd, truncate } from '../text.js';
import type { Frame, Section } from './frame.js';

const WORDS: Readonly<Record<Part, string>> = {
  tool: 'tools',
  skill: 'skills',
  model: 'model',
  permission: 'approval',
  task: 'tasks',
  other: 'other',
  human: 'human',
  idle: 'idle',
};

/** The parts in the order in which they are drawn. */
export const timeParts = (time: TimeParts): (readonly [Part, number])[] => [
  ['tool', time.tool_ms],
  ['skill', time.skill_ms],
  ['model', time.model_ms],
  ['permission', time.permission_wait_ms],
  ['task', time.task_ms],
  ['other', time.other_ms],
  ['human', time.human_wait_ms],
  ['idle', time.idle_ms],
];

/** Parts in one row of the legend: more than these take a second row. */
const IN_ROW = 5;

/** One bar over the whole width, and its legend below in as many columns as it has parts. */
export const whereTheTimeWent: Section = ({ time }, frame) => {
  const { width, glyphs, paint } = frame;
  const parts = timeParts(time).filter(([, ms]) => ms > 0);
  const total = parts.reduce((sum, [, ms]) => sum + ms, 0);
  if (total === 0) return [];
  const inRow = parts.length > IN_ROW ? Math.ceil(parts.length / 2) : IN_ROW;
  const rows = Array.from({ length: Math.ceil(parts.length / inRow) }, (_, row) =>
    parts.slice(row * inRow, (row + 1) * inRow),
  );
  return [
    paint('strong', 'Where the time went'),
    paintSpans(stackedBar(parts, width, glyphs), paint),
    ...rows.flatMap((row) => legendOf(row, total, frame)),
  ];
};

function legendOf(parts: readonly (readonly [Part, number])[], total: number, frame: Frame): string[] {
  const { width, glyphs, paint } = frame;
  const slot = Math.min(16, Math.floor(width / IN_ROW));
  const legend = (cell: (part: Part, ms: number) => string): string =>
    parts
      .map(([part, ms]) => cell(part, ms))
      .join('')
      .trimEnd();
  return [
    legend((part) => `${paint(part, glyphs.parts[part])} ${padEnd(WORDS[part], slot - 2)}`),
    legend((_part, ms) => padEnd(truncate(`  ${formatDuration(ms)}`, slot - 1, glyphs.ellipsis), slot)),
    paint(
      'dim',
      legend((_part, ms) => padEnd(`  ${formatPercent(ms / total)}`, slot)),
    ),
  ];
}
