/** Times as people write them. */
import { describe, expect, it } from 'vitest';
import { parsePeriod, parseWhen } from '../../src/cli/when.js';

// The local time zone decides what a day is: tests of processes set TZ, here both sides go by the same one.
const NOW = new Date(2026, 10, 21, 15, 30, 45, 500);
const at = (...parts: [number, number, number, number?, number?, number?, number?]): number => {
  const [year, month, day, ...time] = parts;
  return new Date(year, month - 1, day, ...time).getTime();
};

describe('parseWhen', () => {
  it.each<[given: string, ms: number]>([
    ['now', NOW.getTime()],
    ['30s', NOW.getTime() - 30_000],
    ['10m', NOW.getTime() - 600_000],
    ['2 h', NOW.getTime() - 7_200_000],
    ['7d', at(2026, 11, 14, 15, 30, 45, 500)],
    ['2W', at(2026, 11, 7, 15, 30, 45, 500)],
    [' today ', at(2026, 11, 21)],
    ['Yesterday', at(2026, 11, 20)],
    ['2026-11-19', at(2026, 11, 19)],
    ['2026-11-19T10:00', at(2026, 11, 19, 10)],
    ['2026-11-19 10:00', at(2026, 11, 19, 10)],
    ['2026-11-19T10:00:00.250Z', Date.UTC(2026, 10, 19, 10, 0, 0, 250)],
    ['2026-11-19T10:00:00+02:00', Date.UTC(2026, 10, 19, 8)],
  ])('%s as the start', (given, ms) => expect(parseWhen(given, NOW, 'start')).toBe(ms));

  it.each<[given: string, ms: number]>([
    ['today', at(2026, 11, 22) - 1],
    ['yesterday', at(2026, 11, 21) - 1],
    ['2026-11-19', at(2026, 11, 20) - 1],
    ['2026-11-19T10:00', at(2026, 11, 19, 10)],
    ['10m', NOW.getTime() - 600_000],
  ])('%s as the end', (given, ms) => expect(parseWhen(given, NOW, 'end')).toBe(ms));

  it.each([
    '',
    ' ',
    'nonsense',
    '10',
    '10x',
    '2026',
    '2026-11',
    '-5m',
    '2026-02-30',
    '2026-13-01',
    '1e3m',
    '9'.repeat(40),
  ])('%j is no time', (given) => expect(parseWhen(given, NOW, 'start')).toBeUndefined());
});

describe('a period', () => {
  it.each([
    ['7d..3d', 7, 3],
    ['7d..', 7, undefined],
    ['..3d', undefined, 3],
  ])('%s', (given, since_days, until_days) => {
    const ago = (days: number | undefined) => (days === undefined ? undefined : parseWhen(`${days}d`, NOW, 'start'));
    expect(parsePeriod(given, NOW)).toEqual({ since_ms: ago(since_days), until_ms: ago(until_days) });
  });

  it('holds its last day as a whole', () => {
    expect(parsePeriod('2026-11-19..2026-11-19', NOW)).toEqual({
      since_ms: at(2026, 11, 19),
      until_ms: at(2026, 11, 20) - 1,
    });
  });

  it.each(['', '..', '7d', '../x.jsonl', 'a/../b', '7d..soon', 'soon..7d'])('%j is none', (given) =>
    expect(parsePeriod(given, NOW)).toBeUndefined(),
  );
});
