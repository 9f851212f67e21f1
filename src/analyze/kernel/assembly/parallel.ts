import { Numbers } from './heap.ts';
import { newNumbers } from './inside.ts';
import { rounded } from './rounding.ts';

/** As `CUTS` in `parallel.ts`, of which this is the twin. */
const CUTS: i32 = 4_096;

export let calls_us: f64 = 0;
export let most: f64 = 0;
export let times: Numbers = changetype<Numbers>(0);
export let counts: Numbers = changetype<Numbers>(0);
/** What was summed up, and whether anything was. */
export let hasBefore: bool = false;
export let before_from: f64 = 0;
export let before_to: f64 = 0;
export let before_one: f64 = 0;
export let before_two: f64 = 0;

export function beginParallel(): void {
  calls_us = 0;
  most = 0;
  times = newNumbers();
  counts = newNumbers();
  hasBefore = false;
  before_from = 0;
  before_to = 0;
  before_one = 0;
  before_two = 0;
}

/** One more tool ran in [start, end]. */
export function addCall(start: f64, end: f64): void {
  if (start == end) return;
  calls_us += end - start;
  const from = hasBefore ? takeBefore(start, end) : start;
  if (from >= end) return;
  const first = cut(from);
  const last = cut(end);
  for (let i = first; i < last; i++) {
    const count = counts.get(i) + 1;
    counts.set(i, count);
    if (count > most) most = count;
  }
  if (times.length > CUTS) sumUp(times.length >> 1);
}

function cut(at: f64): i32 {
  let i = times.length;
  while (i > 0 && times.get(i - 1) > at) i--;
  if (i > 0 && times.get(i - 1) == at) return i - 1;
  const count: f64 = i == 0 ? 0 : counts.get(i - 1);
  counts.shift(i, 1);
  times.shift(i, 1);
  counts.set(i, count);
  times.set(i, at);
  return i;
}

function sumUp(stretches: i32): void {
  if (!hasBefore) before_from = times.get(0);
  hasBefore = true;
  before_to = times.get(stretches);
  for (let i = 0; i < stretches; i++) {
    const length = times.get(i + 1) - times.get(i);
    const count = counts.get(i);
    if (count > 0) before_one += length;
    if (count > 1) before_two += length;
  }
  times.shift(stretches, -stretches);
  counts.shift(stretches, -stretches);
}

function takeBefore(start: f64, end: f64): f64 {
  if (start >= before_to) return start;
  const length = before_to - before_from;
  const inside = max<f64>(0, min(end, before_to) - max(start, before_from));
  const share: f64 = length > 0 ? inside / length : 0;
  before_two += rounded(share * (before_one - before_two));
  before_one += rounded(inside - share * before_one) + max<f64>(0, min(end, before_from) - start);
  before_from = min(before_from, start);
  return before_to;
}
