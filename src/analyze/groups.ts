import { sumLongest } from './longest.js';
import { perHour, shareOf } from './micros.js';
import { byText } from './names.js';
import { addSummaries, addTimes, emptySummary, noTime } from './summary.js';
import type { Basis, GroupBy, GroupRow, LongestName, RecurringRow, SessionRow, TrendRow } from './types.js';

const UNKNOWN = '(unknown)';

/** The day on which a session began, as a calendar of the time zone has it: `2026-11-21`. */
function dayIn(time_zone: string): (row: SessionRow) => string {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: time_zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return ({ summary: { first_ts } }) => {
    if (first_ts === null) return UNKNOWN;
    const parts = new Map(format.formatToParts(Date.parse(first_ts)).map(({ type, value }) => [type, value]));
    return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  };
}

const KEYS: Readonly<Record<GroupBy, (time_zone: string) => (row: SessionRow) => string>> = {
  day: dayIn,
  project: () => (row) => row.project_root ?? UNKNOWN,
  agent: () => (row) => row.agent_id ?? row.format,
  model: () => (row) => row.model ?? UNKNOWN,
};

/** Sessions put together by what they have in common: days in their order, else the busiest first. */
export function groupSessions(rows: readonly SessionRow[], by: GroupBy, basis: Basis, time_zone: string): GroupRow[] {
  const keyOf = KEYS[by](time_zone);
  const groups = new Map<string, SessionRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const made = [...groups].map(([name, group]) => groupOf(name, group, basis));
  return made.sort((a, b) =>
    by === 'day' ? byText(a.name, b.name) : b.active_duration_ms - a.active_duration_ms || byText(a.name, b.name),
  );
}

function groupOf(name: string, rows: readonly SessionRow[], basis: Basis): GroupRow {
  const summary = rows.map((row) => row.summary).reduce(addSummaries, emptySummary());
  const time = rows.map((row) => row.time).reduce(addTimes, noTime());
  const { tasks_completed, active_duration_ms } = summary;
  const names = rows.map((row) => row.longest);
  // A task is often one of its kind, and holds the rest: what comes again in others tells more.
  const longest = longestOf(names, ({ kind }) => kind !== 'task') ?? longestOf(names, () => true);
  const whole = rows.reduce((sum, row) => sum + basisOf(row, basis), 0);
  return {
    name,
    sessions: rows.length,
    total_duration_ms: summary.total_duration_ms,
    active_duration_ms,
    human_wait_ms: time.human_wait_ms,
    tasks_completed,
    tasks_failed: summary.tasks_failed,
    velocity: summary.velocity,
    tasks_per_active_hour: perHour(tasks_completed, active_duration_ms),
    tool_calls: summary.tool_calls_count,
    tool_errors: summary.tool_errors,
    output_tokens: summary.output_tokens,
    longest: longest === undefined ? null : { ...longest, share: shareOf(longest.total_ms, whole) },
  };
}

const longestOf = (
  names: readonly (readonly LongestName[])[],
  isMeant: (row: LongestName) => boolean,
): LongestName | undefined => sumLongest(names.map((row) => row.filter(isMeant)))[0];

/** The whole that a share of a session is of. The sum of task time is not kept for each session: its span stands for it. */
const basisOf = ({ summary }: SessionRow, basis: Basis): number =>
  basis === 'active' ? summary.active_duration_ms : summary.total_duration_ms;

/** How fast each session was, in the order of their beginnings. */
export const trendOf = (rows: readonly SessionRow[]): TrendRow[] =>
  rows.map(({ session_id, summary }) => ({
    session_id,
    first_ts: summary.first_ts,
    tasks_completed: summary.tasks_completed,
    total_duration_ms: summary.total_duration_ms,
    active_duration_ms: summary.active_duration_ms,
    velocity: summary.velocity,
    tasks_per_active_hour: perHour(summary.tasks_completed, summary.active_duration_ms),
  }));

/** The names that were a bottleneck in more than one session, those of most sessions first. */
export function recurringOf(rows: readonly SessionRow[], basis: Basis, threshold: number): RecurringRow[] {
  const found = new Map<string, RecurringRow>();
  let whole = 0;
  for (const row of rows) {
    const basis_ms = basisOf(row, basis);
    whole += basis_ms;
    for (const { kind, name, total_ms } of row.longest) {
      if (shareOf(total_ms, basis_ms) <= threshold) continue;
      const key = `${kind}\n${name}`;
      const known = found.get(key) ?? { kind, name, sessions: 0, total_ms: 0, share: 0 };
      found.set(key, { ...known, sessions: known.sessions + 1, total_ms: known.total_ms + total_ms });
    }
  }
  return [...found.values()]
    .filter(({ sessions }) => sessions > 1)
    .map((row) => ({ ...row, share: shareOf(row.total_ms, whole) }))
    .sort((a, b) => b.sessions - a.sessions || b.total_ms - a.total_ms || byText(a.name, b.name));
}
