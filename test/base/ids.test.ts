import { expect, it } from 'vitest';
import { SessionlogError } from '../../src/base/errors.js';
import { assertSessionId, newSessionId, newSpanId, newWriterId, sessionIdFault } from '../../src/base/ids.js';

it.each(['a', '7', 'sprint-42', 'a.b_c-D', 'con-1', 'console', 'lpt', 'com10', 'x'.repeat(128), newSessionId()])(
  'takes %s',
  (id) => {
    expect(sessionIdFault(id)).toBeUndefined();
    expect(() => assertSessionId(id)).not.toThrow();
  },
);

it.each([
  '',
  '.',
  '..',
  '.hidden',
  '-rf',
  '_x',
  'a/b',
  'a\\b',
  '../x',
  'a..b',
  'a.',
  'a b',
  'a\n',
  'a\0',
  'é',
  'x'.repeat(129),
  'con',
  'NUL',
  'Com1',
  'lpt9.txt',
  'aux.',
  undefined,
  null,
  7,
  ['a'],
  { toString: () => 'a' },
])('refuses %j', (id) => {
  const refused = (): void => assertSessionId(id);
  expect(refused).toThrow(SessionlogError);
  expect(refused).toThrow(expect.objectContaining({ code: 'SESSION_ID_INVALID' }));
});

it('makes ids of a fixed form that differ', () => {
  expect(newWriterId()).toMatch(/^[A-Za-z0-9_-]{8}$/);
  expect(newSpanId()).toMatch(/^[0-9a-f]{16}$/);
  for (const make of [newWriterId, newSpanId, newSessionId]) {
    expect(new Set(Array.from({ length: 1000 }, make)).size).toBe(1000);
  }
});
