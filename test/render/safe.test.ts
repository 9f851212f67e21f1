import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { safeText } from '../../src/render/index.js';
import { safeJson } from '../../src/render/safe.js';
import { hostile, UNSAFE } from './fixture.js';

it.each([
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['\u0000\b\u001b\u007f\u009b', '\\x00\\x08\\x1b\\x7f\\x9b'],
  ['\u061c\u200e\u200f\u202a\u202e\u2066\u2069', '\\u061c\\u200e\\u200f\\u202a\\u202e\\u2066\\u2069'],
  ['\u200b\u200c\u200d\u2060\ufeff\u00ad', '\\u200b\\u200c\\u200d\\u2060\\ufeff\\xad'],
  ['\u2028\u2029', '\\u2028\\u2029'],
  ['\ud800x\udc00', '\\ud800x\\udc00'],
  ['\ue000\u{e0041}\u{f0000}', '\\ue000\\u{e0041}\\u{f0000}'],
  ['\u3164\u115f\u034f\u{e0100}', '\\u3164\\u115f\\u034f\\u{e0100}'],
  ['x\ufe0f', 'x\\ufe0f'],
])('makes %j visible', (text, shown) => {
  expect(safeText(text)).toBe(shown);
});

it('leaves text of all languages as it is', () => {
  for (const text of ['plain ~ text', 'Grüße, žluťoučký', 'e\u0301', '漢字かな', 'สวัสดี', 'עברית', '🚀 ⚠️ ✅']) {
    expect(safeText(text)).toBe(text);
  }
});

it('shows where combining marks are piled up', () => {
  expect(safeText(`a${'\u0301'.repeat(8)}`)).toBe(`a${'\u0301'.repeat(6)}\\u0301\\u0301`);
});

it('lets nothing through that drives a terminal, and changes nothing the second time', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const safe = safeText(text);
      expect(safe).not.toMatch(UNSAFE);
      expect(safeText(safe)).toBe(safe);
    }),
    { numRuns: 500 },
  );
});

it('shows a line of JSON so that nothing in it acts, and it is the same JSON', () => {
  expect(safeJson('{"a":\r"\u009b31m",\t"b":"\u202e\u{e0041}"}')).toBe(
    '{"a": "\\u009b31m", "b":"\\u202e\\udb40\\udc41"}',
  );
  fc.assert(
    fc.property(fc.dictionary(hostile, hostile), (value) => {
      const line = JSON.stringify(value);
      const safe = safeJson(line);
      expect(safe).not.toMatch(UNSAFE);
      expect(JSON.parse(safe)).toEqual(JSON.parse(line));
    }),
  );
});
