import { type About, about } from './about.js';
import { type Counts, counts } from './counts.js';
import { addFinding, type Findings } from './findings.js';
import { longestOf } from './longest.js';
import { MESSAGES } from './messages.js';
import { msOf } from './micros.js';
import { byText, countName, mergeCounts } from './names.js';
import { takeWaiting } from './open-tasks.js';
import { createSight, mergeSight, type Sight, see } from './see.js';
import { endCall } from './skills.js';
import { type Span, span } from './span.js';
import { MIXED, summaryOf, timeOf } from './summary.js';
import { createTables, mergeTables, sealTables, stepTables, type Tables } from './tables.js';
import { countOpen } from './tasks.js';
import { type TimeCover, timeParts } from './time-parts.js';
import type { Located, Lost, SessionRow, Summary } from './types.js';

/** All that is known of one session while its events come. */
export interface SessionState {
  session_id: string;
  /** Null before the first event. */
  format: string | null;
  /** The files that its events stand in, each with how often it came behind another one; `file` is the last one. */
  files: Map<string, number>;
  file: string | null;
  /** Tasks given up because too many were open. */
  given_up: number;
  sight: Sight;
  about: About;
  counts: Counts;
  span: Span;
  time: TimeCover;
  tables: Tables;
}

export const createSession = (session_id: string): SessionState => ({
  session_id,
  format: null,
  files: new Map(),
  file: null,
  given_up: 0,
  sight: createSight(),
  about: about.init(),
  counts: counts.init(),
  span: span.init(),
  time: timeParts.init(),
  tables: createTables(),
});

/** Takes the session's next event; what does not fit together goes to `findings`. */
export function stepSession(state: SessionState, located: Located, format: string, findings: Findings): void {
  const seen = see(state.sight, located, findings);
  if (seen.lost !== null) countLost(state, seen.lost, findings);
  if (state.format !== format) state.format = state.format === null ? format : MIXED;
  if (state.file !== located.file) {
    state.file = located.file;
    countName(state.files, located.file);
  }
  about.step(state.about, seen);
  counts.step(state.counts, seen);
  span.step(state.span, seen);
  timeParts.step(state.time, seen);
  stepTables(state.tables, seen);
}

function countLost(state: SessionState, { task, call }: Lost, findings: Findings): void {
  if (task !== null) {
    state.given_up++;
    countOpen(state.tables.tasks, task);
    const place = { file: task.file, line: task.line, session_id: state.session_id };
    addFinding(findings, 'OPEN_TASK', place, () => MESSAGES.OPEN_TASK(task.name));
  }
  if (call !== null) {
    const inside = call.span_id === null ? null : takeWaiting(state.sight.open, call.span_id);
    endCall(state.tables.skills, call, inside);
  }
}

/**
 * Puts a later part of the same session behind an earlier one. Starts and completions on different sides of the cut
 * do not find each other.
 */
export function mergeSessions(left: SessionState, right: SessionState): SessionState {
  if (left.format !== right.format)
    left.format = left.format === null || right.format === null ? (left.format ?? right.format) : MIXED;
  mergeCounts(left.files, right.files);
  left.given_up += right.given_up;
  mergeSight(left.sight, right.sight);
  about.merge(left.about, right.about);
  counts.merge(left.counts, right.counts);
  span.merge(left.span, right.span);
  timeParts.merge(left.time, right.time);
  mergeTables(left.tables, right.tables);
  return left;
}

/**
 * The session so far. `total_duration_ms` is given by whoever knows better than the log: a live logger, whose
 * session lasts since it was made.
 */
export function summarize(state: SessionState, total_duration_ms?: number): Summary {
  const total_us = span.finish(state.span);
  const { active_us } = timeParts.finish(state.time, total_us);
  const tasks_open = state.given_up + state.sight.open.tasks.size;
  return summaryOf(state.counts, state.span, tasks_open, total_duration_ms ?? msOf(total_us), msOf(active_us));
}

/** Ends the session: its row, and its tables ready to be added to those of others. The state is used up. */
export function finishSession(state: SessionState, findings: Findings): { row: SessionRow; tables: Tables } {
  const total_us = span.finish(state.span);
  const parts = timeParts.finish(state.time, total_us);
  const summary = summarize(state);
  for (const task of state.sight.open.tasks.values()) countLost(state, { task, call: null }, findings);
  for (const call of state.sight.calls.open.values()) countLost(state, { task: null, call }, findings);
  const tables = sealTables(state.tables);
  const row: SessionRow = {
    session_id: state.session_id,
    format: state.format ?? '',
    files: [...state.files.keys()],
    agents: [...tables.agents.keys()].sort(byText),
    ...mostOf('agent_id', tables.agents, ({ counts }) => counts.events),
    ...about.finish(state.about),
    ...mostOf('model', tables.models, ({ time }) => time.runs),
    events: state.counts.events,
    summary,
    time: timeOf(parts),
    longest: longestOf(tables),
  };
  return { row, tables };
}

/** The name that has most of something, under a key; nothing when there is no name. */
function mostOf<Key extends string, Row>(
  key: Key,
  rows: ReadonlyMap<string, Row>,
  figure: (row: Row) => number,
): { [key in Key]?: string } {
  let most: readonly [name: string, figure: number] | undefined;
  for (const [name, row] of rows) {
    const found = figure(row);
    if (most === undefined || found > most[1] || (found === most[1] && byText(name, most[0]) < 0)) most = [name, found];
  }
  return most === undefined ? {} : ({ [key]: most[0] } as { [key in Key]?: string });
}
