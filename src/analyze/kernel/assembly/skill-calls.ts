import { abandon, alloc, is, release } from './heap.ts';
import { Agent, Call, HAS_BREAK, Row, symbol } from './records.ts';

/** As in `limits.ts`. */
const OPEN_SPANS: i32 = 10_000;
/** Calls that are looked through, of those that are found by one symbol. */
const CALLS: i32 = 1_024;
const CALL_BYTES: usize = offsetof<Call>();

/** Calls without their `skill` line, from the oldest to the youngest. */
export let oldest: Call = changetype<Call>(0);
let youngest: Call = changetype<Call>(0);
export let count: i32 = 0;

/** Whether line breaks came in skills, and in spans or agents of theirs. */
let inSkills: bool = false;
let inOwners: bool = false;

/** What the last attempt was: the first of its call; the first of its call that took time. */
export let beginsRun: bool = false;
export let beginsTime: bool = false;
/** A call that will get no `skill` line any more, which is to be disposed of. */
export let ended: Call | null = null;

export function beginCalls(): void {
  oldest = changetype<Call>(0);
  youngest = changetype<Call>(0);
  count = 0;
  inSkills = false;
  inOwners = false;
}

/** The twin of `noteAttempt`. */
export function noteAttempt(
  row: Row,
  skill: i32,
  agent: Agent,
  span: i32,
  attempt: f64,
  from: f64,
  at: f64,
  duration: f64,
): void {
  noteBreaks(skill, agent, span);
  ended = null;
  let call = findCall(skill, agent, span);
  if (call !== null && span < 0 && attempt == 1) {
    remove(call);
    ended = call;
    call = null;
  }
  beginsRun = call === null;
  if (call === null) {
    if (count >= OPEN_SPANS) {
      const first = oldest;
      remove(first);
      ended = first;
    }
    call = changetype<Call>(alloc(CALL_BYTES));
    call.row = row;
    call.skill = skill;
    call.agent = agent;
    call.span = span;
    call.lowest = attempt;
    call.highest = attempt;
    call.start_us = from;
    call.end_us = at;
    call.sum_us = NaN;
    add(call);
  }
  call.lowest = min(call.lowest, attempt);
  call.highest = max(call.highest, attempt);
  call.start_us = min(call.start_us, from);
  call.end_us = max(call.end_us, at);
  beginsTime = isNaN(call.sum_us) || call.sum_us == 0;
  if (!isNaN(duration)) call.sum_us = (isNaN(call.sum_us) ? 0 : call.sum_us) + duration;
}

/** The twin joins the parts of a key by line breaks: it may take the end of the first for the beginning of the second. */
// @ts-ignore: decorator
@inline
function noteBreaks(skill: i32, agent: Agent, span: i32): void {
  if ((symbol(skill).status & HAS_BREAK) != 0) inSkills = true;
  if (span >= 0 ? (symbol(span).status & HAS_BREAK) != 0 : agent.hasBreak) inOwners = true;
  if (inSkills && inOwners) abandon();
}

// @ts-ignore: decorator
@inline
function keyOf(skill: i32, span: i32): i32 {
  return span >= 0 ? span : skill;
}

/** By its span, or by its agent when the lines name no span. */
function findCall(skill: i32, agent: Agent, span: i32): Call | null {
  let looked = 0;
  for (let call = symbol(keyOf(skill, span)).calls; is(call); call = call.next) {
    if (call.skill == skill && call.span == span && (span >= 0 || call.agent === agent)) return call;
    if (++looked == CALLS) abandon();
  }
  return null;
}

function add(call: Call): void {
  const cell = symbol(keyOf(call.skill, call.span));
  call.next = cell.calls;
  cell.calls = call;
  call.earlier = youngest;
  if (is(youngest)) youngest.later = call;
  else oldest = call;
  youngest = call;
  count++;
}

function remove(call: Call): void {
  const cell = symbol(keyOf(call.skill, call.span));
  if (cell.calls === call) cell.calls = call.next;
  else {
    let before = cell.calls;
    while (before.next !== call) before = before.next;
    before.next = call.next;
  }
  const earlier = call.earlier;
  const later = call.later;
  if (is(earlier)) earlier.later = later;
  else oldest = later;
  if (is(later)) later.earlier = earlier;
  else youngest = earlier;
  count--;
}

export function disposeCall(call: Call): void {
  release(changetype<usize>(call), CALL_BYTES);
}
