import type { Report } from '../../analyze/types.js';
import { formatDuration, formatRate, plural } from '../format.js';
import { wallTime } from '../instant.js';
import { atom, type Piece } from '../span.js';
import { type Frame, flow, isOfAgent, type Section, separated } from './frame.js';

/** Whose log this is and when, then the answer in one line: how long, how many tasks, how fast. */
export const headline: Section = (report, frame) => {
  const { sessions, agents } = report;
  const who = [
    sessions.length === 0
      ? [atom('no sessions', 'strong')]
      : names(
          sessions.map((row) => row.session_id),
          'session',
        ),
    names(
      agents.map((row) => row.agent_id),
      'agent',
    ),
  ];
  return [
    ...flow(separated([...who, when(report, frame)], frame), frame),
    ...(sessions.length === 0 ? [] : ['', ...flow(separated(answer(report), frame), frame)]),
  ];
};

const NAMED = 3;

/** The names themselves while they are few, else how many there are. */
function names(all: readonly string[], what: 'session' | 'agent'): Piece[] {
  const style = what === 'session' ? 'strong' : 'plain';
  if (all.length > NAMED) return [atom(plural(all.length, what), style)];
  return all.flatMap((name, index) => (index === 0 ? [atom(name, style)] : [', ', atom(name, style)]));
}

/** Below this the minutes alone would hardly tell start and end apart. */
const SHORT_MS = 600_000;

function when({ summary }: Report, { time_zone, glyphs }: Frame): Piece[] {
  const from = summary.first_ts === null ? undefined : wallTime(summary.first_ts, time_zone);
  const to = summary.last_ts === null ? undefined : wallTime(summary.last_ts, time_zone);
  if (from === undefined || to === undefined) return [];
  const digits = summary.total_duration_ms < SHORT_MS ? 8 : 5;
  const start = `${from.date} ${from.time.slice(0, digits)}`;
  const end = `${from.date === to.date ? '' : `${to.date} `}${to.time.slice(0, digits)}`;
  return [atom(`${start} ${glyphs.dash} ${end} ${time_zone}`, 'dim')];
}

function answer(report: Report): Piece[][] {
  const { summary } = report;
  const { tasks_completed, tasks_failed, tasks_cancelled, tasks_open, velocity } = summary;
  const rest = [
    [tasks_failed, 'failed', 'bad'],
    [tasks_cancelled, 'cancelled', 'warning'],
    [tasks_open, 'still open', 'warning'],
  ] as const;
  return [
    [atom(formatDuration(summary.total_duration_ms), 'strong')],
    isOfAgent(report) ? [atom(`${formatDuration(summary.active_duration_ms)} active`, 'strong')] : [],
    [atom(`${plural(tasks_completed, 'task')} completed`, 'strong')],
    ...rest.flatMap(([count, word, style]) => (count === 0 ? [] : [[atom(`${count} ${word}`, style)]])),
    velocity === 0 ? [] : [atom(`${formatRate(velocity)} tasks per hour`, 'strong')],
  ];
}
