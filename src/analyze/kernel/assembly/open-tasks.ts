import { abandon, alloc, isAbandoned, release } from './heap.ts';
import { newRun, RunInside } from './inside.ts';
import { Agent, IS_LISTED, OpenTask, symbol } from './records.ts';

/** As in `limits.ts`. */
const OPEN_SPANS: i32 = 10_000;
/** Open tasks that are looked through for a name. */
const DEPTH: i32 = 64;
/** Places for open tasks by their number, a power of two. */
const PLACES: i32 = 65_536;
export const PLACES_BYTES: usize = PLACES * 4;
const TASK_BYTES: usize = offsetof<OpenTask>();

/** The number of the next task; how many are open; how many spans wait. */
export let next: f64 = 0;
export let count: i32 = 0;
export let waiting: i32 = 0;
let places: usize = 0;
/** Spans that wait, and some that do so no longer. */
let list: usize = 0;
export let listed: i32 = 0;

export function beginOpenTasks(at: usize): void {
  next = 0;
  count = 0;
  waiting = 0;
  listed = 0;
  places = at;
  memory.fill(places, 0, PLACES_BYTES);
  list = alloc(OPEN_SPANS * 4);
}

// @ts-ignore: decorator
@inline
function placeOf(number: f64): usize {
  return places + (i32(i64(number)) & (PLACES - 1)) * 4;
}

export function openTask(agent: Agent, name: i32, span: i32, parent_span: i32, line: i32, at_us: f64): void {
  const task = changetype<OpenTask>(alloc(TASK_BYTES));
  const place = placeOf(next);
  // The oldest would have to be given up, or one is open for very long.
  if (count == OPEN_SPANS || load<u32>(place) != 0) abandon();
  pushTask(agent, task);
  if (isAbandoned) return;
  task.number = next++;
  task.agent = agent;
  task.name = name;
  task.span = span;
  task.parent_span = parent_span;
  task.line = line;
  task.at_us = at_us;
  task.parent = agent.depth > 1 ? taskAt(agent, agent.depth - 2).number : -1;
  count++;
  store<u32>(place, u32(changetype<usize>(task)));
  if (span >= 0) symbol(span).task_of_span = task;
}

// @ts-ignore: decorator
@inline
export function taskAt(agent: Agent, i: i32): OpenTask {
  return changetype<OpenTask>(load<u32>(agent.open + i * 4) as usize);
}

function pushTask(agent: Agent, task: OpenTask): void {
  if (agent.depth == agent.capacity) {
    const capacity = agent.capacity == 0 ? 4 : agent.capacity * 2;
    const open = alloc(usize(capacity) * 4);
    if (isAbandoned) return;
    if (agent.capacity > 0) {
      memory.copy(open, agent.open, usize(agent.depth) * 4);
      release(agent.open, usize(agent.capacity) * 4);
    }
    agent.open = open;
    agent.capacity = capacity;
  }
  store<u32>(agent.open + agent.depth * 4, u32(changetype<usize>(task)));
  agent.depth++;
}

/** Takes out the start of a completion; null when there is none. The task is to be disposed of. */
export function takeTask(agent: Agent, name: i32, span: i32): OpenTask | null {
  let task: OpenTask | null = span >= 0 ? symbol(span).task_of_span : null;
  if (task === null) task = latestOfName(agent, name);
  if (task === null) return null;
  count--;
  store<u32>(placeOf(task.number), 0);
  if (task.span >= 0 && symbol(task.span).task_of_span === task) symbol(task.span).task_of_span = null;
  removeTask(task.agent, task);
  return task;
}

function latestOfName(agent: Agent, name: i32): OpenTask | null {
  for (let i = agent.depth - 1; i >= 0; i--) {
    if (agent.depth - i > DEPTH) {
      abandon();
      return null;
    }
    const task = taskAt(agent, i);
    if (task.name == name) return task;
  }
  return null;
}

function removeTask(agent: Agent, task: OpenTask): void {
  let i = agent.depth - 1;
  while (i >= 0 && taskAt(agent, i) !== task) i--;
  if (i < 0) return;
  memory.copy(agent.open + i * 4, agent.open + (i + 1) * 4, usize(agent.depth - 1 - i) * 4);
  agent.depth--;
}

export function disposeTask(task: OpenTask): void {
  release(changetype<usize>(task), TASK_BYTES);
}

/** What is known to have run inside a span whose line now came; it is to be disposed of. */
export function takeWaiting(span: i32): RunInside | null {
  if (waiting == 0) return null;
  const inside = symbol(span).waiting;
  if (inside !== null) {
    symbol(span).waiting = null;
    waiting--;
  }
  return inside;
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
  let inside = symbol(span).waiting;
  if (inside === null) {
    inside = newRun();
    if (listed == OPEN_SPANS) tidy();
    // The oldest would have to make room.
    if (listed == OPEN_SPANS) abandon();
    if (isAbandoned) return inside;
    symbol(span).waiting = inside;
    waiting++;
    if ((symbol(span).status & IS_LISTED) == 0) {
      symbol(span).status |= IS_LISTED;
      setWaitingAt(listed++, span);
    }
  }
  return inside;
}

/** Drops from the list what waits no longer. */
export function tidy(): void {
  let kept = 0;
  for (let i = 0; i < listed; i++) {
    const span = waitingAt(i);
    if (symbol(span).waiting !== null) setWaitingAt(kept++, span);
    else symbol(span).status &= ~IS_LISTED;
  }
  listed = kept;
}

// @ts-ignore: decorator
@inline
export function waitingAt(i: i32): i32 {
  return load<i32>(list + i * 4);
}

export function setWaitingAt(i: i32, span: i32): void {
  store<i32>(list + i * 4, span);
}

/** Of an open task by its number; null when it is no longer open. */
export function insideOfTask(number: f64): RunInside | null {
  const task = changetype<OpenTask | null>(load<u32>(placeOf(number)) as usize);
  return task === null || task.number != number ? null : insideOfOpen(task);
}

export function insideOfAgent(agent: Agent): RunInside | null {
  return agent.depth == 0 ? null : insideOfOpen(taskAt(agent, agent.depth - 1));
}
