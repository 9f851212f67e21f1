import { alloc, is, Numbers } from './heap.ts';
import { Inside, newInside, newNumbers } from './inside.ts';
import { RunInside } from './run-inside.ts';
import { newSketch, Sketch } from './sketch.ts';

/** As in `limits.ts`. */
export const NAMES: i32 = 10_000;

/** What is counted over a session, or of an agent: the twin of `Counts`, as far as rows can be counted. */
@unmanaged
export class Counts {
  events: f64;
  tasks_completed: f64;
  tasks_failed: f64;
  tasks_cancelled: f64;
  files_read: f64;
  files_written: f64;
  bytes_read: f64;
  bytes_written: f64;
  tool_calls: f64;
  tool_errors: f64;
  skills: f64;
  first_us: f64;
  last_us: f64;
}

@unmanaged
export class Agent {
  next: Agent;
  /** The symbol of its name; -1 for no agent. */
  name: i32;
  hasBreak: bool;
  /** What it called last, if that failed; else -1. */
  failed: i32;
  /** The number of the call with which it began to fail. */
  failed_from: f64;
  counts: Counts;
  /** Its open tasks, the innermost last: pointers. */
  open: usize;
  depth: i32;
  capacity: i32;
}

/** The clock of a writer. */
@unmanaged
export class Clock {
  next: Clock;
  name: i32;
  at_ms: f64;
}

@unmanaged
export class Who {
  agent: Agent;
  clock: Clock;
}

/**
 * The row of a name that takes time. Of a task `a` to `d` are how many were completed, failed, cancelled, given up; of a tool errors,
 * retries, bytes of output; of a skill attempts, calls of which the first one is known, and was verified; of a model of a
 * skill attempts, and those verified.
 */
@unmanaged
export class Row {
  next: Row;
  name: i32;
  runs: f64;
  sum_us: f64;
  own: Numbers;
  sketch: Sketch | null;
  inside: Inside | null;
  a: f64;
  b: f64;
  c: f64;
  d: f64;
  /** Of a skill: its models. */
  models: Row;
}

@unmanaged
export class FileRow {
  next: FileRow;
  name: i32;
  is_known: i32;
  rereads: f64;
  reread_bytes: f64;
  reads: f64;
  read_bytes: f64;
  read_lines: f64;
  read_us: f64;
  writes: f64;
  written_bytes: f64;
  written_lines: f64;
  write_us: f64;
}

@unmanaged
export class Files {
  first: FileRow;
  last: FileRow;
  count: i32;
}

@unmanaged
export class Table {
  first: Row;
  last: Row;
  count: i32;
}

/** The twin of `SkillCall`. */
@unmanaged
export class Call {
  /** Of those that are found by the same symbol: that of its span, else of its skill. */
  next: Call;
  /** Of all, in their order. */
  earlier: Call;
  later: Call;
  row: Row;
  agent: Agent;
  skill: i32;
  span: i32;
  lowest: f64;
  highest: f64;
  start_us: f64;
  end_us: f64;
  /** NaN for not known. */
  sum_us: f64;
}

/** The twin of `OpenTask`. */
@unmanaged
export class OpenTask {
  /** Of all, in their order. */
  earlier: OpenTask;
  later: OpenTask;
  /** -1 when it is open no longer: there may be another task in its place then. */
  number: f64;
  agent: Agent;
  name: i32;
  span: i32;
  parent_span: i32;
  line: i32;
  at_us: f64;
  /** The task that was open, and its number; -1 for none. */
  parent: OpenTask;
  parent_number: f64;
  inside: RunInside | null;
}

/** What is known of a symbol, in whatever part it comes. */
@unmanaged
export class Symbol {
  tool: Row | null;
  task: Row | null;
  file: FileRow | null;
  skill: Row | null;
  task_of_span: OpenTask | null;
  waiting: RunInside | null;
  who: Who | null;
  calls: Call;
  /** Open tasks of this name. */
  named: i32;
  /** What it means as a status: see `STATUS_KNOWN` and the others. */
  status: i32;
}

export const STATUS_KNOWN: i32 = 1;
export const STATUS_SUCCESS: i32 = 2;
export const STATUS_BAD: i32 = 4;
export const STATUS_FAILED: i32 = 8;
export const STATUS_CANCELLED: i32 = 16;
/** Marks besides: the symbol is needed; the text has no other spelling; it has more than one line. */
export const IS_NEEDED: i32 = 64;
export const TEXT_KNOWN: i32 = 128;
export const HAS_BREAK: i32 = 256;

export const SYMBOL_BYTES: usize = offsetof<Symbol>();
export let symbolsAt: usize = 0;

/** One for each id that a scanner may give. */
export function beginSymbols(at: usize, count: usize): void {
  symbolsAt = at;
  memory.fill(symbolsAt, 0, count * SYMBOL_BYTES);
}

// @ts-ignore: decorator
@inline
export function symbol(id: i32): Symbol {
  return changetype<Symbol>(symbolsAt + usize(id) * SYMBOL_BYTES);
}

export function newCounts(): Counts {
  const counts = changetype<Counts>(alloc(offsetof<Counts>()));
  counts.first_us = Infinity;
  counts.last_us = -Infinity;
  return counts;
}

export function newTable(): Table {
  return changetype<Table>(alloc(offsetof<Table>()));
}

export function newFileRow(files: Files, name: i32): FileRow {
  const row = changetype<FileRow>(alloc(offsetof<FileRow>()));
  row.name = name;
  const last = files.last;
  if (!is(last)) files.first = row;
  else last.next = row;
  files.last = row;
  files.count++;
  return row;
}

export function newRow(table: Table, name: i32): Row {
  const row = changetype<Row>(alloc(offsetof<Row>()));
  row.name = name;
  row.own = newNumbers();
  const last = table.last;
  if (!is(last)) table.first = row;
  else last.next = row;
  table.last = row;
  table.count++;
  return row;
}

export function sketchOf(row: Row): Sketch {
  let sketch = row.sketch;
  if (sketch === null) {
    sketch = newSketch();
    row.sketch = sketch;
  }
  return sketch;
}

export function insideOf(row: Row): Inside {
  let inside = row.inside;
  if (inside === null) {
    inside = newInside();
    row.inside = inside;
  }
  return inside;
}
