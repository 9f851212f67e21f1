import { abandon, alloc, is, release } from './heap.ts';
import { Agent, OpenTask, symbol } from './records.ts';
import { disposeRun, newRun, RunInside } from './run-inside.ts';

/** As in `limits.ts`. */
const OPEN_SPANS: i32 = 10_000;
/** Open tasks that are looked through for a name that one of them has. */
const DEPTH: i32 = 2_048;

/** The number of the next task; how many are open; how many spans wait. */
export let next: f64 = 0;
export let count: i32 = 0;
export let waiting: i32 = 0;
/** Open tasks, from the oldest to the youngest. */
export let oldest: OpenTask = changetype<OpenTask>(0);
let youngest: OpenTask = changetype<OpenTask>(0);
/** Records of tasks that are open no longer: they stay such, because others may still point to them. */
let spare: OpenTask = changetype<OpenTask>(0);
/** What ran inside spans whose line has not come, in the order in which they were heard of. */
export let firstWaiting: RunInside = changetype<RunInside>(0);
let lastWaiting: RunInside = changetype<RunInside>(0);

export function beginOpenTasks(): void {
  next = 0;
  count = 0;
  waiting = 0;
  oldest = changetype<OpenTask>(0);
  youngest = changetype<OpenTask>(0);
  spare = changetype<OpenTask>(0);
  firstWaiting = changetype<RunInside>(0);
  lastWaiting = changetype<RunInside>(0);
}

/** Opens a task; returns the oldest one when it had to be given up to make room: it is to be disposed of. */
export function openTask(
  agent: Agent,
  name: i32,
  span: i32,
  parent_span: i32,
  line: i32,
  at_us: f64,
): OpenTask | null {
  let given_up: OpenTask | null = null;
  if (count >= OPEN_SPANS) {
    given_up = oldest;
    close(oldest);
  }
  const task = newTask();
  task.number = next++;
  task.agent = agent;
  task.name = name;
  task.span = span;
  task.parent_span = parent_span;
  task.line = line;
  task.at_us = at_us;
  task.parent_number = -1;
  if (agent.depth > 0) {
    task.parent = taskAt(agent, agent.depth - 1);
    task.parent_number = task.parent.number;
  }
  pushTask(agent, task);
  symbol(name).named++;
  task.earlier = youngest;
  if (is(youngest)) youngest.later = task;
  else oldest = task;
  youngest = task;
  count++;
  if (span >= 0) symbol(span).task_of_span = task;
  return given_up;
}

function newTask(): OpenTask {
  const task = spare;
  if (!is(task)) return changetype<OpenTask>(alloc(offsetof<OpenTask>()));
  spare = task.later;
  memory.fill(changetype<usize>(task), 0, offsetof<OpenTask>());
  return task;
}

// @ts-ignore: decorator
@inline
export function taskAt(agent: Agent, i: i32): OpenTask {
  return changetype<OpenTask>(usize(load<u32>(agent.open + usize(i) * 4)));
}

function pushTask(agent: Agent, task: OpenTask): void {
  if (agent.depth == agent.capacity) {
    const capacity = agent.capacity == 0 ? 4 : agent.capacity * 2;
    const open = alloc(usize(capacity) * 4);
    if (agent.capacity > 0) {
      memory.copy(open, agent.open, usize(agent.depth) * 4);
      release(agent.open, usize(agent.capacity) * 4);
    }
    agent.open = open;
    agent.capacity = capacity;
  }
  store<u32>(agent.open + usize(agent.depth) * 4, u32(changetype<usize>(task)));
  agent.depth++;
}

/** Takes out the start of a completion; null when there is none. The task is to be disposed of. */
export function takeTask(agent: Agent, name: i32, span: i32): OpenTask | null {
  let task: OpenTask | null = span >= 0 ? symbol(span).task_of_span : null;
  if (task === null) task = latestOfName(agent, name);
  if (task !== null) close(task);
  return task;
}

function latestOfName(agent: Agent, name: i32): OpenTask | null {
  if (symbol(name).named == 0) return null;
  for (let i = agent.depth - 1; i >= 0; i--) {
    if (agent.depth - i > DEPTH) abandon();
    const task = taskAt(agent, i);
    if (task.name == name) return task;
  }
  return null;
}

function close(task: OpenTask): void {
  const earlier = task.earlier;
  const later = task.later;
  if (is(earlier)) earlier.later = later;
  else oldest = later;
  if (is(later)) later.earlier = earlier;
  else youngest = earlier;
  count--;
  symbol(task.name).named--;
  if (task.span >= 0 && symbol(task.span).task_of_span === task) symbol(task.span).task_of_span = null;
  removeTask(task.agent, task);
}

function removeTask(agent: Agent, task: OpenTask): void {
  let i = agent.depth - 1;
  while (i >= 0 && taskAt(agent, i) !== task) i--;
  if (i < 0) return;
  const at = agent.open + usize(i) * 4;
  memory.copy(at, at + 4, usize(agent.depth - 1 - i) * 4);
  agent.depth--;
}

export function disposeTask(task: OpenTask): void {
  task.number = -1;
  task.later = spare;
  spare = task;
}

/** What is known to have run inside a span whose line now came; it is to be disposed of. */
export function takeWaiting(span: i32): RunInside | null {
  if (waiting == 0) return null;
  const run = symbol(span).waiting;
  if (run !== null) forget(run);
  return run;
}

function forget(run: RunInside): void {
  symbol(run.span).waiting = null;
  const earlier = run.earlier;
  const later = run.later;
  if (is(earlier)) earlier.later = later;
  else firstWaiting = later;
  if (is(later)) later.earlier = earlier;
  else lastWaiting = earlier;
  waiting--;
}

function insideOfOpen(task: OpenTask): RunInside {
  let inside = task.inside;
  if (inside === null) {
    inside = newRun();
    task.inside = inside;
  }
  return inside;
}

/** Where to note what ran inside the span: at its open task, else with those that wait for the span's line. */
export function insideOfSpan(span: i32): RunInside {
  const task = symbol(span).task_of_span;
  if (task !== null) return insideOfOpen(task);
  const known = symbol(span).waiting;
  if (known !== null) return known;
  if (waiting >= OPEN_SPANS) {
    const first = firstWaiting;
    forget(first);
    disposeRun(first);
  }
  const run = newRun();
  run.span = span;
  run.earlier = lastWaiting;
  if (is(lastWaiting)) lastWaiting.later = run;
  else firstWaiting = run;
  lastWaiting = run;
  symbol(span).waiting = run;
  waiting++;
  return run;
}

/** Of the task that was open when another one started; null when there was none, or it is open no longer. */
export function insideOfParent(task: OpenTask): RunInside | null {
  if (task.parent_number < 0 || task.parent.number != task.parent_number) return null;
  return insideOfOpen(task.parent);
}

export function insideOfAgent(agent: Agent): RunInside | null {
  return agent.depth == 0 ? null : insideOfOpen(taskAt(agent, agent.depth - 1));
}
