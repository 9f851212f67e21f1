import { LIMITS } from '../base/limits.js';
import { type Coverage, cover, measure } from './coverage.js';
import { msOf } from './micros.js';
import type { Fold, Report } from './types.js';

/** How many tools ran at once. */
export interface Parallel {
  /** The durations of all calls. */
  calls_us: number;
  /** Of the sessions that are closed: the time with at least one tool, with at least two, and the most at once. */
  one_us: number;
  two_us: number;
  most: number;
  /** Of the open session: when at least one, two, three… tools ran. */
  levels: Coverage[];
}

const LIMIT = LIMITS.coverage_cells;

/**
 * One more ran in [start, end]: where at least n did, at least n + 1 do now. Exact in any order of the calls, as long
 * as coverages are.
 */
function raise(levels: Coverage[], start: number, end: number, covered: number): void {
  for (let level = Math.min(levels.length, LIMITS.parallel_levels - 1) - 1; level >= 0; level--) {
    const cells = levels[level] ?? [];
    for (let i = cells.length - 3; i >= 0; i -= 3) {
      const from = cells[i] ?? 0;
      const to = cells[i + 1] ?? 0;
      const own = cells[i + 2] ?? 0;
      if (to <= start) break;
      const begin = Math.max(from, start);
      const stop = Math.min(to, end);
      if (begin >= stop) continue;
      const density = (own / (to - from)) * (covered / (end - start));
      let above = levels[level + 1];
      if (above === undefined) {
        above = [];
        levels.push(above);
      }
      cover(above, begin, stop, LIMIT, 0, Math.round((stop - begin) * density));
    }
  }
  const [lowest] = levels;
  if (lowest === undefined) levels.push([start, end, covered]);
  else cover(lowest, start, end, LIMIT, 0, covered);
}

export const parallel: Fold<Parallel, Report['parallel']> = {
  init: () => ({ calls_us: 0, one_us: 0, two_us: 0, most: 0, levels: [] }),

  step(state, { known, start_us, at_us }) {
    if (known?.type !== 'tool_call' || start_us === at_us) return;
    state.calls_us += at_us - start_us;
    raise(state.levels, start_us, at_us, at_us - start_us);
  },

  merge(left, right) {
    left.calls_us += right.calls_us;
    left.one_us += right.one_us;
    left.two_us += right.two_us;
    left.most = Math.max(left.most, right.most);
    for (const cells of right.levels) {
      for (let i = 0; i < cells.length; i += 3) {
        const [from = 0, to = 0, covered = 0] = cells.slice(i, i + 3);
        raise(left.levels, from, to, covered);
      }
    }
    return left;
  },

  finish({ calls_us, one_us, two_us, most, levels }) {
    const one = one_us + measure(levels[0] ?? []);
    return {
      most: Math.max(most, levels.length),
      average: one === 0 ? 0 : Math.max(1, calls_us / one),
      several_ms: msOf(two_us + measure(levels[1] ?? [])),
    };
  },
};

/** Turns stretches of time into sums, which add up over sessions. */
export function sealParallel(state: Parallel): void {
  const [one = [], two = []] = state.levels;
  state.one_us += measure(one);
  state.two_us += measure(two);
  state.most = Math.max(state.most, state.levels.length);
  state.levels = [];
}
