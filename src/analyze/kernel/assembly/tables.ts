import { cover } from './coverage.ts';
import { abandon, alloc, is } from './heap.ts';
import { KIND_SKILL, KIND_TASK, KIND_TOOL, NAME_CELLS } from './inside.ts';
import { otherNames } from './other-names.ts';
import {
  Call,
  FileRow,
  insideOf,
  NAMES,
  newFileRow,
  newRow,
  Row,
  sketchOf,
  STATUS_CANCELLED,
  STATUS_FAILED,
  symbol,
} from './records.ts';
import { addRun, RunInside } from './run-inside.ts';
import { files, skills, tasks, tools } from './session.ts';
import { addValue } from './sketch.ts';

/** Models of one skill that are looked through. */
const MODELS: i32 = 64;

/** Of one run of a name that took [from, at]; a duration that is not a number is not known. */
// @ts-ignore: decorator
@inline
function time(row: Row, from: f64, at: f64, duration: f64): void {
  if (from < at) cover(row.own, from, at, NAME_CELLS, 0, at - from);
  row.sum_us += duration;
  addValue(sketchOf(row), duration);
}

/** Whether a new name has to count with the others. */
// @ts-ignore: decorator
@inline
function isBeyond(table_count: i32, name: i32): bool {
  return table_count >= NAMES && name != otherNames;
}

function taskRow(name: i32): Row {
  const known = symbol(name).task;
  if (known !== null) return known;
  const row = isBeyond(tasks.count, name) ? taskRow(otherNames) : newRow(tasks, name);
  symbol(name).task = row;
  return row;
}

/** Counts a task of which no completion will come. */
export function countOpen(name: i32): void {
  taskRow(name).d++;
}

export function addCompletion(
  name: i32,
  said: i32,
  from: f64,
  at: f64,
  duration: f64,
  inside: RunInside | null,
): void {
  const row = taskRow(name);
  if ((said & STATUS_FAILED) != 0) row.b++;
  else if ((said & STATUS_CANCELLED) != 0) row.c++;
  else row.a++;
  row.runs++;
  if (isNaN(duration)) return;
  time(row, from, at, duration);
  if (inside !== null) addRun(insideOf(row), inside, KIND_TASK, name, from, at);
}

function toolRow(name: i32): Row {
  const known = symbol(name).tool;
  if (known !== null) return known;
  const row = isBeyond(tools.count, name) ? toolRow(otherNames) : newRow(tools, name);
  symbol(name).tool = row;
  return row;
}

export function addToolCall(
  name: i32,
  hasFailed: bool,
  isRetry: bool,
  output: f64,
  from: f64,
  at: f64,
  duration: f64,
  inside: RunInside | null,
): void {
  const row = toolRow(name);
  row.runs++;
  if (hasFailed) row.a++;
  if (isRetry) row.b++;
  row.c += output;
  if (isNaN(duration)) return;
  time(row, from, at, duration);
  if (inside !== null) addRun(insideOf(row), inside, KIND_TOOL, name, from, at);
}

export function skillRow(name: i32): Row {
  const known = symbol(name).skill;
  if (known !== null) return known;
  const row = isBeyond(skills.count, name) ? skillRow(otherNames) : newRow(skills, name);
  symbol(name).skill = row;
  return row;
}

/** @param model -1 for none */
export function addAttempt(
  row: Row,
  attempt: f64,
  isVerified: bool,
  model: i32,
  beginsRun: bool,
  from: f64,
  at: f64,
): void {
  if (beginsRun) row.runs++;
  if (from < at) cover(row.own, from, at, NAME_CELLS, 0, at - from);
  row.a++;
  if (attempt == 1) {
    row.b++;
    if (isVerified) row.c++;
  }
  if (model < 0) return;
  const counted = modelRow(row, model);
  counted.a++;
  if (isVerified) counted.b++;
}

function modelRow(skill: Row, model: i32): Row {
  let last = changetype<Row>(0);
  let count = 0;
  for (let row = skill.models; is(row); row = row.next) {
    if (row.name == model) return row;
    last = row;
    count++;
  }
  const row = changetype<Row>(alloc(offsetof<Row>()));
  row.name = model;
  if (count == MODELS) abandon();
  if (!is(last)) skill.models = row;
  else last.next = row;
  return row;
}

/** Counts the time of a call of which no `skill` line will come: the sum of its attempts. */
export function endCall(call: Call, inside: RunInside | null): void {
  const row = call.row;
  if (!isNaN(call.sum_us)) {
    row.sum_us += call.sum_us;
    addValue(sketchOf(row), call.sum_us);
  }
  if (inside !== null) addRun(insideOf(row), inside, KIND_SKILL, call.skill, call.start_us, call.end_us);
}

function fileRow(name: i32): FileRow {
  const known = symbol(name).file;
  if (known !== null) return known;
  const row = isBeyond(files.count, name) ? fileRow(otherNames) : newFileRow(files, name);
  symbol(name).file = row;
  return row;
}

export function addFileOperation(name: i32, isRead: bool, size: f64, lines: f64, duration: f64): void {
  const row = fileRow(name);
  if (isRead) {
    // Of the other names nobody knows which one it was.
    if (files.count <= NAMES || row.name != otherNames) noteRead(row, size);
    row.reads++;
    row.read_bytes += size;
    row.read_lines += lines;
    row.read_us += duration;
  } else {
    row.is_known = 0;
    row.writes++;
    row.written_bytes += size;
    row.written_lines += lines;
    row.write_us += duration;
  }
}

function noteRead(row: FileRow, size: f64): void {
  if (row.is_known != 0) {
    row.rereads++;
    row.reread_bytes += size;
  }
  row.is_known = 1;
}
