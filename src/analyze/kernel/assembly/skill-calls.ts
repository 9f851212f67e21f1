import { abandon, alloc, is, release } from './heap.ts';
import { Agent, Call, Row } from './records.ts';
import { endCall } from './tables.ts';

/** Calls of one skill that are looked through. */
const CALLS: i32 = 64;
const CALL_BYTES: usize = offsetof<Call>();

/** What the last attempt was: the first of its call; the first of its call that took time. */
export let beginsRun: bool = false;
export let beginsTime: bool = false;

/** The twin of `noteAttempt`. */
export function noteAttempt(
  row: Row,
  agent: Agent,
  span: i32,
  attempt: f64,
  from: f64,
  at: f64,
  duration: f64,
): void {
  let call = findCall(row, agent, span);
  if (call !== null && span < 0 && attempt == 1) {
    removeCall(row, call);
    if (!isNaN(call.sum_us)) endCall(row, call.sum_us);
    release(changetype<usize>(call), CALL_BYTES);
    call = null;
  }
  beginsRun = call === null;
  if (call === null) {
    call = changetype<Call>(alloc(CALL_BYTES));
    call.agent = agent;
    call.span = span;
    call.lowest = attempt;
    call.highest = attempt;
    call.start_us = from;
    call.end_us = at;
    call.sum_us = NaN;
    call.next = row.calls;
    row.calls = call;
  }
  call.lowest = min(call.lowest, attempt);
  call.highest = max(call.highest, attempt);
  call.start_us = min(call.start_us, from);
  call.end_us = max(call.end_us, at);
  beginsTime = isNaN(call.sum_us) || call.sum_us == 0;
  if (!isNaN(duration)) call.sum_us = (isNaN(call.sum_us) ? 0 : call.sum_us) + duration;
}

/** By its span, or by its agent when the lines name no span. */
function findCall(row: Row, agent: Agent, span: i32): Call | null {
  let looked = 0;
  for (let call = row.calls; is(call); call = call.next) {
    if (span >= 0 ? call.span == span : call.span < 0 && call.agent === agent) return call;
    if (++looked == CALLS) {
      abandon();
      return null;
    }
  }
  return null;
}

function removeCall(row: Row, call: Call): void {
  if (row.calls === call) {
    row.calls = call.next;
    return;
  }
  let before = row.calls;
  while (before.next !== call) before = before.next;
  before.next = call.next;
}
