import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allot, shareBar } from '../../src/render/bar.js';
import { glyphsFor } from '../../src/render/glyphs.js';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('allot', () => {
  it('gives the cells that are left to the largest remainders', () => {
    expect(allot([47, 16, 15.8, 12, 6.1, 3.1], 10)).toEqual([4, 2, 1, 1, 1, 1]);
    expect(allot([1, 1, 1], 80)).toEqual([27, 27, 26]);
    expect(allot([0, 0], 80)).toEqual([0, 0]);
  });

  it('shows what is small by one cell', () => {
    expect(allot([7_196_500, 3_500, 0], 80)).toEqual([79, 1, 0]);
  });

  it('adds up to its cells, gives nothing for nothing, and is off its share by no more than the small ones cost', () => {
    const weights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e13, noNaN: true })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(weights, fc.integer({ min: 8, max: 200 }), (all, cells) => {
        fc.pre(sum(all) > 0);
        const counts = allot(all, cells);
        expect(sum(counts)).toBe(cells);
        for (const [index, weight] of all.entries()) {
          const count = counts[index] ?? -1;
          expect(count > 0).toBe(weight > 0);
          expect(Math.abs(count - (weight / sum(all)) * cells)).toBeLessThanOrEqual(all.length);
        }
      }),
    );
  });
});

describe('shareBar', () => {
  const draw = (share: number, unicode = true): string =>
    shareBar(share, 4, 'tool', glyphsFor(unicode, false))
      .map(({ text }) => text)
      .join('');

  it('draws to an eighth of a cell, never beyond its end, and something for the smallest share', () => {
    expect([0, 0.001, 0.5, 0.53125, 1, 7, Number.NaN].map((share) => draw(share))).toEqual([
      '',
      '▏',
      '██',
      '██▏',
      '████',
      '████',
      '',
    ]);
    expect(draw(0.6, false)).toBe('##');
  });
});
