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
/** Calls of a turn that are looked at; the shorter ones of more hold no long wait. */
const CALLS = 500;
/** They take milliseconds: what is longer was spent asking. */
const QUICK: ReadonlySet<string> = new Set(['Write', 'Edit', 'MultiEdit', 'NotebookEdit']);

type Range = readonly [from: number, to: number];

/**
 * @param paused_ms how long the turn's clock stood still; undefined where it is not known
 * @returns the waits by the call's id; not all that was waited need be among them
 */
export function placeWaits(calls: readonly DoneCall[], paused_ms: number | undefined): Map<string, Placed> {
  const placed = new Map<string, Placed>();
  const known: Range[] = [];
  for (const { use, result } of calls) {
    if ((!isAsk(use.name) && !result.rejected) || result.at_ms <= use.at_ms) continue;
    placed.set(use.id, { from_ms: use.at_ms, to_ms: result.at_ms, source: 'call_to_result' });
    known.push([use.at_ms, result.at_ms]);
  }
  if (paused_ms === undefined) return placed;

  let left_ms = paused_ms - unionOf(known);
  const rest = calls
    .filter(({ use, result }) => !placed.has(use.id) && result.at_ms > use.at_ms)
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, CALLS);
  for (const call of rest.filter(({ use }) => QUICK.has(use.name))) {
    const more_ms = unionOf([...known, rangeOf(call)]) - unionOf(known);
    if (lengthOf(call) < LEAST_MS || left_ms < LEAST_MS) break;
    // Seconds that more was spent in edits than the clock stood still: then some of it was work.
    const wait_ms = Math.min(more_ms, left_ms);
    if (wait_ms < LEAST_MS) continue;
    put(placed, call, Math.min(lengthOf(call), wait_ms + lengthOf(call) - more_ms));
    known.push(rangeOf(call));
    left_ms -= wait_ms;
  }
  placeProven(
    placed,
    rest.filter(({ use }) => !QUICK.has(use.name)),
    left_ms,
  );
  return placed;
}

/** What does not fit into all the other calls together was waited in this one. */
function placeProven(placed: Map<string, Placed>, calls: readonly DoneCall[], left_ms: number): void {
  if (left_ms < LEAST_MS) return;
  const union_ms = unionOf(calls.map(rangeOf));
  for (const call of calls) {
    // A subagent asks in the midst of its work; of calls side by side nobody knows which one asked.
    if (isSubagent(call.use.name) || calls.some((other) => other !== call && overlap(rangeOf(call), rangeOf(other))))
      continue;
    const least_ms = Math.min(left_ms - (union_ms - lengthOf(call)), lengthOf(call));
    if (least_ms >= LEAST_MS) put(placed, call, least_ms);
  }
}

/** A tool is asked for before it runs. */
function put(placed: Map<string, Placed>, { use }: DoneCall, wait_ms: number): void {
  placed.set(use.id, { from_ms: use.at_ms, to_ms: use.at_ms + wait_ms, source: 'turn_clock' });
}

const lengthOf = ({ use, result }: DoneCall): number => result.at_ms - use.at_ms;
const rangeOf = ({ use, result }: DoneCall): Range => [use.at_ms, result.at_ms];
const overlap = (a: Range, b: Range): boolean => a[0] < b[1] && b[0] < a[1];

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
