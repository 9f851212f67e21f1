import { Numbers } from './heap.ts';
import { rounded } from './rounding.ts';

/** The twin of `coverage.ts`: cells of three numbers each. */
const CELL: i32 = 3;

/** Adds [start, end], of which `covered` is covered. */
export function cover(cells: Numbers, start: f64, end: f64, limit: i32, gap: f64, covered: f64): void {
  if (goesOn(cells, start, end, gap, covered)) {
    if (cells.length > limit * CELL) joinOldest(cells, gap);
    return;
  }
  let after = cells.length;
  while (after > 0 && cells.get(after - CELL) > end + gap) after -= CELL;
  let first = after;
  while (first > 0 && cells.get(first - 2) + gap >= start) first -= CELL;
  if (first == after) {
    cells.shift(first, CELL);
    put(cells, first, start, end, covered);
  } else {
    const holes = uncovered(cells, first, after, start, end, covered);
    const from = min(start, cells.get(first));
    const to = max(end, cells.get(after - 2));
    put(cells, first, from, to, to - from - holes);
    const extra = after - first - CELL;
    if (extra > 0) cells.shift(after, -extra);
  }
  if (cells.length > limit * CELL) joinOldest(cells, gap);
}

// @ts-ignore: decorator
@inline
function put(cells: Numbers, i: i32, from: f64, to: f64, covered: f64): void {
  cells.set(i, from);
  cells.set(i + 1, to);
  cells.set(i + 2, covered);
}

// @ts-ignore: decorator
@inline
function goesOn(cells: Numbers, start: f64, end: f64, gap: f64, covered: f64): bool {
  const length = cells.length;
  if (length == 0 || start > cells.get(length - 2) + gap) {
    cells.reserve(CELL);
    put(cells, length, start, end, covered);
    cells.length = length + CELL;
    return true;
  }
  const from = cells.get(length - 3);
  const to = cells.get(length - 2);
  if (start < from || covered != end - start || cells.get(length - 1) != to - from) return false;
  if (end > to) {
    cells.set(length - 2, end);
    cells.set(length - 1, end - from);
  }
  return true;
}

function uncovered(cells: Numbers, first: i32, after: i32, start: f64, end: f64, covered: f64): f64 {
  const length = end - start;
  const thin: f64 = length > 0 ? 1 - covered / length : 0;
  let holes: f64 = 0;
  let alone = length;
  for (let i = first; i < after; i += CELL) {
    const cellLength = cells.get(i + 1) - cells.get(i);
    const open = cellLength - cells.get(i + 2);
    const shared = max<f64>(0, min(cells.get(i + 1), end) - max(cells.get(i), start));
    alone -= shared;
    if (open > 0) holes += (open / cellLength) * (cellLength - shared + shared * thin);
  }
  return rounded(holes + thin * alone);
}

function joinOldest(cells: Numbers, gap: f64): void {
  const count = cells.length / CELL / 4;
  const pairs = count < 1 ? 1 : count;
  for (let pair = 0; pair < pairs; pair++) {
    const from = pair * 2 * CELL;
    const between = min(gap, cells.get(from + CELL) - cells.get(from + 1));
    const covered = cells.get(from + 2) + cells.get(from + CELL + 2) + between;
    put(cells, pair * CELL, cells.get(from), cells.get(from + CELL + 1), covered);
  }
  cells.shift(pairs * 2 * CELL, -pairs * CELL);
}

/** The covered time. Between cells, which are disjoint, there is none. */
export function measure(cells: Numbers): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < cells.length; i += CELL) sum += cells.get(i + 2);
  return sum;
}

/** Adds the part of another coverage that lies in [from, to]. */
export function coverFrom(cells: Numbers, other: Numbers, limit: i32, from: f64, to: f64): void {
  for (let i = 0; i < other.length; i += CELL) {
    const length = other.get(i + 1) - other.get(i);
    const start = max(from, other.get(i));
    const end = min(to, other.get(i + 1));
    if (start > end) continue;
    const covered = other.get(i + 2);
    const kept = covered == length ? end - start : rounded((covered * (end - start)) / length);
    cover(cells, start, end, limit, 0, kept);
  }
}
