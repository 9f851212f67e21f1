import { perHour } from './micros.js';
import { byText } from './names.js';
import type { Change, Diff, Report } from './types.js';

type Side = Diff['before'];
type Figures = NonNullable<Change['before']>;

interface Row extends Pick<Figures, 'total_ms' | 'p50_ms' | 'p95_ms'> {
  readonly name: string;
  readonly runs: number;
  readonly failed: number;
}

/** A report, with the name that it is told under. */
export interface Labelled {
  readonly label: string;
  readonly report: Report;
}

/** Two reports side by side, and what changed from one to the other. */
export function compare(before: Labelled, after: Labelled): Diff {
  const changesOf = (rowsOf: (report: Report) => readonly Row[]): Change[] =>
    changes(rowsOf(before.report), rowsOf(after.report));
  return {
    diff_version: 1,
    before: sideOf(before),
    after: sideOf(after),
    tasks: changesOf(({ tasks }) => tasks),
    tools: changesOf(({ tools }) => tools.map((row) => ({ ...row, runs: row.calls, failed: row.errors }))),
    skills: changesOf(({ skills }) => skills.map((row) => ({ ...row, runs: row.calls, failed: 0 }))),
    models: changesOf(({ models }) =>
      models.map((row) => ({ ...row, name: row.model, runs: row.calls, failed: row.errors })),
    ),
  };
}

function sideOf({ label, report: { sessions, source, summary, time } }: Labelled): Side {
  const { files, events, problems } = source;
  const tasks_per_active_hour = perHour(summary.tasks_completed, summary.active_duration_ms);
  return { label, sessions: sessions.length, files, events, problems, summary, time, tasks_per_active_hour };
}

function changes(before: readonly Row[], after: readonly Row[]): Change[] {
  const earlier = new Map(before.map((row) => [row.name, row]));
  const later = new Map(after.map((row) => [row.name, row]));
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .map((name) => changeOf(name, figuresOf(earlier.get(name)), figuresOf(later.get(name))))
    .sort((a, b) => Math.abs(b.change_ms) - Math.abs(a.change_ms) || byText(a.name, b.name));
}

const figuresOf = (row: Row | undefined): Figures | null =>
  row === undefined
    ? null
    : { runs: row.runs, failed: row.failed, total_ms: row.total_ms, p50_ms: row.p50_ms, p95_ms: row.p95_ms };

function changeOf(name: string, before: Figures | null, after: Figures | null): Change {
  const [earlier, later] = [before?.p50_ms ?? null, after?.p50_ms ?? null];
  return {
    name,
    before,
    after,
    change_ms: micro((after?.total_ms ?? 0) - (before?.total_ms ?? 0)),
    p50_change_ms: earlier === null || later === null ? null : micro(later - earlier),
  };
}

/** To the microsecond, which is all that a fold knows. */
const micro = (ms: number): number => Math.round(ms * 1000) / 1000;
