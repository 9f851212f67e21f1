import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { foldLine, foldLines } from '../../src/render/fold.js';

describe('a folded line', () => {
  it('is broken at spaces, and goes on two further in', () => {
    expect(foldLine('one two three', 13)).toBe('one two three');
    expect(foldLine('one two three', 12)).toBe('one two\n  three');
    expect(foldLine('  one two three', 9)).toBe('  one two\n    three');
    expect(foldLines('one two\n  three four', 7)).toBe('one two\n  three\n    four');
  });

  it('holds a figure and its unit together', () => {
    expect(foldLine('it covers 826 B', 13)).toBe('it covers\n  826 B');
  });

  it('leaves a path whole that is longer', () => {
    expect(foldLine('see /a/very/long/path now', 10)).toBe('see\n  /a/very/long/path\n  now');
  });

  it('loses nothing, and no line is longer unless it is one word', () => {
    const word = fc.oneof(fc.stringMatching(/^[a-z/]{1,30}$/), fc.constantFrom('漢字', '😀😀', 'é', '…', '–'));
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 10, max: 80 }),
        (words, columns) => {
          const lines = foldLine(words.join(' '), columns).split('\n');
          expect(lines.map((line) => line.trim()).join(' ')).toBe(words.join(' '));
          for (const line of lines)
            if (line.trim().includes(' ')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
