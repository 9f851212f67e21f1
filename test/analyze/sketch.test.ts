import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addValue, createSketch, mergeSketch, quantile, type Sketch } from '../../src/analyze/sketch.js';

const values = fc.array(fc.oneof(fc.nat(1_000_000), fc.maxSafeNat()), { minLength: 1 });

function sketchOf(numbers: readonly number[]): Sketch {
  const sketch = createSketch();
  for (const value of numbers) addValue(sketch, value);
  return sketch;
}

/** The value of rank ⌈q·n⌉. */
const exact = (numbers: readonly number[], q: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(q * numbers.length)) - 1] ?? Number.NaN;

describe('sketch', () => {
  it('gives each quantile within one percent', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0, 0.01, 0.5, 0.95, 0.99, 1), (numbers, q) => {
        const truth = exact(numbers, q);
        expect(Math.abs(quantile(sketchOf(numbers), q) - truth)).toBeLessThanOrEqual(0.01 * truth + 1e-9 * truth);
      }),
    );
  });

  it('knows the only value, and the largest, exactly', () => {
    expect(quantile(sketchOf([3_500_000]), 0.5)).toBe(3_500_000);
    expect(sketchOf([5, 123_457, 7]).max).toBe(123_457);
  });

  it('merges to the sketch of all values', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(mergeSketch(sketchOf(a), sketchOf(b))).toEqual(sketchOf([...a, ...b]));
      }),
    );
    expect(mergeSketch(createSketch(), sketchOf([4, 2]))).toEqual(sketchOf([4, 2]));
  });
});
