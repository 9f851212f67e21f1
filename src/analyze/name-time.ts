import { LIMITS } from '../base/limits.js';
import { type Coverage, cover, coverFrom, measure } from './coverage.js';
import { createInside, type Inside, insideTime, mergeInside, sealInside } from './inside.js';
import { msOf, shareOf } from './micros.js';
import { addRun, type RunInside } from './run-inside.js';
import { addValue, createSketch, mergeSketch, quantile, type Sketch } from './sketch.js';

/** The time of all runs of one name: a task, a tool, a skill. */
export interface NameTime {
  runs: number;
  /** Sum of the known durations. */
  sum_us: number;
  /** Overlapping runs counted once: of sessions that are closed; `own` is what the open session adds. */
  union_us: number;
  own: Coverage;
  /** Of the known durations; made when the first is known. */
  sketch: Sketch | null;
  /** What ran inside the runs; made when the first such thing is known. */
  inside: Inside | null;
}

export const createTime = (): NameTime => ({
  runs: 0,
  sum_us: 0,
  union_us: 0,
  own: [],
  sketch: null,
  inside: null,
});

/** A stretch of time in which the name ran. A point adds nothing, and would only use up a cell. */
export function addStretch(time: NameTime, start_us: number, end_us: number): void {
  if (start_us < end_us) cover(time.own, start_us, end_us, LIMITS.name_cells);
}

/** The duration of one run. */
export function addDuration(time: NameTime, duration_us: number): void {
  time.sum_us += duration_us;
  time.sketch ??= createSketch();
  addValue(time.sketch, duration_us);
}

/** What ran inside the run [start, end] of the name. */
export function addRunInside(
  time: NameTime,
  inside: RunInside,
  kind: number,
  name: string,
  start_us: number,
  end_us: number,
): void {
  time.inside ??= createInside();
  addRun(time.inside, inside, kind, name, start_us, end_us);
}

export function mergeTime(left: NameTime, right: NameTime): NameTime {
  left.runs += right.runs;
  left.sum_us += right.sum_us;
  left.union_us += right.union_us;
  coverFrom(left.own, right.own, LIMITS.name_cells);
  left.sketch = left.sketch && right.sketch ? mergeSketch(left.sketch, right.sketch) : (left.sketch ?? right.sketch);
  left.inside = left.inside && right.inside ? mergeInside(left.inside, right.inside) : (left.inside ?? right.inside);
  return left;
}

/** Turns stretches of time into sums: runs in different sessions never overlap, their times add up. */
export function sealTime(time: NameTime): void {
  time.union_us = unionTime(time);
  time.own = [];
  if (time.inside !== null) sealInside(time.inside);
}

export const unionTime = (time: NameTime): number => time.union_us + measure(time.own);

/** The time of a name without what else ran inside it. */
export const selfTime = (time: NameTime): number =>
  Math.max(0, unionTime(time) - (time.inside === null ? 0 : insideTime(time.inside)));

/** Percentiles in ms to the microsecond, which is all that a fold knows. */
const percentile = (sketch: Sketch, q: number): number => msOf(Math.round(quantile(sketch, q)));

/** The columns that the rows of tasks, tools and skills share. */
export const durationColumns = (time: NameTime, total_ms: number) => ({
  total_ms: msOf(time.sum_us),
  p50_ms: time.sketch && percentile(time.sketch, 0.5),
  p95_ms: time.sketch && percentile(time.sketch, 0.95),
  max_ms: time.sketch && msOf(time.sketch.max),
  share: shareOf(msOf(unionTime(time)), total_ms),
});
