import { LIMITS } from '../base/limits.js';
import { shortName } from '../base/name.js';
import type { EventOf } from '../event/types.js';
import type { Seen } from './seen.js';

/** Ended calls that are remembered: an attempt line that comes late comes soon after. */
const CLOSED_CALLS = 1_000;

/** A skill call as its `skill_attempt` lines tell it, until its `skill` line comes. */
export interface SkillCall {
  skill: string;
  span_id: string | null;
  /** The range of the attempts that came as lines: what a `skill` line lists of these is not counted again. */
  lowest: number;
  highest: number;
  /** What the attempts cover; their durations add up to sum_us, null when none is known. */
  start_us: number;
  end_us: number;
  sum_us: number | null;
}

/** A call whose `skill` line came, as far as an attempt that comes behind it must know it. */
interface ClosedCall {
  /** The range of the attempts that the `skill` line listed: these are counted. Empty when `lowest` is the larger one. */
  lowest: number;
  highest: number;
  /** Whether the call's duration is known without what comes behind. */
  timed: boolean;
}

/** Calls by span, or by agent and skill when the lines name no span. */
export interface SkillCalls {
  /** Begun, and without their `skill` line. */
  open: Map<string, SkillCall>;
  /** Only of calls with a span: nothing else tells a late attempt from one of the next call. The oldest are forgotten. */
  closed: Map<string, ClosedCall>;
}

export const createCalls = (): SkillCalls => ({ open: new Map(), closed: new Map() });

/** The key's parts are joined by a character that ids do not hold; a forged one only mixes up its own calls. */
export const keyOf = (span_id: string | undefined, agent: string, skill: string): string =>
  span_id === undefined ? `a\n${agent}\n${skill}` : `s\n${shortName(span_id)}\n${skill}`;

export interface AttemptFound {
  /** True for the first line of a call. */
  readonly begins_run: boolean;
  /** True for the first line of a call that took time. */
  readonly begins_time: boolean;
  /** True for an attempt that was counted with the list of a `skill` line. */
  readonly listed: boolean;
  /** A call that will get no `skill` line any more. */
  readonly ended: SkillCall | null;
}

/** Adds an attempt to its call, which may have its `skill` line already. Without a span, attempt 1 begins a new call. */
export function noteAttempt(
  calls: SkillCalls,
  event: EventOf<'skill_attempt'>,
  { name: { text: skill }, agent, at_us: end_us, duration_us }: Seen,
): AttemptFound {
  const start_us = end_us - (duration_us ?? 0);
  const key = keyOf(event.span_id, agent.text, skill);
  const closed = calls.closed.get(key);
  const listed = closed !== undefined && event.attempt >= closed.lowest && event.attempt <= closed.highest;
  if (closed?.timed) return { begins_run: false, begins_time: false, listed, ended: null };
  let ended: SkillCall | null = null;
  let call = calls.open.get(key);
  if (call !== undefined && event.span_id === undefined && event.attempt === 1) {
    calls.open.delete(key);
    ended = call;
    call = undefined;
  }
  const begins_run = call === undefined && closed === undefined;
  if (call === undefined) {
    if (calls.open.size >= LIMITS.open_spans) ended = takeOldest(calls.open);
    const { attempt } = event;
    const span_id = event.span_id === undefined ? null : shortName(event.span_id);
    call = { skill, span_id, lowest: attempt, highest: attempt, start_us, end_us, sum_us: null };
    calls.open.set(key, call);
  }
  call.lowest = Math.min(call.lowest, event.attempt);
  call.highest = Math.max(call.highest, event.attempt);
  call.start_us = Math.min(call.start_us, start_us);
  call.end_us = Math.max(call.end_us, end_us);
  const begins_time = !call.sum_us;
  if (duration_us !== null) call.sum_us = (call.sum_us ?? 0) + duration_us;
  return { begins_run, begins_time, listed, ended };
}

function takeOldest<Call>(calls: Map<string, Call>): Call | null {
  for (const [key, call] of calls) {
    calls.delete(key);
    return call;
  }
  return null;
}

/** Takes out what attempt lines told of the call that a `skill` line ends; null when there were none. */
export function takeCall(
  calls: SkillCalls,
  event: EventOf<'skill'>,
  { name, agent, duration_us }: Seen,
): SkillCall | null {
  const key = keyOf(event.span_id, agent.text, name.text);
  const call = calls.open.get(key) ?? null;
  calls.open.delete(key);
  if (event.span_id !== undefined) {
    const timed = (duration_us ?? call?.sum_us ?? null) !== null;
    remember(calls.closed, key, { ...rangeOf(event.attempts ?? []), timed });
  }
  return call;
}

function rangeOf(attempts: readonly { readonly attempt: number }[]): { lowest: number; highest: number } {
  const range = { lowest: 1, highest: 0 };
  for (const [i, { attempt }] of attempts.entries()) {
    range.lowest = i === 0 ? attempt : Math.min(range.lowest, attempt);
    range.highest = Math.max(range.highest, attempt);
  }
  return range;
}

function remember(closed: Map<string, ClosedCall>, key: string, call: ClosedCall): void {
  closed.delete(key);
  if (closed.size >= CLOSED_CALLS) takeOldest(closed);
  closed.set(key, call);
}

/** Puts the calls of the later part of a session to those of the earlier one; what both know of a call is joined. */
export function mergeCalls(left: SkillCalls, right: SkillCalls): void {
  for (const [key, call] of right.closed) remember(left.closed, key, call);
  for (const [key, call] of right.open) {
    const earlier = left.open.get(key);
    if (earlier === undefined) {
      left.open.set(key, call);
      continue;
    }
    earlier.lowest = Math.min(earlier.lowest, call.lowest);
    earlier.highest = Math.max(earlier.highest, call.highest);
    earlier.start_us = Math.min(earlier.start_us, call.start_us);
    earlier.end_us = Math.max(earlier.end_us, call.end_us);
    if (call.sum_us !== null) earlier.sum_us = (earlier.sum_us ?? 0) + call.sum_us;
  }
}
