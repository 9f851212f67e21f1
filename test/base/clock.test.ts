import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoFromMs, msFromIso } from '../../src/base/clock.js';

const YEAR_100 = Date.UTC(100, 0, 1);
const YEAR_10000 = Date.UTC(10_000, 0, 1);
const instant = fc.integer({ min: YEAR_100, max: YEAR_10000 - 1 });

describe('isoFromMs', () => {
  it('says what Date says, in whatever order instants come', () => {
    fc.assert(
      fc.property(fc.array(instant), (instants) => {
        expect(instants.map(isoFromMs)).toEqual(instants.map((ms) => new Date(ms).toISOString()));
      }),
    );
  });

  it('cuts a fraction of a millisecond off', () => {
    expect(isoFromMs(999.9)).toBe('1970-01-01T00:00:00.999Z');
    expect(isoFromMs(-0.1)).toBe('1969-12-31T23:59:59.999Z');
  });
});

describe('msFromIso', () => {
  it('reads back what isoFromMs writes', () => {
    fc.assert(
      fc.property(instant, (ms) => {
        expect(msFromIso(isoFromMs(ms))).toBe(ms);
      }),
    );
  });

  it('reads a text the same whatever was read before it', () => {
    const character = fc.constantFrom(...'0123456789.:-+TZ ~');
    fc.assert(
      fc.property(instant, fc.nat(23), character, (ms, at, put) => {
        const plain = isoFromMs(ms);
        const text = plain.slice(0, at) + put + plain.slice(at + 1);
        msFromIso('1999-12-31T23:59:59.999Z');
        const alone = msFromIso(text);
        msFromIso(plain);
        expect(msFromIso(text)).toBe(alone);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['2026-11-21T07:35:00Z', '2026-11-21T07:35:00.000Z'],
    ['2026-11-21T07:35:00.1Z', '2026-11-21T07:35:00.100Z'],
    ['2026-11-21T07:35:00.123456789Z', '2026-11-21T07:35:00.123Z'],
    ['2026-11-21T09:35:00+02:00', '2026-11-21T07:35:00.000Z'],
    ['2026-11-21T02:05:00-0530', '2026-11-21T07:35:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (text, same) => expect(msFromIso(text)).toBe(Date.parse(same)));

  it.each([
    ['no offset', '2026-11-21T07:35:00'],
    ['no time', '2026-11-21'],
    ['a day that does not exist', '2026-02-30T00:00:00Z'],
    ['no leap year', '2026-02-29T00:00:00Z'],
    ['hour 24', '2026-11-21T24:00:00Z'],
    ['minute 60', '2026-11-21T07:60:00Z'],
    ['a leap second', '2026-11-21T23:59:60Z'],
    ['an offset of a day', '2026-11-21T07:35:00+24:00'],
    ['year 0', '0000-01-01T00:00:00Z'],
    ['a year that becomes 10000 in UTC', '9999-12-31T23:59:59-01:00'],
    ['a year that becomes 99 in UTC', '0100-01-01T00:00:00+01:00'],
    ['ten decimals', '2026-11-21T07:35:00.1234567890Z'],
    ['a space', '2026-11-21 07:35:00Z'],
    ['a newline behind it', '2026-11-21T07:35:00Z\n'],
    ['lower case', '2026-11-21t07:35:00z'],
    ['what Date.parse would take', 'Nov 21, 2026'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => expect(msFromIso(text)).toBeNaN());
});
