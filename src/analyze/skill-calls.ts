import { LIMITS } from '../base/limits.js';
import type { EventOf } from '../event/types.js';
import { shortName } from './names.js';

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

/** Calls that have begun, by span, or by agent and skill when the lines name no span. */
export type SkillCalls = Map<string, SkillCall>;

/** The key's parts are joined by a character that ids do not hold; a forged one only mixes up its own calls. */
const keyOf = (span_id: string | undefined, agent: string, skill: string): string =>
  span_id === undefined ? `a\n${agent}\n${skill}` : `s\n${shortName(span_id)}\n${skill}`;

export interface AttemptFound {
  /** True for the first line of a call. */
  readonly begins_run: boolean;
  /** True for the first line of a call that took time. */
  readonly begins_time: boolean;
  /** A call that will get no `skill` line any more. */
  readonly ended: SkillCall | null;
}

/** Adds an attempt to its call. Without a span, attempt number 1 begins a new call. */
export function noteAttempt(
  calls: SkillCalls,
  event: EventOf<'skill_attempt'>,
  agent: string,
  start_us: number,
  end_us: number,
  duration_us: number | null,
): AttemptFound {
  const skill = shortName(event.skill);
  const key = keyOf(event.span_id, agent, skill);
  let ended: SkillCall | null = null;
  let call = calls.get(key);
  if (call !== undefined && event.span_id === undefined && event.attempt === 1) {
    calls.delete(key);
    ended = call;
    call = undefined;
  }
  const begins_run = call === undefined;
  if (call === undefined) {
    if (calls.size >= LIMITS.open_spans) ended = takeOldest(calls);
    const { attempt } = event;
    const span_id = event.span_id === undefined ? null : shortName(event.span_id);
    call = { skill, span_id, lowest: attempt, highest: attempt, start_us, end_us, sum_us: null };
    calls.set(key, call);
  }
  call.lowest = Math.min(call.lowest, event.attempt);
  call.highest = Math.max(call.highest, event.attempt);
  call.start_us = Math.min(call.start_us, start_us);
  call.end_us = Math.max(call.end_us, end_us);
  const begins_time = !call.sum_us;
  if (duration_us !== null) call.sum_us = (call.sum_us ?? 0) + duration_us;
  return { begins_run, begins_time, ended };
}

function takeOldest(calls: SkillCalls): SkillCall | null {
  for (const [key, call] of calls) {
    calls.delete(key);
    return call;
  }
  return null;
}

/** Takes out what attempt lines told of the call that a `skill` line ends; null when there were none. */
export function takeCall(calls: SkillCalls, event: EventOf<'skill'>, agent: string): SkillCall | null {
  const key = keyOf(event.span_id, agent, shortName(event.skill));
  const call = calls.get(key) ?? null;
  calls.delete(key);
  return call;
}

/** Puts the calls of the later part of a session to those of the earlier one; what both know of a call is joined. */
export function mergeCalls(left: SkillCalls, right: SkillCalls): void {
  for (const [key, call] of right) {
    const earlier = left.get(key);
    if (earlier === undefined) {
      left.set(key, call);
      continue;
    }
    earlier.lowest = Math.min(earlier.lowest, call.lowest);
    earlier.highest = Math.max(earlier.highest, call.highest);
    earlier.start_us = Math.min(earlier.start_us, call.start_us);
    earlier.end_us = Math.max(earlier.end_us, call.end_us);
    if (call.sum_us !== null) earlier.sum_us = (earlier.sum_us ?? 0) + call.sum_us;
  }
}
