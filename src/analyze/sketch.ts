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
  /** How many values are in (γ^(index−1), γ^index], by index, in pages of `PAGE`; null where there are none. */
  pages: (number[] | null)[];
}

const PAGE_BITS = 6;
const PAGE = 1 << PAGE_BITS;

const ERROR = LIMITS.sketch_relative_error;
const GAMMA = (1 + ERROR) / (1 - ERROR);

/** `BOUNDS[index]` is γ^index, up to the largest number that is counted. */
export const BOUNDS: Float64Array = new Float64Array(
  Math.ceil(Math.log(Number.MAX_SAFE_INTEGER) / Math.log(GAMMA)) + 1,
);
for (let index = 0, bound = 1; index < BOUNDS.length; index++, bound *= GAMMA) BOUNDS[index] = bound;

// The exponent of a double and the first six bits behind it, from those of 1 on, lead to the index of a value, or to one
// shortly before it: that saves a logarithm for each value.
const GUESS_SHIFT = 14;
const GUESS_FROM = 0x3ff00000 >>> GUESS_SHIFT;
const PARTS = 64;
const OCTAVES = 54;

export const GUESS: Uint16Array = new Uint16Array(OCTAVES * PARTS);
for (let octave = 0, low = 1, index = 0; octave < OCTAVES; octave++, low *= 2) {
  for (let part = 0; part < PARTS; part++) {
    const least = low + (low / PARTS) * part;
    while ((BOUNDS[index] as number) < least) index++;
    GUESS[octave * PARTS + part] = index;
  }
}

const bits = new DataView(new ArrayBuffer(8));

function indexOf(value: number): number {
  bits.setFloat64(0, value);
  let index = GUESS[(bits.getUint32(0) >>> GUESS_SHIFT) - GUESS_FROM] as number;
  while (value > (BOUNDS[index] as number)) index++;
  return index;
}

export const createSketch = (): Sketch => ({ count: 0, zeros: 0, min: 0, max: 0, pages: [] });

export function addValue(sketch: Sketch, value: number): void {
  if (sketch.count === 0 || value < sketch.min) sketch.min = value;
  if (value > sketch.max) sketch.max = value;
  sketch.count++;
  if (value < 1) {
    sketch.zeros++;
    return;
  }
  // A sum of durations may be larger than what is counted.
  const index = indexOf(Math.min(value, Number.MAX_SAFE_INTEGER));
  const page = sketch.pages[index >> PAGE_BITS] ?? newPage(sketch.pages, index >> PAGE_BITS);
  page[index & (PAGE - 1)] = (page[index & (PAGE - 1)] as number) + 1;
}

function newPage(pages: (number[] | null)[], place: number): number[] {
  while (pages.length <= place) pages.push(null);
  const page = new Array<number>(PAGE).fill(0);
  pages[place] = page;
  return page;
}

export function mergeSketch(left: Sketch, right: Sketch): Sketch {
  if (right.count === 0) return left;
  if (left.count === 0 || right.min < left.min) left.min = right.min;
  left.max = Math.max(left.max, right.max);
  left.count += right.count;
  left.zeros += right.zeros;
  for (const [place, page] of right.pages.entries()) {
    if (page === null) continue;
    const into = left.pages[place] ?? newPage(left.pages, place);
    for (const [i, count] of page.entries()) into[i] = (into[i] as number) + count;
  }
  return left;
}

/** The value of rank ⌈q·count⌉, within the relative error; never outside the smallest and the largest value. */
export function quantile(sketch: Sketch, q: number): number {
  let rank = Math.max(1, Math.ceil(q * sketch.count)) - sketch.zeros;
  if (rank <= 0) return 0;
  for (let place = 0; place < sketch.pages.length; place++) {
    const page = sketch.pages[place] ?? [];
    for (let i = 0; i < page.length; i++) {
      const count = page[i] as number;
      rank -= count;
      if (rank > 0 || count === 0) continue;
      const middle = (2 * GAMMA ** (place * PAGE + i)) / (GAMMA + 1);
      return Math.min(sketch.max, Math.max(sketch.min, middle));
    }
  }
  return sketch.max;
}
