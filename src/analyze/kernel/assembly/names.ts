import { is } from './heap.ts';
import { findAnew, Inside, partAt } from './inside.ts';
import { firstWaiting, taskAt } from './open-tasks.ts';
import { otherNames, setOtherNames } from './other-names.ts';
import {
  Agent,
  Call,
  Clock,
  FileRow,
  HAS_BREAK,
  IS_NEEDED,
  Row,
  symbol,
  SYMBOL_BYTES,
  symbolsAt,
  Table,
  TEXT_KNOWN,
} from './records.ts';
import { childAt, RunInside } from './run-inside.ts';
import { agents, clocks, files, skills, tasks, tools } from './session.ts';
import { oldest as firstCall } from './skill-calls.ts';
import { count as slowCount, slowCallAt } from './slowest.ts';
import { CODES, findingAt, listedOf } from './findings.ts';

/** Where a number for each old symbol stands: the new one. */
let numbers: usize = 0;

// @ts-ignore: decorator
@inline
function needs(id: i32): void {
  if (id >= 0) symbol(id).status |= IS_NEEDED;
}

/** Marks what the fold names by a symbol. */
export function markNeeded(): void {
  for (let agent = agents; is(agent); agent = agent.next) {
    needs(agent.name);
    needs(agent.failed);
    for (let i = 0; i < agent.depth; i++) {
      const task = taskAt(agent, i);
      needs(task.name);
      needs(task.span);
      needs(task.parent_span);
      needRun(task.inside);
    }
  }
  for (let clock = clocks; is(clock); clock = clock.next) needs(clock.name);
  needTable(tasks);
  needTable(tools);
  needTable(skills);
  for (let row = files.first; is(row); row = row.next) needs(row.name);
  needs(otherNames);
  for (let run = firstWaiting; is(run); run = run.later) {
    needs(run.span);
    needRun(run);
  }
  for (let call = firstCall; is(call); call = call.later) {
    needs(call.skill);
    needs(call.span);
  }
  for (let i = 0; i < slowCount; i++) {
    needs(slowCallAt(i).name);
    needs(slowCallAt(i).status);
    needs(slowCallAt(i).agent);
  }
  for (let code = 0; code < CODES; code++)
    for (let i = 0; i < listedOf(code); i++) needs(findingAt(code, i).name);
}

function needTable(table: Table): void {
  for (let row = table.first; is(row); row = row.next) {
    needs(row.name);
    needInside(row.inside);
    for (let model = row.models; is(model); model = model.next) needs(model.name);
  }
}

function needInside(inside: Inside | null): void {
  if (inside !== null) for (let i = 0; i < inside.count; i++) needs(partAt(inside, i).name);
}

function needRun(run: RunInside | null): void {
  if (run === null) return;
  for (let i = 0; i < run.count; i++) needs(childAt(run, i).name);
  needInside(run.older);
}

/** Whether a symbol has to keep its text: it is named, or means something as a status. */
export function isNeeded(id: i32): bool {
  return (symbol(id).status & ~(TEXT_KNOWN | HAS_BREAK)) != 0;
}

// @ts-ignore: decorator
@inline
function now(id: i32): i32 {
  return id < 0 ? id : load<i32>(numbers + usize(id) * 4);
}

/** Names everything by its new symbol. @param at the new ones of `count` old ones, -1 for what is not needed */
export function rename(at: usize, count: i32, newCount: i32): void {
  numbers = at;
  for (let id = 0; id < count; id++) {
    const to = now(id);
    if (to < 0) continue;
    memory.copy(symbolsAt + usize(to) * SYMBOL_BYTES, symbolsAt + usize(id) * SYMBOL_BYTES, SYMBOL_BYTES);
    const cell = symbol(to);
    cell.status &= ~(IS_NEEDED | TEXT_KNOWN | HAS_BREAK);
    cell.who = null;
  }
  memory.fill(symbolsAt + usize(newCount) * SYMBOL_BYTES, 0, usize(count - newCount) * SYMBOL_BYTES);
  for (let agent = agents; is(agent); agent = agent.next) {
    agent.name = now(agent.name);
    agent.failed = now(agent.failed);
    for (let i = 0; i < agent.depth; i++) {
      const task = taskAt(agent, i);
      task.name = now(task.name);
      task.span = now(task.span);
      task.parent_span = now(task.parent_span);
      renameRun(task.inside);
    }
  }
  for (let clock = clocks; is(clock); clock = clock.next) clock.name = now(clock.name);
  renameTable(tasks);
  renameTable(tools);
  renameTable(skills);
  for (let row = files.first; is(row); row = row.next) row.name = now(row.name);
  setOtherNames(now(otherNames));
  for (let run = firstWaiting; is(run); run = run.later) {
    run.span = now(run.span);
    renameRun(run);
  }
  for (let call = firstCall; is(call); call = call.later) {
    call.skill = now(call.skill);
    call.span = now(call.span);
  }
  for (let i = 0; i < slowCount; i++) {
    const call = slowCallAt(i);
    call.name = now(call.name);
    call.status = now(call.status);
    call.agent = now(call.agent);
  }
  for (let code = 0; code < CODES; code++)
    for (let i = 0; i < listedOf(code); i++) findingAt(code, i).name = now(findingAt(code, i).name);
}

function renameTable(table: Table): void {
  for (let row = table.first; is(row); row = row.next) {
    row.name = now(row.name);
    renameInside(row.inside);
    for (let model = row.models; is(model); model = model.next) model.name = now(model.name);
  }
}

function renameInside(inside: Inside | null): void {
  if (inside === null) return;
  for (let i = 0; i < inside.count; i++) {
    const part = partAt(inside, i);
    part.name = now(part.name);
  }
  findAnew(inside);
}

function renameRun(run: RunInside | null): void {
  if (run === null) return;
  for (let i = 0; i < run.count; i++) {
    const child = childAt(run, i);
    child.name = now(child.name);
  }
  renameInside(run.older);
}
