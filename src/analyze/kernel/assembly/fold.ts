import { FLAGS_COLUMN, HAS_ERROR, TIMES_COLUMN, TYPES_COLUMN, VERIFIED, WHO_COLUMN } from '../../../event/scan/memory.ts';
import {
  ABSENT,
  ATTEMPT,
  DURATION,
  EXIT_CODE,
  LINES,
  MODEL,
  NAME,
  OUTPUT,
  PARENT_SPAN,
  SIZE,
  SPAN,
  STATUS,
} from './columns.ts';
import { begin, checked, count, countFile, countTask, durationOf, orZero } from './counting.ts';
import { addFinding, COMPLETE_WITHOUT_START, OPEN_TASK, STATUS_AGAINST_EXIT_CODE } from './findings.ts';
import { KIND_FILE, KIND_SKILL, KIND_TASK, KIND_TOOL } from './inside.ts';
import { knows } from './known.ts';
import {
  disposeTask,
  insideOfAgent,
  insideOfParent,
  insideOfSpan,
  openTask,
  takeTask,
  takeWaiting,
} from './open-tasks.ts';
import { addCall } from './parallel.ts';
import { Agent, Call, OpenTask, STATUS_BAD, STATUS_SUCCESS, symbol, Who } from './records.ts';
import { disposeRun, noteInside, RunInside } from './run-inside.ts';
import { counts, coverAll, coverLayers } from './session.ts';
import { beginsRun, beginsTime, disposeCall, ended, noteAttempt } from './skill-calls.ts';
import { addSlowCall } from './slowest.ts';
import { addAttempt, addCompletion, addFileOperation, addToolCall, countOpen, endCall, skillRow } from './tables.ts';

// Types, in the order of `ROW_TYPES`.
const TASK_START: i32 = 0;
const TASK_COMPLETE: i32 = 1;
const FILE_READ: i32 = 2;
const FILE_WRITE: i32 = 3;
const TOOL_CALL: i32 = 4;

/**
 * Takes the rows [from, to), of which the first one stands on `line`. Returns where it stopped: at `to`, or at a row
 * of which a symbol has to be told of first.
 */
export function fold(rows: usize, from: i32, to: i32, line: i32): i32 {
  for (let i = from; i < to; i++) {
    if (!knows(rows, i)) return i;
    step(rows, i, line + (i - from));
  }
  return to;
}

function step(rows: usize, i: i32, line: i32): void {
  const texts = rows + usize(i) * 4;
  const numbers = rows + usize(i) * 8;
  const type: i32 = load<u8>(rows + usize(i), TYPES_COLUMN);
  const name = load<i32>(texts, NAME);
  const span = load<i32>(texts, SPAN);
  const parent_span = load<i32>(texts, PARENT_SPAN);
  const who = symbol(load<i32>(texts, WHO_COLUMN)).who as Who;
  const agent = who.agent;
  const own = agent.counts;
  const at = begin(who, load<f64>(numbers, TIMES_COLUMN), line);
  if (type == TASK_START) {
    const lost = openTask(agent, name, span, parent_span, line, at);
    if (lost !== null) loseTask(lost);
    count(own, at, at);
    coverAll(at, at);
    return;
  }
  // Not a number for not known.
  let duration = durationOf(load<f64>(numbers, DURATION), line);
  if (type == TASK_COMPLETE) {
    const start = takeTask(agent, name, span);
    if (start === null) addFinding(COMPLETE_WITHOUT_START, line, name, 0);
    else if (isNaN(duration)) duration = checked(at - start.at_us, line);
    complete(start, who, name, span, parent_span, load<i32>(texts, STATUS), at, duration);
    return;
  }
  const from = isNaN(duration) ? at : at - duration;
  count(own, from, at);
  coverAll(from, at);
  if (type == TOOL_CALL) {
    if (from < at) {
      noteInParent(agent, span, parent_span, KIND_TOOL, name, from, at, 1);
      coverLayers(0, from, at);
    }
    callTool(rows, i, agent, name, span, line, from, at, duration);
  } else if (type == FILE_READ || type == FILE_WRITE) {
    if (from < at) noteInParent(agent, span, parent_span, KIND_FILE, name, from, at, 1);
    const size = orZero(load<f64>(numbers, SIZE));
    addFileOperation(name, type == FILE_READ, size, orZero(load<f64>(numbers, LINES)), orZero(duration));
    countFile(counts, type == FILE_READ, size);
    countFile(own, type == FILE_READ, size);
  } else {
    const attempt = load<f64>(numbers, ATTEMPT);
    const row = skillRow(name);
    noteAttempt(row, name, agent, span, attempt, from, at, duration);
    if (from < at) {
      noteInParent(agent, span, parent_span, KIND_SKILL, name, from, at, beginsTime ? 1 : 0);
      coverLayers(1, from, at);
    }
    if (ended !== null) loseCall(ended as Call);
    if (beginsRun) {
      counts.skills++;
      own.skills++;
    }
    const isVerified = (load<u8>(rows + usize(i), FLAGS_COLUMN) & VERIFIED) != 0;
    addAttempt(row, attempt, isVerified, load<i32>(texts, MODEL), beginsRun, from, at);
  }
}

/** A task was given up, because too many were open. */
function loseTask(task: OpenTask): void {
  countOpen(task.name);
  addFinding(OPEN_TASK, task.line, task.name, 0);
  const inside = task.inside;
  if (inside !== null) disposeRun(inside);
  disposeTask(task);
}

function loseCall(call: Call): void {
  const inside: RunInside | null = call.span < 0 ? null : takeWaiting(call.span);
  endCall(call, inside);
  if (inside !== null) disposeRun(inside);
  disposeCall(call);
}

function complete(
  start: OpenTask | null,
  who: Who,
  name: i32,
  span: i32,
  parent_span: i32,
  status: i32,
  at: f64,
  duration: f64,
): void {
  const agent = who.agent;
  const from = isNaN(duration) ? at : at - duration;
  let inside: RunInside | null = start === null ? null : start.inside;
  if (inside === null && span >= 0) inside = takeWaiting(span);
  if (from < at) noteCompleted(start, agent, name, span, parent_span, from, at);
  count(agent.counts, from, at);
  const said = status < 0 ? 0 : symbol(status).status;
  countTask(counts, said);
  countTask(agent.counts, said);
  coverAll(from, at);
  if (from < at) coverLayers(2, from, at);
  addCompletion(name, said, from, at, duration, inside);
  if (inside !== null) disposeRun(inside);
  if (start !== null) disposeTask(start);
}

/** The task is a part of what ran around it: as it said at its end, or at its start, or of what was open then. */
function noteCompleted(
  start: OpenTask | null,
  agent: Agent,
  name: i32,
  span: i32,
  parent_span: i32,
  from: f64,
  at: f64,
): void {
  const said = parent_span < 0 && start !== null ? start.parent_span : parent_span;
  if (said >= 0 || start === null) {
    noteInParent(agent, span, said, KIND_TASK, name, from, at, 1);
    return;
  }
  const parent = insideOfParent(start);
  if (parent !== null) noteInside(parent, KIND_TASK, name, from, at, 1);
}

// @ts-ignore: decorator
@inline
function noteInParent(
  agent: Agent,
  span: i32,
  parent_span: i32,
  kind: i32,
  name: i32,
  from: f64,
  at: f64,
  runs: f64,
): void {
  if (parent_span >= 0) {
    if (parent_span != span) noteInside(insideOfSpan(parent_span), kind, name, from, at, runs);
    return;
  }
  const parent = insideOfAgent(agent);
  if (parent !== null) noteInside(parent, kind, name, from, at, runs);
}

function callTool(
  rows: usize,
  i: i32,
  agent: Agent,
  name: i32,
  span: i32,
  line: i32,
  from: f64,
  at: f64,
  duration: f64,
): void {
  const status = load<i32>(rows + usize(i) * 4, STATUS);
  const exit_code = load<f64>(rows + usize(i) * 8, EXIT_CODE);
  const said = status < 0 ? 0 : symbol(status).status;
  if (said != 0 && !isNaN(exit_code)) {
    const fits = (said & STATUS_SUCCESS) != 0 ? exit_code == 0 : (said & STATUS_BAD) == 0 || exit_code != 0;
    if (!fits) addFinding(STATUS_AGAINST_EXIT_CODE, line, status, exit_code);
  }
  let hasFailed = (load<u8>(rows + usize(i), FLAGS_COLUMN) & HAS_ERROR) != 0;
  if (said != 0) hasFailed = (said & STATUS_SUCCESS) == 0;
  else if (!isNaN(exit_code)) hasFailed = exit_code != 0;
  const isRetry = agent.failed == name;
  if (hasFailed && agent.failed < 0) agent.failed_from = counts.tool_calls;
  agent.failed = hasFailed ? name : ABSENT;
  const inside: RunInside | null = span < 0 ? null : takeWaiting(span);
  const own = agent.counts;
  counts.tool_calls++;
  own.tool_calls++;
  if (hasFailed) {
    counts.tool_errors++;
    own.tool_errors++;
  }
  const output = orZero(load<f64>(rows + usize(i) * 8, OUTPUT));
  addToolCall(name, hasFailed, isRetry, output, from, at, duration, inside);
  if (inside !== null) disposeRun(inside);
  if (isNaN(duration)) return;
  addCall(from, at);
  addSlowCall(duration, from, name, agent.name, status, line, hasFailed);
}
