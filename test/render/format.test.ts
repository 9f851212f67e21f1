import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatInstant, formatPercent } from '../../src/render/index.js';

describe('formatDuration', () => {
  it.each([
    [0, '0ms'],
    [0.4, '<1ms'],
    [312, '312ms'],
    [999.4, '999ms'],
    [999.5, '1.0s'],
    [2500, '2.5s'],
    [59_949, '59.9s'],
    [59_950, '1m 00s'],
    [65_000, '1m 05s'],
    [3_599_499, '59m 59s'],
    [3_599_500, '1h 00m'],
    [7_200_000, '2h 00m'],
    [86_369_999, '23h 59m'],
    [86_370_000, '1d 00h'],
    [273_600_000, '3d 04h'],
    [1e12, '11,574d 02h'],
    [-2500, '-2.5s'],
    [Number.NaN, '?'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1234, '1.2 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [3_400_000, '3.4 MB'],
    [5e18, '5,000 PB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

it('sets thousands apart', () => {
  expect([0, 999, 1000, 1_234_567, 0.0001, 1234.5678].map(formatCount)).toEqual([
    '0',
    '999',
    '1,000',
    '1,234,567',
    '0.0001',
    '1,234.5678',
  ]);
});

it('never rounds a share to nothing or to all', () => {
  expect([0, 0.0001, 0.0099, 0.01, 0.484, 0.994, 0.996, 1, 12.5].map(formatPercent)).toEqual([
    '0 %',
    '<1 %',
    '<1 %',
    '1 %',
    '48 %',
    '99 %',
    '>99 %',
    '100 %',
    '1,250 %',
  ]);
});

describe('formatInstant', () => {
  it('shows the wall time of a zone, over midnight and summer time', () => {
    expect(formatInstant('2026-11-21T07:35:00.123Z')).toBe('2026-11-21 07:35:00');
    expect(formatInstant('2026-11-21T23:35:00Z', 'Europe/Berlin')).toBe('2026-11-22 00:35:00');
    expect(formatInstant('2026-07-01T00:00:00+02:00', 'Europe/Berlin')).toBe('2026-07-01 00:00:00');
    expect(formatInstant('2026-11-21T00:00:00Z')).toBe('2026-11-21 00:00:00');
  });

  it('shows what is no instant as it is, made safe', () => {
    expect(formatInstant('yesterday\u001b[1m')).toBe('yesterday\\x1b[1m');
  });

  it('refuses a zone that is not known', () => {
    expect(() => formatInstant('2026-11-21T00:00:00Z', 'Mars/Olympus')).toThrow(RangeError);
  });
});
