import type { Bottleneck, Report } from '../../analyze/types.js';
import { formatCount, formatDuration, formatPercent } from '../format.js';
import type { Part } from '../glyphs.js';
import { atom, type Piece } from '../span.js';
import { truncate } from '../text.js';
import { type Frame, flow, moreLine, type Section } from './frame.js';

const BASIS = { session: 'the session', task: 'the task time', active: 'the active time' } as const;
const INSIDE = 3;
const WORDS = { task: 'run', tool: 'call', skill: 'call', model: 'call', wait: 'wait' } as const;
const WAITED = new Map([
  ['permission', 'approval'],
  ['human', 'a person'],
]);

/** Each in a sentence that says why: how much of the time, in how many runs, and on what it went. */
export const bottlenecks: Section = (report, frame) => {
  const { bottlenecks: all, options, sessions } = report;
  if (all.length === 0) return [];
  const basis = options.basis === 'session' && sessions.length > 1 ? 'the total time' : BASIS[options.basis];
  const heading = flow(
    [
      { text: 'Bottlenecks', style: 'strong' },
      { text: ` (over ${formatPercent(options.threshold)} of ${basis})`, style: 'dim' },
    ],
    frame,
  );
  const sentences = all.slice(0, frame.top).flatMap((row) => {
    const part = partOf(row.kind);
    const mark = { text: `${frame.glyphs.parts[part]} `, style: part };
    return flow([...took(row, basis, frame), ...runs(row, report), ...makeUp(row, frame), '.'], frame, [mark]);
  });
  return [...heading, ...sentences, ...moreLine(all.length, frame)];
};

export const partOf = (kind: Bottleneck['kind']): Part => (kind === 'wait' ? 'permission' : kind);

/** A wait has the name of what was waited for. */
export const shown = (kind: string, name: string): string =>
  kind === 'wait' ? `waiting for ${WAITED.get(name) ?? name}` : name;

/** A name takes half a line at most: the sentence is what counts. */
const nameOf = (name: string, { width, glyphs }: Frame): string =>
  truncate(name, Math.floor(width / 2), glyphs.ellipsis);

const took = ({ name, kind, share }: Bottleneck, basis: string, frame: Frame): Piece[] => [
  atom(nameOf(shown(kind, name), frame), partOf(kind)),
  ' took ',
  atom(formatPercent(share), 'strong'),
  ` of ${basis}: `,
];

function runs({ name, kind, runs: count, total_ms }: Bottleneck, report: Report): Piece[] {
  const word = WORDS[kind];
  const time = atom(formatDuration(total_ms));
  if (count <= 1) return [time, ` in one ${word}`];
  const slowest = slowestOf(kind, name, report);
  const tail = slowest === null ? [] : [', the slowest ', atom(formatDuration(slowest))];
  return [time, ` in ${formatCount(count)} ${word}s`, ...tail];
}

function slowestOf(kind: Bottleneck['kind'], name: string, report: Report): number | null {
  if (kind === 'model') return report.models.find(({ model }) => model === name)?.max_ms ?? null;
  if (kind === 'wait') return report.waits.find((row) => row.for === name)?.max_ms ?? null;
  const rows = { task: report.tasks, tool: report.tools, skill: report.skills }[kind];
  return rows.find((row) => row.name === name)?.max_ms ?? null;
}

/** What ran inside it and took the time, and what it did itself. */
function makeUp({ inside, self_ms }: Bottleneck, frame: Frame): Piece[] {
  if (inside.length === 0) return [];
  const children = inside
    .slice(0, INSIDE)
    .flatMap(({ kind, name, total_ms }, index): Piece[] => [
      index === 0 ? '; ' : ', ',
      atom(formatDuration(total_ms)),
      index === 0 ? ' of it in ' : ' in ',
      atom(nameOf(shown(kind, name), frame)),
    ]);
  const more = inside.length > INSIDE ? [` and ${inside.length - INSIDE} others`] : [];
  const own = self_ms === 0 ? [] : [', ', atom(formatDuration(self_ms)), ' its own work'];
  return [...children, ...more, ...own];
}
