import {
  CAREFUL,
  COLUMN_BYTES,
  FLAGS_COLUMN,
  HAS_ERROR,
  NUMBER_COLUMNS_FROM,
  SYMBOL_ENTRIES_AT,
  TEXT_COLUMNS_FROM,
  TIMES_COLUMN,
  TYPES_COLUMN,
  VERIFIED,
  WHO_COLUMN,
} from '../../../event/scan/memory.ts';
import {
  addFinding,
  CLOCK_BACKWARDS,
  COMPLETE_WITHOUT_START,
  NEGATIVE_DURATION,
  OPEN_TASK,
  STATUS_AGAINST_EXIT_CODE,
} from './findings.ts';
import { disposeRun, KIND_FILE, KIND_SKILL, KIND_TASK, KIND_TOOL, noteInside, RunInside } from './inside.ts';
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
import {
  Agent,
  Call,
  Counts,
  OpenTask,
  STATUS_BAD,
  STATUS_CANCELLED,
  STATUS_FAILED,
  STATUS_KNOWN,
  STATUS_SUCCESS,
  symbol,
  TEXT_KNOWN,
  Who,
} from './records.ts';
import { rounded } from './rounding.ts';
import { counts, coverAll, coverLayers } from './session.ts';
import { addSlowCall } from './slowest.ts';
import { beginsRun, beginsTime, disposeCall, ended, noteAttempt } from './skill-calls.ts';
import { addAttempt, addCompletion, addFileOperation, addToolCall, countOpen, endCall, skillRow } from './tables.ts';

const ABSENT: i32 = -1;
const STATUS: usize = TEXT_COLUMNS_FROM + COLUMN_BYTES;
const MODEL: usize = TEXT_COLUMNS_FROM + COLUMN_BYTES * 2;
const SPAN: usize = TEXT_COLUMNS_FROM + COLUMN_BYTES * 3;
const PARENT_SPAN: usize = TEXT_COLUMNS_FROM + COLUMN_BYTES * 4;
const SIZE: usize = NUMBER_COLUMNS_FROM + COLUMN_BYTES;
const LINES: usize = NUMBER_COLUMNS_FROM + COLUMN_BYTES * 2;
const EXIT_CODE: usize = NUMBER_COLUMNS_FROM + COLUMN_BYTES * 3;
const ATTEMPT: usize = NUMBER_COLUMNS_FROM + COLUMN_BYTES * 4;
const OUTPUT: usize = NUMBER_COLUMNS_FROM + COLUMN_BYTES * 5;

// Types, in the order of `ROW_TYPES`.
const TASK_START: i32 = 0;
const TASK_COMPLETE: i32 = 1;
const FILE_READ: i32 = 2;
const FILE_WRITE: i32 = 3;
const TOOL_CALL: i32 = 4;

/** The longest name that is remembered whole. */
const NAME_BYTES: u32 = 4_096;
const MAX_SAFE: f64 = 9_007_199_254_740_991;

/** Why `fold` stopped: a symbol that has to be told of, and as what. */
export let wanted: i32 = ABSENT;
export let wantedAs: i32 = 0;
const AS_WHO: i32 = 1;
const AS_TEXT: i32 = 2;
const AS_STATUS: i32 = 3;

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

/** Whether all symbols of a row are known as what they are. */
// @ts-ignore: decorator
@inline
function knows(rows: usize, i: i32): bool {
  const texts = rows + usize(i) * 4;
  const who = load<i32>(texts, WHO_COLUMN);
  if (symbol(who).who === null) return wants(who, AS_WHO);
  const status = load<i32>(texts, STATUS);
  if (status >= 0 && (symbol(status).status & STATUS_KNOWN) == 0) return wants(status, AS_STATUS);
  return (
    isText(load<i32>(texts, TEXT_COLUMNS_FROM)) &&
    isText(load<i32>(texts, SPAN)) &&
    isText(load<i32>(texts, PARENT_SPAN)) &&
    isText(load<i32>(texts, MODEL))
  );
}

function wants(id: i32, what: i32): bool {
  wanted = id;
  wantedAs = what;
  return false;
}

/** Texts that have one spelling only are known by their symbol; of the others somebody has to see to that. */
// @ts-ignore: decorator
@inline
function isText(id: i32): bool {
  if (id < 0 || (symbol(id).status & TEXT_KNOWN) != 0) return true;
  const length = load<u32>(usize(SYMBOL_ENTRIES_AT) + usize(id) * 8, 4);
  if ((length & CAREFUL) != 0 || length > NAME_BYTES) return wants(id, AS_TEXT);
  symbol(id).status |= TEXT_KNOWN;
  return true;
}

function step(rows: usize, i: i32, line: i32): void {
  const texts = rows + usize(i) * 4;
  const numbers = rows + usize(i) * 8;
  const type: i32 = load<u8>(rows + usize(i), TYPES_COLUMN);
  const name = load<i32>(texts, TEXT_COLUMNS_FROM);
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
  let duration = durationOf(load<f64>(numbers, NUMBER_COLUMNS_FROM), line);
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

/** Holds the time of an event against its writer's clock, and gives it in microseconds. */
// @ts-ignore: decorator
@inline
export function begin(who: Who, at_ms: f64, line: i32): f64 {
  const clock = who.clock;
  const earlier = clock.at_ms;
  clock.at_ms = at_ms;
  if (at_ms < earlier) addFinding(CLOCK_BACKWARDS, line, clock.name, earlier - at_ms);
  return rounded(at_ms * 1000);
}

// @ts-ignore: decorator
@inline
function orZero(value: f64): f64 {
  return isNaN(value) ? 0 : value;
}

// @ts-ignore: decorator
@inline
function durationOf(ms: f64, line: i32): f64 {
  return isNaN(ms) ? ms : checked(rounded(ms * 1000), line);
}

/** A negative duration counts as 0 and is told. */
// @ts-ignore: decorator
@inline
function checked(us: f64, line: i32): f64 {
  if (us < 0) addFinding(NEGATIVE_DURATION, line, ABSENT, us);
  return min(max<f64>(0, rounded((us / 1000) * 1000)), MAX_SAFE);
}

/** In the session, and in what its agent did. */
// @ts-ignore: decorator
@inline
export function count(own: Counts, from: f64, at: f64): void {
  countIn(counts, from, at);
  countIn(own, from, at);
}

// @ts-ignore: decorator
@inline
function countIn(into: Counts, from: f64, at: f64): void {
  into.events++;
  into.first_us = min(into.first_us, from);
  into.last_us = max(into.last_us, at);
}

// @ts-ignore: decorator
@inline
function countFile(into: Counts, isRead: bool, size: f64): void {
  if (isRead) {
    into.files_read++;
    into.bytes_read += size;
  } else {
    into.files_written++;
    into.bytes_written += size;
  }
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

function countTask(into: Counts, said: i32): void {
  if ((said & STATUS_FAILED) != 0) into.tasks_failed++;
  else if ((said & STATUS_CANCELLED) != 0) into.tasks_cancelled++;
  else into.tasks_completed++;
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
