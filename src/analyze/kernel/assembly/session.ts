import { cover } from './coverage.ts';
import { abandon, alloc, is, Numbers } from './heap.ts';
import { newNumbers } from './inside.ts';
import { Agent, Clock, Counts, Files, NAMES, newCounts, newTable, Table } from './records.ts';

/** As in `limits.ts`. */
const COVERAGE_CELLS: i32 = 2_048;
const GAP_US: f64 = 300_000_000;

/** Everything of the session that is folded. */
export let counts: Counts = changetype<Counts>(0);
export let tasks: Table = changetype<Table>(0);
export let tools: Table = changetype<Table>(0);
export let files: Files = changetype<Files>(0);
export let skills: Table = changetype<Table>(0);
export let agents: Agent = changetype<Agent>(0);
export let clocks: Clock = changetype<Clock>(0);
/** When a tool ran; a tool or a skill; one of these or a task; anything. */
export let tool_time: Numbers = changetype<Numbers>(0);
export let skill_time: Numbers = changetype<Numbers>(0);
export let task_time: Numbers = changetype<Numbers>(0);
export let all_time: Numbers = changetype<Numbers>(0);

export function beginSession(): void {
  counts = newCounts();
  tasks = newTable();
  tools = newTable();
  files = changetype<Files>(alloc(offsetof<Files>()));
  skills = newTable();
  agents = changetype<Agent>(0);
  clocks = changetype<Clock>(0);
  tool_time = newNumbers();
  skill_time = newNumbers();
  task_time = newNumbers();
  all_time = newNumbers();
}

/** @param name -1 for no agent */
export function agentOf(name: i32): Agent {
  let last = changetype<Agent>(0);
  let count = 0;
  for (let agent = agents; is(agent); agent = agent.next) {
    if (agent.name == name) return agent;
    last = agent;
    count++;
  }
  // Further agents would count together.
  if (count == NAMES) abandon();
  const agent = changetype<Agent>(alloc(offsetof<Agent>()));
  agent.name = name;
  agent.failed = -1;
  agent.counts = newCounts();
  if (!is(last)) agents = agent;
  else last.next = agent;
  return agent;
}

export function clockOf(name: i32): Clock {
  let last = changetype<Clock>(0);
  let count = 0;
  for (let clock = clocks; is(clock); clock = clock.next) {
    if (clock.name == name) return clock;
    last = clock;
    count++;
  }
  // Further writers would share one clock.
  if (count == NAMES) abandon();
  const clock = changetype<Clock>(alloc(offsetof<Clock>()));
  clock.name = name;
  clock.at_ms = -Infinity;
  if (!is(last)) clocks = clock;
  else last.next = clock;
  return clock;
}

// @ts-ignore: decorator
@inline
export function coverAll(start: f64, end: f64): void {
  cover(all_time, start, end, COVERAGE_CELLS, GAP_US, end - start);
}

/** From the innermost layer that the event belongs to: 0 a tool, 1 a skill, 2 a task. */
// @ts-ignore: decorator
@inline
export function coverLayers(innermost: i32, start: f64, end: f64): void {
  const covered = end - start;
  if (innermost == 0) cover(tool_time, start, end, COVERAGE_CELLS, 0, covered);
  if (innermost <= 1) cover(skill_time, start, end, COVERAGE_CELLS, 0, covered);
  cover(task_time, start, end, COVERAGE_CELLS, 0, covered);
}
