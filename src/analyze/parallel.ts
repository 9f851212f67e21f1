import { LIMITS } from '../base/limits.js';
import { msOf } from './micros.js';
import type { Fold, Report } from './types.js';

/** How many tools ran at once. */
export interface Parallel {
  /** The durations of all calls. */
  calls_us: number;
  /** Of the sessions that are closed: the time with at least one tool, and with at least two. */
  one_us: number;
  two_us: number;
  most: number;
  /** Of the open session: `counts[i]` tools ran from `times[i]` to the time behind it; none behind the last one. */
  times: number[];
  counts: number[];
  /** What came before these: summed up when it was too much to keep. */
  before: Summed | null;
}

/** A stretch of which only the sums are known. */
interface Summed {
  from: number;
  to: number;
  one_us: number;
  two_us: number;
}

const CUTS = 2 * LIMITS.coverage_cells;

export const parallel: Fold<Parallel, Report['parallel']> = {
  init: () => ({ calls_us: 0, one_us: 0, two_us: 0, most: 0, times: [], counts: [], before: null }),

  step(state, { known, start_us, at_us }) {
    if (known?.type !== 'tool_call' || start_us === at_us) return;
    state.calls_us += at_us - start_us;
    raise(state, start_us, at_us, 1);
  },

  merge(left, right) {
    left.calls_us += right.calls_us;
    left.one_us += right.one_us;
    left.two_us += right.two_us;
    left.most = Math.max(left.most, right.most);
    // As far as it was summed up, it can only be added.
    left.one_us += right.before?.one_us ?? 0;
    left.two_us += right.before?.two_us ?? 0;
    const { times, counts } = right;
    for (let i = 1; i < times.length; i++) {
      const count = counts[i - 1] ?? 0;
      if (count > 0) raise(left, times[i - 1] ?? 0, times[i] ?? 0, count);
    }
    return left;
  },

  finish(state) {
    const { before, times } = state;
    const open = sumOf(state, times.length - 1);
    const one_us = state.one_us + (before?.one_us ?? 0) + open.one_us;
    return {
      most: state.most,
      average: one_us === 0 ? 0 : Math.max(1, state.calls_us / one_us),
      several_ms: msOf(state.two_us + (before?.two_us ?? 0) + open.two_us),
    };
  },
};

/** Turns stretches of time into sums, which add up over sessions. */
export function sealParallel(state: Parallel): void {
  sumUp(state, state.times.length - 1);
  state.one_us += state.before?.one_us ?? 0;
  state.two_us += state.before?.two_us ?? 0;
  state.before = null;
  state.times = [];
  state.counts = [];
}

/** So many more ran in [start, end]. Exact in any order of the calls, but for what reaches into what was summed up. */
function raise(state: Parallel, start: number, end: number, by: number): void {
  const { times, counts } = state;
  const from = state.before === null ? start : takeBefore(state.before, start, end);
  if (from >= end) return;
  const first = cut(times, counts, from);
  const last = cut(times, counts, end);
  for (let i = first; i < last; i++) {
    const count = (counts[i] as number) + by;
    counts[i] = count;
    if (count > state.most) state.most = count;
  }
  if (times.length > CUTS) sumUp(state, times.length >> 1);
}

/** The index of the stretch that begins at an instant; a longer one is cut in two there. */
function cut(times: number[], counts: number[], at: number): number {
  let i = times.length;
  // Calls come nearly in the order of their end, so the place is found from the end.
  while (i > 0 && (times[i - 1] as number) > at) i--;
  if (i > 0 && times[i - 1] === at) return i - 1;
  insert(counts, i, i === 0 ? 0 : (counts[i - 1] as number));
  insert(times, i, at);
  return i;
}

/** As `splice`, for a place that is near the end, where that costs more than the few steps here. */
function insert(list: number[], place: number, value: number): void {
  list.push(value);
  for (let i = list.length - 1; i > place; i--) list[i] = list[i - 1] as number;
  list[place] = value;
}

/** The time of the first stretches in which at least one ran, and at least two. */
function sumOf({ times, counts }: Parallel, stretches: number): Pick<Summed, 'one_us' | 'two_us'> {
  const sum = { one_us: 0, two_us: 0 };
  for (let i = 0; i < stretches; i++) {
    const length = (times[i + 1] as number) - (times[i] as number);
    const count = counts[i] as number;
    if (count > 0) sum.one_us += length;
    if (count > 1) sum.two_us += length;
  }
  return sum;
}

function sumUp(state: Parallel, stretches: number): void {
  if (stretches <= 0) return;
  const { one_us, two_us } = sumOf(state, stretches);
  const { before } = state;
  state.before = {
    from: before?.from ?? (state.times[0] as number),
    to: state.times[stretches] as number,
    one_us: one_us + (before?.one_us ?? 0),
    two_us: two_us + (before?.two_us ?? 0),
  };
  state.times = state.times.slice(stretches);
  state.counts = state.counts.slice(stretches);
}

/** Takes the part of a call that lies in what was summed up, as if the calls in there were spread evenly; returns where the rest begins. */
function takeBefore(before: Summed, start: number, end: number): number {
  if (start >= before.to) return start;
  const length = before.to - before.from;
  const inside = Math.max(0, Math.min(end, before.to) - Math.max(start, before.from));
  const share = length > 0 ? inside / length : 0;
  before.two_us += Math.round(share * (before.one_us - before.two_us));
  before.one_us += Math.round(inside - share * before.one_us) + Math.max(0, Math.min(end, before.from) - start);
  before.from = Math.min(before.from, start);
  return before.to;
}
