import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { eventFault } from '../../src/event/check.js';
import { decodeEvent } from '../../src/event/decode.js';
import { Encoder } from '../../src/event/encode.js';
import { LEADING, PAYLOADS } from '../../src/event/fields.js';
import { createRedactor } from '../../src/event/redact.js';
import type { EventInput } from '../../src/event/types.js';
import { encodeAll, encodeOne, NOW_MS } from '../support/encode.js';
import { cut } from '../support/lines.js';

const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('\u2028', '\u2029', '\x7f', '\x85', '\u202e', '\u2066', '\ud800', '\udfff', '😀'),
  }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hash', '"}', ',"hash":"', '\\', '\n', '{"v":1'),
);
const { value: hostileValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    hostileText,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(hostileText, tie('value'), { maxKeys: 4 }),
  ),
}));

describe('any payload', () => {
  it('comes back as JSON knows it, from one clean line', () => {
    fc.assert(
      fc.property(
        fc.array(hostileValue, { minLength: 1, maxLength: 3 }),
        fc.dictionary(hostileText, hostileValue),
        (list, extra) => {
          const events = list.map((params) => ({ ...extra, type: 'tool_call', name: 'n', params }));
          let previous = cut('sessionlog/1\0s\0w');
          for (const [seq, line] of encodeAll(events, { agent_id: 'a' }).entries()) {
            expect(line).not.toMatch(FORBIDDEN);
            expect(line.isWellFormed()).toBe(true);
            const at = line.lastIndexOf(',"hash":"');
            const hash = cut(previous + line.slice(0, at));
            expect(line.slice(at)).toBe(`,"hash":"${hash}"}`);
            previous = hash;

            const read: unknown = JSON.parse(line);
            expect(read).toMatchObject({ v: 1, session_id: 's', agent_id: 'a', writer: 'w', seq, name: 'n' });
            const back = decodeEvent(read as Record<string, unknown>);
            const params = 'event' in back ? back.event['params'] : back.fault;
            expect(JSON.stringify(params)).toBe(JSON.stringify(list[seq]));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('puts the keys in the order of the format, whatever order they came in', () => {
    for (const [type, fields] of Object.entries(PAYLOADS)) {
      const values = fields.map(({ key, kind }) => [key, exampleOf(kind)]);
      const given = Object.fromEntries([['extra', 1], ['parent_span_id', 'p'], ['span_id', 's'], ...values.reverse()]);
      const line = JSON.parse(encodeOne({ type, ...given }, { agent_id: 'a' }));
      const leading = LEADING.map(({ key }) => key);
      const payload = fields.map(({ key }) => key);
      expect(Object.keys(line)).toEqual([...leading, 'type', ...payload, 'span_id', 'parent_span_id', 'extra', 'hash']);
      expect(eventFault(line)).toBeUndefined();
    }
  });
});

function exampleOf(kind: (typeof LEADING)[number]['kind']): unknown {
  if (typeof kind === 'object') return 'one_of' in kind ? kind.one_of[0] : [];
  if (kind === 'instant') return '2026-11-21T07:35:00Z';
  if (kind === 'record') return {};
  if (kind === 'list') return [];
  if (kind === 'boolean') return true;
  return kind === 'text' || kind === 'unknown' ? 'x' : 1;
}

describe('the keys that every line has', () => {
  it('are the encoder’s, whatever the caller gives for them', () => {
    const given = { type: 'note', v: 9, session_id: 'other', writer: 'x', seq: 7, hash: 'h' };
    expect(JSON.parse(encodeOne(given))).toMatchObject({ v: 1, session_id: 's', writer: 'w', seq: 0 });
    expect(encodeOne(given)).toBe(encodeOne({ type: 'note' }));
  });

  it('take the caller’s time and agent', () => {
    const line = encodeOne({ type: 'note', ts: '2026-11-21T09:35:00.5+02:00', agent_id: 'b' }, { agent_id: 'a' });
    expect(JSON.parse(line)).toMatchObject({ ts: '2026-11-21T07:35:00.500Z', agent_id: 'b' });
  });

  it('leave out what is undefined', () => {
    const bare = encodeOne({ type: 'task_start', name: 'n' });
    expect(encodeOne({ type: 'task_start', name: 'n', metadata: undefined, span_id: undefined, more: undefined })).toBe(
      bare,
    );
    expect(Object.keys(JSON.parse(bare))).toEqual(['v', 'ts', 'session_id', 'writer', 'seq', 'type', 'name', 'hash']);
  });
});

describe('an event is refused', () => {
  const throwing = {
    type: 'note',
    get text(): string {
      throw new Error('no');
    },
  };
  const proxy = new Proxy({ type: 'note' }, { ownKeys: () => ['x', 'x'] });
  it.each<[string, unknown, string, RegExp]>([
    ['without a type', {}, 'EVENT_INVALID', /type: is missing/],
    ['with an empty type', { type: '' }, 'EVENT_INVALID', /type/],
    ['without what its type needs', { type: 'task_start' }, 'EVENT_INVALID', /task_start\.name: is missing/],
    [
      'with a field of another kind',
      { type: 'skill_attempt', skill: 's', attempt: 0, verified: true },
      'EVENT_INVALID',
      /attempt/,
    ],
    [
      'with NaN for a duration',
      { type: 'tool_call', name: 'n', duration_ms: Number.NaN },
      'EVENT_INVALID',
      /duration_ms/,
    ],
    ['with a span that is no text', { type: 'note', span_id: 7 }, 'EVENT_INVALID', /span_id/],
    ['with an agent that is no text', { type: 'note', agent_id: 7 }, 'EVENT_INVALID', /agent_id/],
    ['with a time that is none', { type: 'note', ts: 'noon' }, 'EVENT_INVALID', /ts: "noon"/],
    ['with a BigInt for a time', { type: 'note', ts: 1n }, 'VALUE_UNSUPPORTED', /BigInt/],
    ['when there is none', null, 'VALUE_UNSUPPORTED', /cannot be read/],
    ['when a getter of it throws', throwing, 'VALUE_UNSUPPORTED', /cannot be read: no/],
    ['when it is a proxy that lies', proxy, 'VALUE_UNSUPPORTED', /cannot be read/],
    [
      'over the limit',
      { type: 'note', text: 'x'.repeat(LIMITS.line_bytes) },
      'LINE_TOO_LONG',
      /note: .* more than 1048576/,
    ],
    ['far over the limit', { type: 'note', text: 'é'.repeat(LIMITS.line_bytes * 4) }, 'LINE_TOO_LONG', /note/],
  ])('%s', (_what, event, code, message) => {
    const encode = (): string => encodeOne(event as EventInput);
    expect(encode).toThrow(expect.objectContaining({ code }));
    expect(encode).toThrow(message);
  });

  it('and leaves no gap', () => {
    const encoder = new Encoder('s', 'w', undefined, createRedactor(false));
    expect(() => encoder.add({ type: '' }, NOW_MS)).toThrow();
    expect(encoder.nextSeq).toBe(0);
    encoder.add({ type: 'taken back' }, NOW_MS);
    encoder.undo();
    expect(encoder.length).toBe(0);
    const line = encoder.encode({ type: 'note' }, NOW_MS);
    expect(line.buffer.toString('utf8', line.start, line.end - 1)).toBe(encodeOne({ type: 'note' }));
  });
});

it('takes a line of exactly the limit, and none of a byte more', () => {
  const frame = encodeOne({ type: 'note', text: '' }).length;
  const room = LIMITS.line_bytes - frame;
  expect(Buffer.byteLength(encodeOne({ type: 'note', text: 'x'.repeat(room) }))).toBe(LIMITS.line_bytes);
  expect(Buffer.byteLength(encodeOne({ type: 'note', text: `é${'x'.repeat(room - 2)}` }))).toBe(LIMITS.line_bytes);
  expect(() => encodeOne({ type: 'note', text: 'x'.repeat(room + 1) })).toThrow(
    expect.objectContaining({ code: 'LINE_TOO_LONG' }),
  );
});

it('writes fields of a fixed kind as that kind, whatever their toJSON says', () => {
  const event = (metadata: object): EventInput => ({
    type: 'task_start',
    name: 'n',
    metadata: metadata as Record<string, unknown>,
  });
  const back = (metadata: object): unknown => {
    const line = JSON.parse(encodeOne(event(metadata)));
    expect(eventFault(line)).toBeUndefined();
    return line.metadata;
  };
  expect(back(new Date(0))).toEqual({ value: '1970-01-01T00:00:00.000Z' });
  expect(back(new Set([1, 2]))).toEqual({ value: [1, 2] });
  expect(back(new Map([['a', 1]]))).toEqual({ a: 1 });
  expect(back({ toJSON: () => undefined })).toBeUndefined();
});
