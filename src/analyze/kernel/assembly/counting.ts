import { addFinding, CLOCK_BACKWARDS, NEGATIVE_DURATION } from './findings.ts';
import { Counts, STATUS_CANCELLED, STATUS_FAILED, Who } from './records.ts';
import { rounded } from './rounding.ts';
import { counts } from './session.ts';

const MAX_SAFE: f64 = 9_007_199_254_740_991;

/** Holds the time of an event against its writer's clock, and gives it in microseconds. */
// @ts-ignore: decorator
@inline
export function begin(who: Who, at_ms: f64, line: i32): f64 {
  const clock = who.clock;
  const earlier = clock.at_ms;
  clock.at_ms = at_ms;
  if (at_ms < earlier) addFinding(CLOCK_BACKWARDS, line, clock.name, earlier - at_ms);
  return rounded(at_ms * 1000);
}

// @ts-ignore: decorator
@inline
export function orZero(value: f64): f64 {
  return isNaN(value) ? 0 : value;
}

// @ts-ignore: decorator
@inline
export function durationOf(ms: f64, line: i32): f64 {
  return isNaN(ms) ? ms : checked(rounded(ms * 1000), line);
}

/** A negative duration counts as 0 and is told. */
// @ts-ignore: decorator
@inline
export function checked(us: f64, line: i32): f64 {
  if (us < 0) addFinding(NEGATIVE_DURATION, line, -1, us);
  return min(max<f64>(0, rounded((us / 1000) * 1000)), MAX_SAFE);
}

/** In the session, and in what its agent did. */
// @ts-ignore: decorator
@inline
export function count(own: Counts, from: f64, at: f64): void {
  countIn(counts, from, at);
  countIn(own, from, at);
}

// @ts-ignore: decorator
@inline
function countIn(into: Counts, from: f64, at: f64): void {
  into.events++;
  into.first_us = min(into.first_us, from);
  into.last_us = max(into.last_us, at);
}

// @ts-ignore: decorator
@inline
export function countFile(into: Counts, isRead: bool, size: f64): void {
  if (isRead) {
    into.files_read++;
    into.bytes_read += size;
  } else {
    into.files_written++;
    into.bytes_written += size;
  }
}

export function countTask(into: Counts, said: i32): void {
  if ((said & STATUS_FAILED) != 0) into.tasks_failed++;
  else if ((said & STATUS_CANCELLED) != 0) into.tasks_cancelled++;
  else into.tasks_completed++;
}
