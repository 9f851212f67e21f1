import { alloc } from './heap.ts';

/** The twin of `sketch.ts`. */
@unmanaged
export class Sketch {
  count: f64;
  zeros: f64;
  min: f64;
  max: f64;
  /** Where each page begins, 0 for none. */
  pages: usize;
}

export const PAGES: i32 = 29;
const PAGE_BITS: i32 = 6;
export const PAGE: i32 = 1 << PAGE_BITS;
const GUESS_SHIFT: u32 = 14;
const GUESS_FROM: u32 = 0x3ff00000 >>> GUESS_SHIFT;

const MAX_SAFE: f64 = 9_007_199_254_740_991;

let bounds: usize = 0;
let guesses: usize = 0;

/** Where `BOUNDS` and `GUESS` stand. */
export function beginSketches(boundsAt: usize, guessesAt: usize): void {
  bounds = boundsAt;
  guesses = guessesAt;
}

export function newSketch(): Sketch {
  const sketch = changetype<Sketch>(alloc(offsetof<Sketch>()));
  sketch.pages = alloc(usize(PAGES) * 4);
  return sketch;
}

export function addValue(sketch: Sketch, value: f64): void {
  if (sketch.count == 0 || value < sketch.min) sketch.min = value;
  if (value > sketch.max) sketch.max = value;
  sketch.count++;
  if (value < 1) {
    sketch.zeros++;
    return;
  }
  const index = indexOf(min(value, MAX_SAFE));
  const cell = sketch.pages + usize(index >> PAGE_BITS) * 4;
  let page: usize = load<u32>(cell);
  if (page == 0) {
    page = alloc(usize(PAGE) * 8);
    store<u32>(cell, u32(page));
  }
  const counted = page + usize(index & (PAGE - 1)) * 8;
  store<f64>(counted, load<f64>(counted) + 1);
}

// @ts-ignore: decorator
@inline
function indexOf(value: f64): i32 {
  const bits = u32(reinterpret<u64>(value) >> 32);
  let index: i32 = load<u16>(guesses + usize((bits >>> GUESS_SHIFT) - GUESS_FROM) * 2);
  while (value > load<f64>(bounds + usize(index) * 8)) index++;
  return index;
}
