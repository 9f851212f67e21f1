/**
 * Where in a turn the agent waited for leave. Claude Code stops a turn's clock while it asks, so that the time from
 * prompt to end, less the turn's own `durationMs`, is what it waited in all; when, stands in no line. A wait is placed
 * in a call only where it must have been there.
 */
import type { DoneCall } from './calls.js';
import { isAsk, isSubagent } from './uses.js';

/** A stretch inside one call. */
export interface Placed {
  readonly from_ms: number;
  readonly to_ms: number;
  /** The call was nothing but a question; or the turn's clock shows that it stood still. */
  readonly source: 'call_to_result' | 'turn_clock';
}

/** Less is as likely rounding, or a hook. */
const LEAST_MS = 1_000;
/** More than this outside of all calls, and the clock stood still for another reason. */
const SLACK_MS = 5_000;
/** Calls of a turn that are looked at; the shorter ones of more hold no long wait. */
const CALLS = 300;
/** They take milliseconds: what is longer was spent asking. */
const QUICK: ReadonlySet<string> = new Set(['Read', 'Write', 'Edit', 'MultiEdit', 'NotebookEdit']);

type Range = readonly [from_ms: number, to_ms: number];

/**
 * @param paused_ms how long the turn's clock stood still; undefined where it is not known
 * @returns the waits by the call's id; not all that was waited need be among them
 */
export function placeWaits(calls: readonly DoneCall[], paused_ms: number | undefined): Map<string, Placed> {
  const placed = new Map<string, Placed>();
  const timed = calls.filter(({ use, result }) => result.at_ms > use.at_ms);
  const asked = timed.filter(({ use, result }) => isAsk(use.name) || result.rejected);
  for (const { use, result } of asked) {
    placed.set(use.id, { from_ms: use.at_ms, to_ms: result.at_ms, source: 'call_to_result' });
  }
  if (paused_ms === undefined || paused_ms > unionOf(timed.map(wholeOf)) + SLACK_MS) return placed;

  const rest = timed
    .filter(({ use }) => !placed.has(use.id))
    .sort((a, b) => lengthOf(wholeOf(b)) - lengthOf(wholeOf(a)))
    .slice(0, CALLS);
  const found = asked.map(wholeOf);
  const left_ms = placeIdle(placed, rest, found, paused_ms - unionOf(found));
  placeProven(placed, rest, left_ms);
  return placed;
}

/** Calls that cannot have worked for as long as they took, with nothing at their side that they may have waited for. */
function placeIdle(placed: Map<string, Placed>, calls: readonly DoneCall[], found: Range[], paused_ms: number): number {
  let left_ms = paused_ms;
  const busy = calls.map(busyOf);
  for (const [index, call] of calls.entries()) {
    const [from_ms, to_ms] = idleOf(call);
    if (to_ms - from_ms < LEAST_MS || left_ms < LEAST_MS) continue;
    if (busy.some((range, other) => other !== index && overlaps(range, [from_ms, to_ms]))) continue;
    const more_ms = unionOf([...found, [from_ms, to_ms]]) - unionOf(found);
    const wait_ms = Math.min(more_ms, left_ms);
    if (wait_ms < LEAST_MS) continue;
    const end_ms = wait_ms < more_ms ? from_ms + wait_ms : to_ms;
    placed.set(call.use.id, { from_ms, to_ms: end_ms, source: 'turn_clock' });
    found.push([from_ms, end_ms]);
    left_ms -= wait_ms;
  }
  return left_ms;
}

/** What does not fit into all the other calls together was waited in this one, before it ran. */
function placeProven(placed: Map<string, Placed>, calls: readonly DoneCall[], left_ms: number): void {
  const busy = calls.map(busyOf).filter((range) => lengthOf(range) > 0);
  const union_ms = unionOf(busy);
  for (const call of calls) {
    const range = busyOf(call);
    // A subagent asks in the midst of its work; of calls side by side nobody knows which one asked.
    if (isSubagent(call.use.name) || call.result.own_ms !== undefined) continue;
    if (busy.filter((other) => overlaps(range, other)).length > 1) continue;
    const wait_ms = Math.min(left_ms - (union_ms - lengthOf(range)), lengthOf(range));
    if (wait_ms < LEAST_MS) continue;
    placed.set(call.use.id, { from_ms: range[0], to_ms: range[0] + wait_ms, source: 'turn_clock' });
  }
}

const wholeOf = ({ use, result }: DoneCall): Range => [use.at_ms, result.at_ms];

/** When the call may have worked: all the time, but for tools that are quick or say how long they took. */
function busyOf(call: DoneCall): Range {
  const { use, result } = call;
  const work_ms = QUICK.has(use.name) ? 0 : (result.own_ms ?? Number.POSITIVE_INFINITY);
  return [Math.max(use.at_ms, result.at_ms - work_ms), result.at_ms];
}

const idleOf = (call: DoneCall): Range => [call.use.at_ms, busyOf(call)[0]];

const lengthOf = ([from_ms, to_ms]: Range): number => to_ms - from_ms;
const overlaps = (a: Range, b: Range): boolean => a[0] < b[1] && b[0] < a[1];

/** How long stretches are together, overlaps counted once. */
function unionOf(ranges: readonly Range[]): number {
  let sum = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (to <= end) continue;
    sum += to - Math.max(from, end);
    end = to;
  }
  return sum;
}
