/**
 * The measure of a union of intervals, streaming and in bounded memory.
 *
 * The state is a flat array of disjoint cells in time order, three numbers each: start, end, and how much of the cell
 * is covered. `gap` is the capped-gap parameter: a gap between two cells counts as covered up to `gap`, so cells not
 * further apart than that are one cell, and the measure is the covered time plus `gap` for each gap that is left. With
 * `gap` 0 it is the plain measure of the union.
 *
 * Over the limit, the oldest half of the cells is joined in pairs. That leaves the measure as it is. Only an interval
 * that later begins or ends within a joined cell is reckoned approximately, as if the cell were covered evenly:
 * the measure is then wrong by at most the uncovered time of those (at most two) joined cells.
 */
export type Coverage = number[];

const CELL = 3;
const at = (cells: Coverage, index: number): number => cells[index] ?? 0;

/** Adds [start, end], of which `covered` is covered (all of it, unless it comes out of another coverage). */
export function cover(
  cells: Coverage,
  start: number,
  end: number,
  limit: number,
  gap = 0,
  covered: number = end - start,
): void {
  if (goesOn(cells, start, end, gap, covered)) {
    if (cells.length > limit * CELL) joinOldest(cells, gap);
    return;
  }
  // Intervals come nearly in the order of their end, so the place is found from the end.
  let after = cells.length;
  while (after > 0 && at(cells, after - CELL) > end + gap) after -= CELL;
  let first = after;
  while (first > 0 && at(cells, first - 2) + gap >= start) first -= CELL;

  if (first === cells.length) {
    cells.push(start, end, covered);
  } else if (first === after) {
    cells.splice(first, 0, start, end, covered);
  } else {
    const holes = uncovered(cells, first, after, start, end, covered);
    const from = Math.min(start, at(cells, first));
    const to = Math.max(end, at(cells, after - 2));
    cells[first] = from;
    cells[first + 1] = to;
    cells[first + 2] = to - from - holes;
    if (after > first + CELL) cells.splice(first + CELL, after - first - CELL);
  }
  if (cells.length > limit * CELL) joinOldest(cells, gap);
}

/**
 * Nearly always: the interval is a new last cell; or it begins in the last cell, or right behind it, and neither has
 * anything uncovered.
 */
function goesOn(cells: Coverage, start: number, end: number, gap: number, covered: number): boolean {
  const { length } = cells;
  const to = length === 0 ? Number.NEGATIVE_INFINITY : (cells[length - 2] as number);
  if (start > to + gap) {
    cells.push(start, end, covered);
    return true;
  }
  const from = cells[length - 3] as number;
  if (start < from || covered !== end - start || cells[length - 1] !== to - from) return false;
  if (end > to) {
    cells[length - 2] = end;
    cells[length - 1] = end - from;
  }
  return true;
}

/** What stays uncovered when the cells from `first` up to `after` and the interval become one cell. */
function uncovered(cells: Coverage, first: number, after: number, start: number, end: number, covered: number): number {
  const length = end - start;
  const thin = length > 0 ? 1 - covered / length : 0;
  let holes = 0;
  let alone = length;
  for (let i = first; i < after; i += CELL) {
    const cellLength = at(cells, i + 1) - at(cells, i);
    const open = cellLength - at(cells, i + 2);
    const shared = Math.max(0, Math.min(at(cells, i + 1), end) - Math.max(at(cells, i), start));
    alone -= shared;
    if (open > 0) holes += (open / cellLength) * (cellLength - shared + shared * thin);
  }
  // Whole numbers, so that sums stay exact.
  return Math.round(holes + thin * alone);
}

function joinOldest(cells: Coverage, gap: number): void {
  const pairs = Math.max(1, Math.floor(cells.length / CELL / 4));
  for (let pair = 0; pair < pairs; pair++) {
    const from = pair * 2 * CELL;
    const to = pair * CELL;
    const between = Math.min(gap, at(cells, from + CELL) - at(cells, from + 1));
    const covered = at(cells, from + 2) + at(cells, from + CELL + 2) + between;
    cells[to] = at(cells, from);
    cells[to + 1] = at(cells, from + CELL + 1);
    cells[to + 2] = covered;
  }
  cells.splice(pairs * CELL, pairs * CELL);
}

/** The covered time, in the unit of the cells. */
export function measure(cells: Coverage, gap = 0): number {
  let sum = 0;
  for (let i = 0; i < cells.length; i += CELL) {
    sum += at(cells, i + 2);
    if (i > 0) sum += Math.min(gap, at(cells, i) - at(cells, i - 2));
  }
  return sum;
}

/** Adds the part of another coverage that lies in [from, to]. */
export function coverFrom(
  cells: Coverage,
  other: Coverage,
  limit: number,
  gap = 0,
  from: number = Number.NEGATIVE_INFINITY,
  to: number = Number.POSITIVE_INFINITY,
): void {
  for (let i = 0; i < other.length; i += CELL) {
    const length = at(other, i + 1) - at(other, i);
    const start = Math.max(from, at(other, i));
    const end = Math.min(to, at(other, i + 1));
    if (start > end) continue;
    const covered = at(other, i + 2);
    const kept = covered === length ? end - start : Math.round((covered * (end - start)) / length);
    cover(cells, start, end, limit, gap, kept);
  }
}
