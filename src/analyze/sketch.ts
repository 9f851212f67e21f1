import { LIMITS } from '../base/limits.js';

/**
 * Quantiles of positive whole numbers with a stated relative error, mergeable: values are counted in buckets whose
 * bounds grow by a constant factor. Method: DDSketch (Masson, Rim, Lee: "DDSketch: A fast and fully-mergeable quantile
 * sketch with relative-error guarantees", PVLDB 12(12), 2019), without its collapsing store, because a double
 * has at most some 1,840 buckets between 1 and 2^53 at an error of 1 %.
 */
export interface Sketch {
  count: number;
  zeros: number;
  min: number;
  max: number;
  /** Bucket index to the number of values in (γ^(index−1), γ^index]. */
  buckets: Map<number, number>;
}

const ERROR = LIMITS.sketch_relative_error;
const GAMMA = (1 + ERROR) / (1 - ERROR);
const PER_LOG = 1 / Math.log(GAMMA);

export const createSketch = (): Sketch => ({ count: 0, zeros: 0, min: 0, max: 0, buckets: new Map() });

export function addValue(sketch: Sketch, value: number): void {
  if (sketch.count === 0 || value < sketch.min) sketch.min = value;
  if (value > sketch.max) sketch.max = value;
  sketch.count++;
  if (value < 1) {
    sketch.zeros++;
    return;
  }
  const index = Math.ceil(Math.log(value) * PER_LOG);
  sketch.buckets.set(index, (sketch.buckets.get(index) ?? 0) + 1);
}

export function mergeSketch(left: Sketch, right: Sketch): Sketch {
  if (right.count === 0) return left;
  if (left.count === 0 || right.min < left.min) left.min = right.min;
  left.max = Math.max(left.max, right.max);
  left.count += right.count;
  left.zeros += right.zeros;
  for (const [index, count] of right.buckets) left.buckets.set(index, (left.buckets.get(index) ?? 0) + count);
  return left;
}

/** The value of rank ⌈q·count⌉, within the relative error; never outside the smallest and the largest value. */
export function quantile(sketch: Sketch, q: number): number {
  let rank = Math.max(1, Math.ceil(q * sketch.count)) - sketch.zeros;
  if (rank <= 0) return 0;
  for (const [index, count] of [...sketch.buckets].sort(([a], [b]) => a - b)) {
    rank -= count;
    if (rank > 0) continue;
    const middle = (2 * GAMMA ** index) / (GAMMA + 1);
    return Math.min(sketch.max, Math.max(sketch.min, middle));
  }
  return sketch.max;
}
