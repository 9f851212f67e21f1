import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/base/duration.js';

describe('a length of time', () => {
  it.each([
    ['0', 0],
    ['250ms', 250],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['1.5h', 5_400_000],
    ['7d', 604_800_000],
    [' 2 W ', 1_209_600_000],
  ])('%j is %i ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '30', '-1s', 's', '1y', '1e3s', '1.5', '1h30m', '٣s'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
