import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/event/redact.js';
import { Bounded } from '../../../src/formats/agent/bounded.js';
import { briefError, briefParams, bytesOf, cutText, linesOf } from '../../../src/formats/agent/briefs.js';
import { callDuration, OpenCalls } from '../../../src/formats/agent/calls.js';
import { tagged, turnName } from '../../../src/formats/agent/turns.js';
import { amountOf, countOf, listOf, recordOf, recordsOf, textOf } from '../../../src/formats/agent/values.js';

describe('values of others', () => {
  it('are taken if they are of the kind', () => {
    expect([textOf('a'), textOf(''), textOf(5)]).toEqual(['a', undefined, undefined]);
    expect([countOf(0), countOf(-1), countOf(1.5), countOf('1')]).toEqual([0, undefined, undefined, undefined]);
    expect([amountOf(1.5), amountOf(-1), amountOf(Number.NaN)]).toEqual([1.5, undefined, undefined]);
    expect([recordOf({ a: 1 }), recordOf([1]), recordOf(null)]).toEqual([{ a: 1 }, undefined, undefined]);
    expect([listOf([1]), listOf({ length: 1 })]).toEqual([[1], []]);
    expect(recordsOf([{ a: 1 }, 'x', null, [1]])).toEqual([{ a: 1 }]);
  });
});

describe('a bounded map', () => {
  it('forgets the oldest, and says which', () => {
    const map = new Bounded<string, number>(2);
    expect([map.set('a', 1), map.set('b', 2)]).toEqual([undefined, undefined]);
    map.set('a', 3);
    expect(map.set('c', 4)).toBe(2);
    expect([map.get('a'), map.has('b'), map.take('c'), map.take('c')]).toEqual([3, false, 4, undefined]);
    expect([...map.values()]).toEqual([3]);
  });

  it('forgets in the order in which entries were set last, whatever was taken out or cleared', () => {
    const operation = fc.oneof(
      { weight: 8, arbitrary: fc.record({ set: fc.integer({ min: 0, max: 9 }) }) },
      { weight: 2, arbitrary: fc.record({ take: fc.integer({ min: 0, max: 9 }) }) },
      { weight: 1, arbitrary: fc.constant({ clear: true }) },
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const map = new Bounded<number, number>(4);
        let model: [number, number][] = [];
        for (const [at, each] of operations.entries()) {
          if ('clear' in each) {
            map.clear();
            model = [];
          } else if ('take' in each) {
            expect(map.take(each.take)).toBe(model.find(([key]) => key === each.take)?.[1]);
            model = model.filter(([key]) => key !== each.take);
          } else {
            model = [...model.filter(([key]) => key !== each.set), [each.set, at]];
            expect(map.set(each.set, at)).toBe(model.length > 4 ? model.shift()?.[1] : undefined);
          }
          expect(map.entries()).toEqual(model);
        }
      }),
    );
  });
});

describe('calls', () => {
  it('find their results once', () => {
    const calls = new OpenCalls(2);
    expect(calls.begin({ id: '__proto__', at_ms: 1 })).toBeUndefined();
    expect(calls.end('__proto__')).toEqual({ id: '__proto__', at_ms: 1 });
    expect(calls.end('__proto__')).toBeUndefined();
    calls.begin({ id: 'a', at_ms: 2 });
    calls.begin({ id: 'b', at_ms: 3 });
    expect(calls.begin({ id: 'c', at_ms: 4 })).toEqual({ id: 'a', at_ms: 2 });
    expect(calls.rest().map(({ id }) => id)).toEqual(['b', 'c']);
    expect(calls.rest()).toEqual([]);
    expect(calls.counts).toEqual({ calls: 4, results: 2, matched: 1 });
  });

  it('take what the source says, else from call to result, and never less than nothing', () => {
    expect(callDuration(10, 30, 5)).toEqual({ duration_ms: 5, duration_source: 'source' });
    expect(callDuration(10, 30)).toEqual({ duration_ms: 20, duration_source: 'call_to_result' });
    expect(callDuration(30, 10)).toEqual({});
  });
});

describe('briefs', () => {
  it('hold no half of a secret, wherever the cut falls', () => {
    const secret = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
    const redactor = createRedactor();
    for (let before = 0; before < 260; before++) {
      const text = `${'x'.repeat(before)} ${secret} behind`;
      // A whole one is taken out when the event is written.
      for (const cut of [cutText(text), cutText(text, 60), turnName(text), JSON.stringify(briefParams({ text }))])
        expect(redactor?.text(cut ?? '')).not.toContain('ghp_');
    }
    expect(cutText(`${secret} ${'y'.repeat(200)}`)).toMatch(/^\[REDACTED:github-token\] y+…$/);
    expect(cutText(`${secret} ${'y'.repeat(9_000)}`, 4_000)).toHaveLength(4_000);
    expect(cutText(`a ${'-----BEGIN RSA PRIVATE KEY-----'}${'k'.repeat(9_000)}`)).toBe('a [REDACTED:private-key]…');
  });

  it('cut texts, leave out bodies, shorten lists and depth', () => {
    const long = 'x'.repeat(500);
    const params = { file_path: 'a', content: long, command: long, list: Array.from({ length: 50 }, () => 1) };
    const brief = briefParams(params) as Record<string, unknown>;
    expect(Object.keys(brief)).toEqual(['file_path', 'command', 'list']);
    expect(brief['command']).toHaveLength(200);
    expect(brief['list']).toHaveLength(21);
    expect(briefParams({ a: { b: { c: { d: 1 } } } })).toEqual({ a: { b: { c: { d: 1 } } } });
    expect(briefParams({ a: { b: { c: { d: { e: 1 } } } } })).toEqual({ a: { b: { c: { d: '…' } } } });
    expect(briefParams({ prompt: 'secret', x: 1 }, new Set(['prompt']))).toEqual({ x: 1 });
  });

  it('keep a key __proto__ as plain data', () => {
    const brief = briefParams(JSON.parse('{"__proto__":{"a":1}}'));
    expect(Object.entries(brief as object)).toEqual([['__proto__', { a: 1 }]]);
  });

  it('never cut a character in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 2, max: 30 }), (text, chars) => {
        const cut = cutText(text, chars);
        expect(cut.length).toBeLessThanOrEqual(chars);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut === text || (cut.endsWith('…') && text.startsWith(cut.slice(0, -1)))).toBe(true);
      }),
    );
  });

  it('tell sizes, of what can be written', () => {
    expect([bytesOf('é'), bytesOf({ a: 1 }), bytesOf(null), bytesOf(undefined)]).toEqual([2, 7, 4, undefined]);
    expect(bytesOf(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))).toBeUndefined();
    expect(['', 'a', 'a\n', 'a\nb', '\n\n'].map(linesOf)).toEqual([0, 1, 1, 2, 2]);
    expect(briefError(`  ${'e'.repeat(600)}`)).toHaveLength(500);
  });
});

describe('the name of a turn', () => {
  it('is the beginning of the prompt, on one line', () => {
    expect(turnName('fix the\n\n bug\u202E \u0007now')).toBe('fix the bug now');
    expect(turnName(' \n\t ')).toBeUndefined();
    expect(turnName('a'.repeat(100))).toBe(`${'a'.repeat(59)}…`);
    expect(turnName('please rewrite the whole of the parser, so that it reads every line')).toBe(
      'please rewrite the whole of the parser, so that it reads…',
    );
  });

  it('never is longer than 60, nor more than a line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (prompt) => {
        const name = turnName(prompt) ?? '-';
        expect(name.length).toBeLessThanOrEqual(60);
        expect(name).toMatch(/^[^\p{Cc}]+$/u);
      }),
    );
  });

  it('may stand in a tag', () => {
    expect(tagged('<command-name> /init </command-name> x', 'command-name')).toBe('/init');
    expect([tagged('x', 'a'), tagged('<a> </a>', 'a'), tagged('<a>open', 'a')]).toEqual([undefined, undefined, 'open']);
  });
});
