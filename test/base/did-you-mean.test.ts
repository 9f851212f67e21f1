import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../src/base/did-you-mean.js';

describe('did you mean', () => {
  const NAMES = ['analyze', 'tail', 'cat', 'append', 'schema', 'completion'];

  it.each([
    ['anlyze', 'analyze'],
    ['analyse', 'analyze'],
    ['comp', 'completion'],
    ['apend', 'append'],
    ['shcema', 'schema'],
    ['catt', 'cat'],
  ])('%s: %s', (given, meant) => expect(didYouMean(given, NAMES)).toBe(`: did you mean ${meant}?`));

  it.each(['frobnicate', 'x', '', 'list', '-'])('%j: nothing', (given) => expect(didYouMean(given, NAMES)).toBe(''));
});
