import type { Problem } from '../event/problem.js';
import { isNote } from '../event/problem.js';
import { addFinding, addProblemFinding, createFindings, type Findings, mergeFindings, quoted } from './findings.js';
import { countName, mergeCounts } from './names.js';
import { createSession, finishSession, mergeSessions, type SessionState, stepSession } from './session.js';
import { addRows } from './summary.js';
import { createTables, mergeTables, type Tables } from './tables.js';
import type { Located, SessionRow } from './types.js';

/** What was read, whatever it said. */
export interface Source {
  files: number;
  bytes: number;
  lines: number;
  events: number;
  problems: number;
  /** Whether every hash was held against its line, or only the sequence numbers were followed. */
  hashes_checked: boolean;
  formats: Map<string, number>;
}

/** The whole: plain data (and Map), changed in place by the functions below. */
export interface Analysis {
  source: Source;
  /** Sessions that may get more events. */
  sessions: Map<string, SessionState>;
  /** The results of the sessions that are closed, and the sum of their tables. */
  rows: Map<string, SessionRow>;
  closed: Tables;
  findings: Findings;
}

export const createAnalysis = (): Analysis => ({
  source: { files: 0, bytes: 0, lines: 0, events: 0, problems: 0, hashes_checked: true, formats: new Map() },
  sessions: new Map(),
  rows: new Map(),
  closed: createTables(),
  findings: createFindings(),
});

/** Takes one event, in file order. `format` names the format that it was read from. */
export function step(state: Analysis, located: Located, format: string): void {
  const { session_id } = located.event;
  let session = state.sessions.get(session_id);
  if (session === undefined) {
    session = createSession(session_id);
    state.sessions.set(session_id, session);
  }
  state.source.events++;
  stepSession(session, located, format, state.findings);
}

/** Takes what the reader found wrong. A note is listed, but is no problem. */
export function addProblem(state: Analysis, file: string, problem: Problem): void {
  if (!isNote(problem)) state.source.problems++;
  addProblemFinding(state.findings, file, problem);
}

export interface SourceFile {
  readonly file: string;
  readonly format: string;
  readonly bytes: number;
  readonly lines: number;
}

/** Takes the figures of one file that was read. */
export function addSource(state: Analysis, { format, bytes, lines }: SourceFile): void {
  state.source.files++;
  state.source.bytes += bytes;
  state.source.lines += lines;
  countName(state.source.formats, format);
}

/** Replaces a session that will get no more events by its result. Does nothing for a session that is not open. */
export function closeSession(state: Analysis, session_id: string): void {
  const session = state.sessions.get(session_id);
  if (session === undefined) return;
  state.sessions.delete(session_id);
  const { row, tables } = finishSession(session, state.findings);
  mergeTables(state.closed, tables);
  addRow(state, row);
}

function addRow(state: Analysis, row: SessionRow): void {
  const { session_id } = row;
  const earlier = state.rows.get(session_id);
  state.rows.set(session_id, earlier === undefined ? row : addRows(earlier, row));
  if (earlier === undefined) return;
  addFinding(
    state.findings,
    'SESSION_IN_PARTS',
    { session_id },
    () => `session ${quoted(session_id)} went on after it was closed; the figures of its parts are added up`,
  );
}

/**
 * Puts what `right` has seen behind what `left` has seen: equal to one fold over both, when no session has events on
 * both sides. Changes and returns `left`; `right` is used up.
 */
export function merge(left: Analysis, right: Analysis): Analysis {
  left.source.files += right.source.files;
  left.source.bytes += right.source.bytes;
  left.source.lines += right.source.lines;
  left.source.events += right.source.events;
  left.source.problems += right.source.problems;
  left.source.hashes_checked &&= right.source.hashes_checked;
  mergeCounts(left.source.formats, right.source.formats);
  mergeFindings(left.findings, right.findings);
  mergeTables(left.closed, right.closed);
  for (const row of right.rows.values()) addRow(left, row);
  for (const [session_id, session] of right.sessions) {
    const earlier = left.sessions.get(session_id);
    left.sessions.set(session_id, earlier === undefined ? session : mergeSessions(earlier, session));
  }
  return left;
}
