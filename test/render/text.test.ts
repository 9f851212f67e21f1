import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { shortenName, shortenPath, truncate } from '../../src/render/text.js';
import { hostile } from './fixture.js';

describe('truncate', () => {
  it('cuts between graphemes and says so', () => {
    expect(truncate('integrate', 9)).toBe('integrate');
    expect(truncate('integrate', 8)).toBe('integra…');
    expect(truncate('漢字漢字', 6)).toBe('漢字…');
    expect(truncate('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
    expect(truncate('integrate', 8, '...')).toBe('integ...');
    expect(truncate('integrate', 2, '...')).toBe('..');
  });
});

describe('shortenPath', () => {
  it.each([
    ['src/render/report/table.ts', 26, 'src/render/report/table.ts'],
    ['src/render/report/table.ts', 25, 'src/…/report/table.ts'],
    ['src/render/report/table.ts', 20, 'src/…/table.ts'],
    ['src/render/report/table.ts', 13, '…/table.ts'],
    ['/home/ci/work/src/main.py', 20, '/…/work/src/main.py'],
    ['a/test_a_very_long_name_indeed.py', 17, 'test_a_v…ndeed.py'],
    ['no_directory_but_a_long_name.txt', 12, 'no_di…me.txt'],
  ])('%s in %d cells is %s', (path, cells, shown) => {
    expect(shortenPath(path, cells)).toBe(shown);
  });

  it('shows only whole segments beside the one that is left out', () => {
    const segment = fc.stringMatching(/^[a-z]{1,9}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 2, maxLength: 9 }), fc.integer({ min: 14, max: 40 }), (all, cells) => {
        const shown = shortenPath(all.join('/'), cells).split('/');
        const gap = shown.indexOf('…');
        const kept = gap < 0 ? all : [...all.slice(0, gap), '…', ...all.slice(all.length - (shown.length - gap - 1))];
        expect(shown).toEqual(kept);
      }),
    );
  });
});

it('never takes more cells than it was given', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 0, max: 50 }), fc.constantFrom('…', '...'), (text, cells, ellipsis) => {
      for (const cut of [truncate, shortenPath, shortenName]) {
        expect(stringWidth(cut(text, cells, ellipsis))).toBeLessThanOrEqual(cells);
      }
    }),
    { numRuns: 300 },
  );
});
