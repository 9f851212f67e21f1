import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pick, type SomeNeeds } from '../../../src/event/prune/needs.js';
import type { Prune } from '../../../src/event/prune/pruner.js';
import { openPruner } from '../../../src/log/pruner.js';
import { anyNeeds, anyRecord, written } from './arbitrary.js';

function pruner(needs: SomeNeeds): Prune {
  const prune = openPruner(needs);
  if (prune === undefined) throw new Error('no kernel: npm run build makes it');
  return prune;
}

const prune = (line: string, needs: SomeNeeds): unknown => pruner(needs)(Buffer.from(line));

/** What must hold of any bytes: what is given is what is left of what JSON.parse gives. Tells whether it was given. */
function holds(bytes: Buffer, needs: SomeNeeds, given = pruner(needs)): boolean {
  const left = given(bytes);
  if (left === undefined) return false;
  expect(isUtf8(bytes)).toBe(true);
  const expected = pick(JSON.parse(bytes.toString('utf8')), needs);
  // As text, in which `__proto__` is a key like any other; the keys of the record itself may stand in any order.
  const text = (value: object): string[] =>
    Object.entries(value)
      .map((entry) => JSON.stringify(entry))
      .sort();
  expect(text(left)).toEqual(text(expected as object));
  return true;
}

describe('pruning a line', () => {
  it('keeps what is named and what is in it', () => {
    const needs: SomeNeeds = {
      members: { type: 'whole', message: { members: { id: 'whole', content: { members: { n: {} } } } } },
    };
    const line = '{"type":"user","big":"xxx","message":{"id":7,"content":[{"n":1,"m":[2]},"text",null,[{"n":"a"}]]}}';
    expect(prune(line, needs)).toEqual({
      type: 'user',
      message: { id: 7, content: [{ n: 1 }, 'text', null, [{ n: 'a' }]] },
    });
  });

  it('measures long texts, and leaves short ones', () => {
    const long = `ä "quoted" \\ 😀\n${'line\n'.repeat(30)}`;
    const needs: SomeNeeds = { members: { text: { measure: 0 }, head: { measure: 4 } } };
    expect(prune(JSON.stringify({ text: long, head: long }), needs)).toEqual({
      text: { bytes: Buffer.byteLength(long), lines: 31 },
      head: { head: 'ä "q', bytes: Buffer.byteLength(long), lines: 31 },
    });
    expect(prune(JSON.stringify({ text: 'short\n', head: 'short' }), needs)).toEqual({
      text: 'short\n',
      head: 'short',
    });
  });

  it('does not part a pair of surrogates', () => {
    const text = `😀${'x'.repeat(200)}`;
    for (const line of [JSON.stringify({ a: text }), JSON.stringify({ a: text }).replace('😀', '\\ud83d\\uDE00')])
      expect(prune(line, { members: { a: { measure: 1 } } })).toEqual({ a: { head: '😀', bytes: 204, lines: 1 } });
  });

  it.each([
    ['a token that is none', '{"a":tru}'],
    ['a number that is none', '{"a":01}'],
    ['a bare minus', '{"a":-}'],
    ['an exponent without digits', '{"a":1e}'],
    ['a control character in a text', '{"a":"\t"}'],
    ['an escape that is none', '{"a":"\\x"}'],
    ['half an escape', '{"a":"\\u12"}'],
    ['a text without an end', '{"a":"b'],
    ['a comma too many', '{"a":[1,],"b":1}'],
    ['a second record', '{"a":1}{"a":2}'],
    ['a record without an end', '{"a":{"b":1}'],
    ['nothing', ''],
    ['a NUL', '{"a":1}\0'],
    ['deep nesting', `${'['.repeat(200)}${']'.repeat(200)}`],
  ])('is in doubt of %s', (_, line) => {
    for (const needs of [{}, { rest: 'whole' }, { rest: { measure: 0 } }, { members: { b: 'whole' } }] as const)
      expect(prune(line, needs)).toBeUndefined();
  });

  it('is in doubt of bytes that are no UTF-8, of a key with escapes, and of a line of more than 4 MiB', () => {
    const given = pruner({ members: { a: 'whole' } });
    expect(given(Buffer.from([...Buffer.from('{"b":"'), 0xff, ...Buffer.from('"}')]))).toBeUndefined();
    expect(given(Buffer.from('{"\\u0061":1}'))).toBeUndefined();
    expect(given(Buffer.from(`{"b":"${'x'.repeat(5_000_000)}"}`))).toBeUndefined();
    expect(given(Buffer.from(`{"b":"${'x'.repeat(3_000_000)}","a":1}`))).toEqual({ a: 1 });
  });

  it('leaves what looks like a measure as it is', () => {
    const line = '{"a":{"bytes":1,"lines":2,"head":"h","json_bytes":[3],"more":4}}';
    expect(prune(line, { members: { a: { measure: 0 } } })).toEqual({
      a: { bytes: 1, lines: 2, head: 'h', json_bytes: [3] },
    });
  });

  it('gives what is left of what JSON.parse gives, for any value and any needs', () => {
    let given = 0;
    fc.assert(
      fc.property(
        anyRecord,
        anyNeeds,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (value, needs, odds) => {
          const odd = (): number => odds.next().value ?? 0;
          if (holds(Buffer.from(written(value, odd)), needs)) given++;
        },
      ),
      { numRuns: 1_500 },
    );
    // Doubt is the exception.
    expect(given).toBeGreaterThan(900);
  });

  it('gives the same, or nothing, for lines that were damaged', () => {
    fc.assert(
      fc.property(
        anyRecord,
        anyNeeds,
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...Buffer.from('"\\{}[],:0eE+-.tfnu \n\0\x1f\xff\x80'))), {
          minLength: 1,
          maxLength: 4,
        }),
        (value, needs, damage) => {
          const bytes = Buffer.from(JSON.stringify(value));
          for (const [at, byte] of damage) bytes[at % bytes.length] = byte;
          holds(bytes, needs);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is switched off with the other kernels', () => {
    process.env['SESSIONLOG_WASM'] = 'off';
    try {
      expect(openPruner({ members: { a: 'whole' } })).toBeUndefined();
    } finally {
      delete process.env['SESSIONLOG_WASM'];
    }
  });
});
