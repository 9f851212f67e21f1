import { describe, expect, it } from 'vitest';
import { encodeOne, paramsBack } from '../support/encode.js';

class Money {
  readonly amount = 5;
  readonly currency = 'EUR';
}

describe('values of the caller’s', () => {
  it.each<[string, unknown, unknown]>([
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a date that is none', new Date(Number.NaN), null],
    ['a map', new Map<string, unknown>([['a', new Map([['b', 1]])]]), { a: { b: 1 } }],
    ['a map with a hostile key', new Map([['__proto__', 1]]), JSON.parse('{"__proto__":1}')],
    ['a set', new Set([1, new Set(['x'])]), [1, ['x']]],
    ['a buffer', Buffer.from('ab'), { type: 'Buffer', data: [97, 98] }],
    ['an instance', new Money(), { amount: 5, currency: 'EUR' }],
    ['boxed values', [Object('s'), Object(1), Object(false)], ['s', 1, false]],
    ['what JSON has no word for', [undefined, () => 1, Symbol('s'), Number.NaN, -0], [null, null, null, null, 0]],
    ['keys of such values', { a: undefined, b: () => 1, c: Symbol('s'), d: null, [Symbol('k')]: 1 }, { d: null }],
    ['holes', Object.assign([1], { 2: 3 }), [1, null, 3]],
    ['no prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    [
      'hostile keys',
      JSON.parse('{"__proto__":{"x":1},"constructor":1,"toJSON":2}'),
      JSON.parse('{"__proto__":{"x":1},"constructor":1,"toJSON":2}'),
    ],
    ['one object twice', ((same) => [same, same])({ a: 1 }), [{ a: 1 }, { a: 1 }]],
    ['an error', new TypeError('bad'), { name: 'TypeError', message: 'bad' }],
    [
      'an error with more to say',
      Object.assign(new Error('no', { cause: new Error('why') }), { code: 'ENOENT' }),
      { code: 'ENOENT', name: 'Error', message: 'no', cause: { name: 'Error', message: 'why' } },
    ],
  ])('%s', (_what, value, back) => {
    expect(paramsBack(value)).toEqual(back);
    expect(paramsBack({ deep: [value] })).toEqual({ deep: [back === undefined ? null : back] });
  });

  it('are asked for their toJSON as JSON.stringify asks', () => {
    const value = { toJSON: (key: string) => ({ key, again: { toJSON: (inner: string) => inner } }) };
    expect(paramsBack({ a: value, b: [value] })).toEqual(JSON.parse(JSON.stringify({ a: value, b: [value] })));
  });

  it('leave an undefined of theirs out', () => {
    const line = encodeOne({ type: 'tool_call', name: 'n', params: { toJSON: () => undefined } });
    expect(JSON.parse(line)).not.toHaveProperty('params');
  });
});

/** Objects inside objects, so that the innermost lies this deep in the event. */
const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels - 1)}1${'}'.repeat(levels - 1)}`);

describe('values that are refused', () => {
  const circle: Record<string, unknown> = { list: [] };
  (circle['list'] as unknown[]).push({ back: circle });
  const endless = { toJSON: (): unknown => ({ again: endless }) };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  it.each<[string, unknown, string, RegExp]>([
    ['a circle', circle, 'VALUE_CIRCULAR', /params\.list\[0\]\.back leads back to params/],
    ['itself in a set', ((set: Set<unknown>) => set.add(set))(new Set()), 'VALUE_CIRCULAR', /params/],
    ['a toJSON without end', endless, 'VALUE_CIRCULAR', /params\.again/],
    ['a BigInt', { a: [1, 2n] }, 'VALUE_UNSUPPORTED', /params\.a\[1\] is a BigInt/],
    ['more than 64 levels', nested(65), 'VALUE_TOO_DEEP', /params\.a\.a.* levels/],
    ['very many levels', nested(5000), 'VALUE_TOO_DEEP', /params/],
    [
      'a getter that throws',
      {
        get a() {
          throw new Error('no getter');
        },
      },
      'VALUE_UNSUPPORTED',
      /params\.a cannot be read: no getter/,
    ],
    [
      'a toJSON that throws nothing known',
      {
        toJSON() {
          throw Object.create(null);
        },
      },
      'VALUE_UNSUPPORTED',
      /params/,
    ],
    ['a proxy that is gone', revoked.proxy, 'VALUE_UNSUPPORTED', /params cannot be read/],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          ownKeys() {
            throw new Error('no keys');
          },
        },
      ),
      'VALUE_UNSUPPORTED',
      /no keys/,
    ],
  ])('%s', (_what, params, code, message) => {
    const encode = (): unknown => paramsBack(params);
    expect(encode).toThrow(expect.objectContaining({ code }));
    expect(encode).toThrow(message);
  });

  it('but not 64 levels', () => expect(paramsBack(nested(64))).toEqual(nested(64)));
});

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}

it('reads the caller’s objects and never changes them, frozen or not', () => {
  const make = () => ({
    type: 'tool_call' as const,
    name: 'login',
    params: {
      password: 'hunter22',
      list: [{ token: 'abcdefgh' }],
      at: new Date(0),
      set: new Set([1]),
      more: new Error('e'),
    },
    error: { cause: 'Bearer abcdefghijklmnop' },
  });
  const given = make();
  const line = encodeOne(given, { redact: true });
  expect(given).toEqual(make());
  expect(encodeOne(deepFreeze(make()), { redact: true })).toBe(line);
});
