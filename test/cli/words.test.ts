/** The words of a command line, before the parser sees them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markOperands, unmark } from '../../src/cli/words.js';

const word = fc.string().filter((text) => !text.includes('\0') && text !== '--');

describe('operands', () => {
  it('are the same again once they are unmarked', () => {
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(unmark(markOperands(words))).toEqual(words);
      }),
    );
  });

  it('behind -- never look like options', () => {
    fc.assert(
      fc.property(fc.array(word), fc.array(fc.string()), (before, behind) => {
        const marked = markOperands([...before, '--', ...behind.map((text) => text.replaceAll('\0', ''))]);
        expect(marked.slice(before.length).filter((text) => text.startsWith('-'))).toEqual([]);
      }),
    );
  });
});
