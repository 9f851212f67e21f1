import { CODES, countOf, findingAt, listedOf } from './findings.ts';
import { is, Numbers } from './heap.ts';
import { Inside, newNumbers, partAt } from './inside.ts';
import { next as nextTask, count as openTasks, waiting, oldest as oldestTask, firstWaiting } from './open-tasks.ts';
import { calls_us, most, times, counts as stretches, hasBefore, before_from, before_to, before_one, before_two } from './parallel.ts';
import { Agent, Call, Clock, Counts, FileRow, OpenTask, Row, symbol, Table } from './records.ts';
import { childAt, RunInside } from './run-inside.ts';
import { counts, tool_time, skill_time, task_time, all_time, agents, clocks, tasks, tools, skills, files } from './session.ts';
import { count as openCalls, oldest as oldestCall } from './skill-calls.ts';
import { PAGE, PAGES, Sketch } from './sketch.ts';
import { count as slowCalls, slowCallAt } from './slowest.ts';

let out: Numbers = changetype<Numbers>(0);

// @ts-ignore: decorator
@inline
function put(value: f64): void {
  out.push(value);
}

/** Everything as one list of numbers, in the order in which `state.ts` reads it. */
export function dump(): Numbers {
  out = newNumbers();
  putCounts(counts);
  putNumbers(tool_time);
  putNumbers(skill_time);
  putNumbers(task_time);
  putNumbers(all_time);
  putAgents();
  for (let clock = clocks; is(clock); clock = clock.next) {
    put(clock.name);
    put(clock.at_ms);
  }
  put(-1);
  putTable(tasks);
  putTable(tools);
  putTable(skills);
  put(openCalls);
  for (let call = oldestCall; is(call); call = call.later) putCall(call);
  putFiles();
  putParallel();
  putSlowest();
  putOpenTasks();
  putFindings();
  return out;
}

function putCounts(counts: Counts): void {
  put(counts.events);
  put(counts.tasks_completed);
  put(counts.tasks_failed);
  put(counts.tasks_cancelled);
  put(counts.files_read);
  put(counts.files_written);
  put(counts.bytes_read);
  put(counts.bytes_written);
  put(counts.tool_calls);
  put(counts.tool_errors);
  put(counts.skills);
  put(counts.first_us);
  put(counts.last_us);
}

function putNumbers(numbers: Numbers): void {
  put(numbers.length);
  for (let i = 0; i < numbers.length; i++) put(numbers.get(i));
}

/** An agent without a name is -1 too: its number of open tasks tells it from the end. */
function putAgents(): void {
  let count = 0;
  for (let agent = agents; is(agent); agent = agent.next) count++;
  put(count);
  for (let agent = agents; is(agent); agent = agent.next) {
    put(agent.name);
    put(agent.failed);
    put(agent.failed_from);
    putCounts(agent.counts);
  }
}

function putTable(table: Table): void {
  put(table.count);
  for (let row = table.first; is(row); row = row.next) putRow(row);
}

function putRow(row: Row): void {
  put(row.name);
  put(row.runs);
  put(row.sum_us);
  put(row.a);
  put(row.b);
  put(row.c);
  put(row.d);
  putNumbers(row.own);
  putSketch(row.sketch);
  putInside(row.inside);
  for (let model = row.models; is(model); model = model.next) {
    put(model.name);
    put(model.a);
    put(model.b);
  }
  put(-1);
}

function putCall(call: Call): void {
  put(call.skill);
  put(call.span);
  put(call.agent.name);
  put(call.lowest);
  put(call.highest);
  put(call.start_us);
  put(call.end_us);
  put(call.sum_us);
}

function putSketch(sketch: Sketch | null): void {
  put(sketch === null ? 0 : 1);
  if (sketch === null) return;
  put(sketch.count);
  put(sketch.zeros);
  put(sketch.min);
  put(sketch.max);
  let pages = PAGES;
  while (pages > 0 && load<u32>(sketch.pages + usize(pages - 1) * 4) == 0) pages--;
  put(pages);
  for (let i = 0; i < pages; i++) {
    const page: usize = load<u32>(sketch.pages + usize(i) * 4);
    put(page == 0 ? 0 : 1);
    if (page != 0) for (let j = 0; j < PAGE; j++) put(load<f64>(page + usize(j) * 8));
  }
}

function putInside(inside: Inside | null): void {
  put(inside === null ? 0 : 1);
  if (inside === null) return;
  putNumbers(inside.own);
  put(inside.count);
  for (let i = 0; i < inside.count; i++) {
    const part = partAt(inside, i);
    put(part.kind);
    put(part.name);
    put(part.runs);
    putNumbers(part.own);
  }
}

function putRun(run: RunInside | null): void {
  put(run === null ? 0 : 1);
  if (run === null) return;
  put(run.count);
  for (let i = 0; i < run.count; i++) {
    const child = childAt(run, i);
    put(child.kind);
    put(child.name);
    put(child.start);
    put(child.end);
    put(child.runs);
  }
  putInside(run.older);
}

function putFiles(): void {
  put(files.count);
  for (let row = files.first; is(row); row = row.next) {
    put(row.name);
    put(row.is_known);
    put(row.rereads);
    put(row.reread_bytes);
    put(row.reads);
    put(row.read_bytes);
    put(row.read_lines);
    put(row.read_us);
    put(row.writes);
    put(row.written_bytes);
    put(row.written_lines);
    put(row.write_us);
  }
}

function putParallel(): void {
  put(calls_us);
  put(most);
  putNumbers(times);
  putNumbers(stretches);
  put(hasBefore ? 1 : 0);
  put(before_from);
  put(before_to);
  put(before_one);
  put(before_two);
}

function putSlowest(): void {
  put(slowCalls);
  for (let i = 0; i < slowCalls; i++) {
    const call = slowCallAt(i);
    put(call.name);
    put(call.agent);
    put(call.start_us);
    put(call.duration_us);
    put(call.status);
    put(call.failed);
    put(call.line);
  }
}

function putOpenTasks(): void {
  put(nextTask);
  put(openTasks);
  for (let task = oldestTask; is(task); task = task.later) {
    put(task.number);
    put(task.agent.name);
    put(task.name);
    put(task.span);
    // Whether the span leads to this task, and not to a later one.
    put(task.span >= 0 && symbol(task.span).task_of_span === task ? 1 : 0);
    put(task.parent_span);
    put(task.line);
    put(task.at_us);
    put(task.parent_number);
    putRun(task.inside);
  }
  put(waiting);
  for (let run = firstWaiting; is(run); run = run.later) {
    put(run.span);
    putRun(run);
  }
}

function putFindings(): void {
  for (let code = 0; code < CODES; code++) {
    put(countOf(code));
    put(listedOf(code));
    for (let i = 0; i < listedOf(code); i++) {
      const finding = findingAt(code, i);
      put(finding.line);
      put(finding.name);
      put(finding.value);
    }
  }
}
