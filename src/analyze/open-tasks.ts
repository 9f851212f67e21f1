import { LIMITS } from '../base/limits.js';
import { shortName } from '../base/name.js';
import type { EventOf } from '../event/types.js';

import { createRunInside, mergeRuns, type RunInside } from './run-inside.js';
import type { Seen } from './seen.js';

/** A task that has started and not completed. */
export interface OpenTask {
  name: string;
  agent: string;
  span_id: string | null;
  at_us: number;
  file: string;
  line: number;
  /** The span it said to run in, else null. */
  parent_span_id: string | null;
  /** Without such a span: the innermost task of the agent that was open at the start. */
  parent: number | null;
  inside: RunInside | null;
}

/** One agent's open tasks: all, and those of each name; innermost last. */
interface AgentTasks {
  all: number[];
  by_name: Map<string, number[]>;
}

export interface OpenTasks {
  /** The number for the next task. */
  next: number;
  /** In the order of their starts. */
  tasks: Map<number, OpenTask>;
  by_span: Map<string, number>;
  by_agent: Map<string, AgentTasks>;
  /** What ran inside spans whose line has not come: tool and skill calls are told at their end. */
  waiting: Map<string, RunInside>;
}

export const createOpenTasks = (): OpenTasks => ({
  next: 0,
  tasks: new Map(),
  by_span: new Map(),
  by_agent: new Map(),
  waiting: new Map(),
});

/** Opens a task; returns the oldest one when it had to be given up to make room. */
export function openTask(
  open: OpenTasks,
  event: EventOf<'task_start'>,
  { located, name: { text: name }, agent: { text: agent }, at_us }: Seen,
): OpenTask | null {
  const given_up = open.tasks.size >= LIMITS.open_spans ? takeOldest(open) : null;
  const id = open.next++;
  const span_id = event.span_id === undefined ? null : shortName(event.span_id);
  open.tasks.set(id, {
    name,
    agent,
    span_id,
    at_us,
    file: located.file,
    line: located.line,
    parent_span_id: event.parent_span_id === undefined ? null : shortName(event.parent_span_id),
    parent: open.by_agent.get(agent)?.all.at(-1) ?? null,
    inside: null,
  });
  noteOpen(open, agent, name, id);
  if (span_id !== null) open.by_span.set(span_id, id);
  return given_up;
}

/** Takes out the start of a completion: of its span, else the agent's latest of that name; null when there is none. */
export function takeTask(
  open: OpenTasks,
  { span_id }: EventOf<'task_complete'>,
  { name, agent }: Seen,
): OpenTask | null {
  const of_span = span_id === undefined ? undefined : open.by_span.get(shortName(span_id));
  const id = of_span ?? latestOfName(open, name.text, agent.text);
  return id === undefined ? null : remove(open, id);
}

const latestOfName = (open: OpenTasks, name: string, agent: string): number | undefined =>
  open.by_agent.get(agent)?.by_name.get(name)?.at(-1);

export function noteOpen(open: OpenTasks, agent: string, name: string, id: number): void {
  let tasks = open.by_agent.get(agent);
  if (tasks === undefined) {
    tasks = { all: [], by_name: new Map() };
    open.by_agent.set(agent, tasks);
  }
  tasks.all.push(id);
  const named = tasks.by_name.get(name);
  if (named === undefined) tasks.by_name.set(name, [id]);
  else named.push(id);
}

function noteClosed(open: OpenTasks, { agent, name }: OpenTask, id: number): void {
  const tasks = open.by_agent.get(agent);
  const named = tasks?.by_name.get(name);
  if (tasks === undefined || named === undefined) return;
  removeLast(tasks.all, id);
  removeLast(named, id);
  if (named.length === 0) tasks.by_name.delete(name);
  if (tasks.all.length === 0) open.by_agent.delete(agent);
}

function removeLast(ids: number[], id: number): void {
  const at = ids.lastIndexOf(id);
  if (at === ids.length - 1) ids.pop();
  else if (at !== -1) ids.splice(at, 1);
}

function takeOldest(open: OpenTasks): OpenTask | null {
  const [oldest] = open.tasks.keys();
  return oldest === undefined ? null : remove(open, oldest);
}

function remove(open: OpenTasks, id: number): OpenTask | null {
  const task = open.tasks.get(id);
  if (task === undefined) return null;
  open.tasks.delete(id);
  if (task.span_id !== null && open.by_span.get(task.span_id) === id) open.by_span.delete(task.span_id);
  noteClosed(open, task, id);
  return task;
}

/** What is known to have run inside a span whose line now came. */
export function takeWaiting(open: OpenTasks, span_id: string): RunInside | null {
  if (open.waiting.size === 0) return null;
  const key = shortName(span_id);
  const inside = open.waiting.get(key) ?? null;
  open.waiting.delete(key);
  return inside;
}

/** Where to note what ran inside the span: at its open task, else with those that wait for the span's line. */
export function insideOfSpan(open: OpenTasks, span_id: string): RunInside {
  const key = shortName(span_id);
  const id = open.by_span.get(key);
  if (id !== undefined) return insideOfTask(open, id) ?? createRunInside();
  let inside = open.waiting.get(key);
  if (inside === undefined) {
    if (open.waiting.size >= LIMITS.open_spans) {
      const [oldest] = open.waiting.keys();
      if (oldest !== undefined) open.waiting.delete(oldest);
    }
    inside = createRunInside();
    open.waiting.set(key, inside);
  }
  return inside;
}

/** Where to note what ran inside an open task; null when it is no longer open. */
export function insideOfTask(open: OpenTasks, id: number): RunInside | null {
  const task = open.tasks.get(id);
  if (task === undefined) return null;
  task.inside ??= createRunInside();
  return task.inside;
}

/** Where to note what an agent ran without saying inside what: its innermost open task, null when none is open. */
export function insideOfAgent(open: OpenTasks, agent: string): RunInside | null {
  const innermost = open.by_agent.get(agent)?.all.at(-1);
  return innermost === undefined ? null : insideOfTask(open, innermost);
}

/** Puts the open tasks of the later part of a session behind those of the earlier one. */
export function mergeOpenTasks(left: OpenTasks, right: OpenTasks): OpenTasks {
  const shift = left.next;
  for (const [id, task] of right.tasks) {
    left.tasks.set(id + shift, { ...task, parent: task.parent === null ? null : task.parent + shift });
    if (task.span_id !== null) left.by_span.set(task.span_id, id + shift);
    noteOpen(left, task.agent, task.name, id + shift);
  }
  for (const [span_id, inside] of right.waiting) {
    const earlier = left.waiting.get(span_id);
    left.waiting.set(span_id, earlier === undefined ? inside : mergeRuns(earlier, inside));
  }
  left.next += right.next;
  return left;
}
