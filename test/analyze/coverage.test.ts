import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Coverage, cover, coverFrom, measure } from '../../src/analyze/coverage.js';

type Interval = [start: number, end: number];
const NO_LIMIT = 1_000_000;

const interval = (far: number) =>
  fc.tuple(fc.nat(far), fc.nat(Math.ceil(far / 5))).map(([start, length]): Interval => [start, start + length]);

function covered(intervals: readonly Interval[], limit = NO_LIMIT, gap = 0): Coverage {
  const cells: Coverage = [];
  for (const [start, end] of intervals) cover(cells, start, end, limit, gap);
  return cells;
}

/** Unit by unit, with every gap between covered stretches counted up to `gap`. */
function bruteForce(intervals: readonly Interval[], gap = 0): number {
  let sum = 0;
  let reached: number | undefined;
  for (const [start, end] of intervals.toSorted((a, b) => a[0] - b[0])) {
    if (reached === undefined) sum += end - start;
    else sum += Math.min(gap, Math.max(0, start - reached)) + Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached ?? end, end);
  }
  return sum;
}

describe('coverage', () => {
  it('counts overlaps once and leaves gaps out', () => {
    expect(
      measure(
        covered([
          [0, 10],
          [5, 20],
          [30, 40],
          [40, 41],
        ]),
      ),
    ).toBe(31);
  });

  it('counts a gap up to the cap, also when it is filled or split later', () => {
    expect(
      measure(
        covered(
          [
            [0, 0],
            [100, 100],
          ],
          NO_LIMIT,
          30,
        ),
        30,
      ),
    ).toBe(30);
    expect(
      measure(
        covered(
          [
            [0, 0],
            [100, 100],
            [50, 50],
          ],
          NO_LIMIT,
          30,
        ),
        30,
      ),
    ).toBe(60);
    expect(
      measure(
        covered(
          [
            [0, 0],
            [100, 100],
            [10, 90],
          ],
          NO_LIMIT,
          30,
        ),
        30,
      ),
    ).toBe(100);
  });

  it('is the measure of the union, in any order', () => {
    fc.assert(
      fc.property(fc.array(interval(200)), fc.nat(40), (intervals, gap) => {
        expect(measure(covered(intervals))).toBe(bruteForce(intervals));
        expect(measure(covered(intervals, NO_LIMIT, gap), gap)).toBe(bruteForce(intervals, gap));
      }),
    );
  });

  it('takes another coverage, whole or clipped', () => {
    fc.assert(
      fc.property(fc.array(interval(200)), fc.array(interval(200)), interval(200), (a, b, [from, to]) => {
        const whole = covered(a);
        coverFrom(whole, covered(b), NO_LIMIT);
        expect(measure(whole)).toBe(bruteForce([...a, ...b]));

        const clipped: Coverage = [];
        coverFrom(clipped, covered(b), NO_LIMIT, 0, from, to);
        const inside = b.map(([s, e]): Interval => [Math.max(s, from), Math.min(e, to)]).filter(([s, e]) => s <= e);
        expect(measure(clipped)).toBe(bruteForce(inside));
      }),
    );
  });

  it('stays exact within its limit of cells while intervals come in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(50), fc.nat(50))),
        fc.integer({ min: 2, max: 8 }),
        fc.nat(20),
        (steps, limit, gap) => {
          let now = 0;
          const intervals = steps.map(([pause, length]): Interval => {
            const start = now + pause;
            now = start + length;
            return [start, now];
          });
          const cells = covered(intervals, limit, gap);
          expect(cells.length / 3).toBeLessThanOrEqual(limit);
          expect(measure(cells, gap)).toBe(bruteForce(intervals, gap));
        },
      ),
    );
  });

  it('over its limit is never more than the span or less than the longest interval', () => {
    fc.assert(
      fc.property(fc.array(interval(10_000), { minLength: 1 }), (intervals) => {
        const cells = covered(intervals, 4);
        const span = Math.max(...intervals.map(([, e]) => e)) - Math.min(...intervals.map(([s]) => s));
        expect(cells.length / 3).toBeLessThanOrEqual(4);
        expect(measure(cells)).toBeLessThanOrEqual(span);
        expect(measure(cells)).toBeGreaterThanOrEqual(0);
        for (let i = 0; i < cells.length; i += 3) {
          const [start = 0, end = 0, part = 0] = cells.slice(i, i + 3);
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(end - start);
        }
      }),
    );
  });

  it('is wrong by at most the uncovered time of the joined cells that an interval cuts', () => {
    // Twelve runs of 10 with pauses of 10; the oldest are joined, each with uncovered pauses in it.
    const runs = Array.from({ length: 12 }, (_, i): Interval => [i * 20, i * 20 + 10]);
    const cells = covered(runs, 8);
    const first = cells.slice(0, 3);
    const hole = (first[1] ?? 0) - (first[0] ?? 0) - (first[2] ?? 0);
    expect(hole).toBeGreaterThan(0);
    cover(cells, 5, 12, 8);
    const error = Math.abs(measure(cells) - bruteForce([...runs, [5, 12]]));
    expect(error).toBeLessThanOrEqual(hole);
  });

  it('is exact again for an interval that holds the joined cells', () => {
    const runs = Array.from({ length: 100 }, (_, i): Interval => [i * 20, i * 20 + 10]);
    const cells = covered(runs, 8);
    cover(cells, 0, 2000, 8);
    expect(measure(cells)).toBe(2000);
  });
});
