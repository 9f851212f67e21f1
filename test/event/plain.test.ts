import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { carefulMembers } from '../../src/event/careful.js';
import { Encoder } from '../../src/event/encode.js';
import { PAYLOADS } from '../../src/event/fields.js';
import { ESCAPE, HINT, look, MARK } from '../../src/event/hints.js';
import { NOT_PLAIN, PlainWriter } from '../../src/event/plain.js';
import { SPANS } from '../../src/event/plan.js';
import { createRedactor } from '../../src/event/redact.js';
import { NOW_MS } from '../support/encode.js';

type Event = Record<string, unknown>;

/** In two halves, so that no scanner takes this file for a leak. */
const SECRETS = [
  `AK${'IAABCDEFGHIJKLMNOP'}`,
  `gh${'p_'}${'a1'.repeat(18)}`,
  `https://u:${'pass'}word@host`,
  'token=abcdef12',
];
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 20, maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\u2028', '\ud800', 'ä', '😀', '\x7f') }),
  fc.tuple(fc.string(), fc.constantFrom(...SECRETS), fc.string()).map((parts) => parts.join(' ')),
);
const name = fc.oneof(
  text,
  fc.constantFrom('token', 'apiKey', 'set-cookie', '__proto__', 'toJSON', 'n', 'a'.repeat(80)),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-0, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 1e21)),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    fc.constantFrom<unknown>(new Date(0), new Map([['a', 1]]), Symbol('s'), new Error('no'), Array(2)),
  ),
}));
const known = Object.values(PAYLOADS).flatMap((fields) => fields.map(({ key }) => key));
const event = fc
  .tuple(
    fc.constantFrom(...Object.keys(PAYLOADS), 'of-my-own', 'ä"'),
    fc.dictionary(fc.oneof(fc.constantFrom(...known, ...SPANS.map(({ key }) => key)), name), value, { maxKeys: 6 }),
  )
  .map(([type, payload]): Event => ({ ...payload, type, name: 'n', path: 'p' }));

/** What each way makes of an event: its text, or undefined where it leaves or refuses it. */
function bothWays(given: Event, redacts: boolean): { plainly: string | undefined; carefully: string | undefined } {
  const redactor = createRedactor(redacts);
  const out = Buffer.alloc(1 << 16);
  const end = new PlainWriter(redactor).members(out, 5, given);
  let carefully: string | undefined;
  try {
    carefully = carefulMembers(given, redactor);
  } catch {
    carefully = undefined;
  }
  return { plainly: end === NOT_PLAIN ? undefined : out.toString('utf8', 5, end), carefully };
}

describe('the plain way', () => {
  it('writes what the careful way gives, or nothing', () => {
    let plain = 0;
    fc.assert(
      fc.property(event, fc.boolean(), (given, redacts) => {
        const { plainly, carefully } = bothWays(given, redacts);
        if (plainly === undefined) return;
        plain++;
        expect(plainly).toBe(carefully);
      }),
      { numRuns: 3_000 },
    );
    expect(plain).toBeGreaterThan(100);
  });

  it.each<[string, Event]>([
    [
      'a tool call',
      { type: 'tool_call', name: 'pytest', params: { path: 'a/b', list: [1, 'x', null] }, duration_ms: 2.5 },
    ],
    ['text to escape', { type: 'note', text: 'say "hi"\n', more: 'ä' }],
    ['a secret', { type: 'note', text: SECRETS[0], password: 'open sesame', headers: { cookie: ['a', 'b'] } }],
    ['keys of ours', { v: 7, hash: 'x', type: 'file_read', path: 'p', size_bytes: 0, span_id: 's', extra: true }],
    ['what is undefined', { type: 'task_start', name: 'n', metadata: undefined, span_id: undefined }],
  ])('takes %s', (_what, given) => {
    const { plainly, carefully } = bothWays(given, true);
    expect(plainly).toBe(carefully);
    expect(plainly).toBeDefined();
  });

  it.each<[string, Event]>([
    ['keys in another order', { type: 'tool_call', duration_ms: 1, name: 'n' }],
    ['a missing name', { type: 'tool_call', duration_ms: 1 }],
    ['a field of another kind', { type: 'tool_call', name: 'n', duration_ms: 'long' }],
    ['a list of objects with fields', { type: 'skill', skill: 's', attempts: [], final_status: 'ok' }],
    ['an object of a class', { type: 'note', at: new Date(0) }],
    ['a toJSON', { type: 'note', it: { toJSON: () => 1 } }],
    ['a line that is longer than the buffer', { type: 'note', text: 'x'.repeat(1 << 16) }],
    ['many levels', { type: 'note', deep: JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`) }],
  ])('leaves %s to the careful way', (_what, given) => {
    expect(bothWays(given, true).plainly).toBeUndefined();
  });

  it('knows no key of the format that hides its value', () => {
    const redactor = createRedactor();
    expect(known.filter((key) => redactor?.hides('text', [key]) !== undefined)).toEqual([]);
  });
});

describe('a mark', () => {
  it('is found in every text that may hold a secret', () => {
    const words = HINT.source.split('|').map((word) => word.replaceAll('\\b', '').replaceAll('\\', ''));
    expect(words.length).toBeGreaterThan(40);
    const marked = (given: string): boolean => {
      const bytes = Buffer.from(given);
      return (look(bytes, 0, bytes.length) & (MARK | ESCAPE)) !== 0;
    };
    for (const word of words) {
      expect(HINT.test(word)).toBe(true);
      for (const form of [word, word.toUpperCase(), word.toLowerCase()])
        expect([form, marked(form)]).toEqual([form, true]);
    }
    const ascii = fc.string({ unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(ascii, fc.constantFrom(...words), ascii, (before, word, after) => marked(before + word + after)),
    );
  });

  it('is not found in what agents log all day', () => {
    for (const usual of [
      'src/event/redact.ts',
      'npm run build',
      'tests/unit/test_session_logger.py',
      'task_7',
      'pytest',
    ]) {
      expect([usual, look(Buffer.from(usual), 0, usual.length)]).toEqual([usual, 0]);
    }
  });
});

describe('lines that wait', () => {
  it('are the same as lines one by one, at any length', () => {
    const each = new Encoder('s', 'w', 'a', createRedactor());
    const many = new Encoder('s', 'w', 'a', createRedactor());
    let expected = '';
    for (let i = 0; i < 400; i++) {
      const given = { type: 'note', text: 'é'.repeat((i * i) % 3_000), agent_id: i % 50 === 0 ? `b"${i}` : undefined };
      const { buffer, start, end } = each.encode(given, NOW_MS + i);
      expected += buffer.toString('utf8', start, end);
      expect(many.add(given, NOW_MS + i)).toBe(NOW_MS + i);
      expect(many.lastLength).toBe(end - start);
    }
    const { buffer, start, end } = many.take();
    expect(buffer.toString('utf8', start, end)).toBe(expected);
    expect(many.length).toBe(0);
  });

  it('are not disturbed by an event that logs while it is read', () => {
    const encoder = new Encoder('s', 'w', undefined, createRedactor());
    const nested = {
      type: 'note',
      get outer(): string {
        encoder.add({ type: 'inner' }, NOW_MS);
        encoder.undo();
        encoder.add({ type: 'inner', longer: 'x'.repeat(100) }, NOW_MS);
        expect(() => encoder.add({ type: 'note', big: 1n }, NOW_MS)).toThrow(/BigInt/);
        return 'x';
      },
    };
    encoder.add(nested, NOW_MS);
    const { buffer, start, end } = encoder.take();
    const lines = buffer.toString('utf8', start, end).trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i));
    expect(events.at(-1)).toMatchObject({ type: 'note', outer: 'x' });
    expect(events.filter(({ type }) => type === 'inner').length).toBe(events.length - 1);
  });

  it('name no time that a reader would not take', () => {
    const encoder = new Encoder('s', 'w', undefined, undefined);
    expect(() => encoder.add({ type: 'note' }, Date.UTC(12_000, 0))).toThrow(/outside the years/);
    expect(() => encoder.add({ type: 'note', text: 'x'.repeat(LIMITS.line_bytes) }, NOW_MS)).toThrow(/LINE|line/);
    expect(encoder.nextSeq).toBe(0);
  });
});
