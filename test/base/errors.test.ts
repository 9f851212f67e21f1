import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errnoOf, messageOf, SessionlogError } from '../../src/base/errors.js';

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

it('an error carries its code, its message and its cause', () => {
  const cause = new Error('why');
  const error = new SessionlogError('WRITE_FAILED', 'what', cause);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'SessionlogError', code: 'WRITE_FAILED', message: 'what', cause });
  expect('cause' in new SessionlogError('WRITE_FAILED', 'what')).toBe(false);
});

describe('errnoOf', () => {
  it('names the errno of a system call', () => {
    expect(errnoOf(thrownBy(() => readFileSync('/no/such/file')))).toBe('ENOENT');
  });

  it('knows a full quota, for which libuv has no name', () => {
    expect(errnoOf(Object.assign(new Error('full'), { code: 'UNKNOWN', errno: -122 }))).toBe('EDQUOT');
  });

  it.each([new Error('x'), 'ENOENT', null, undefined, { code: 'ENOENT' }])('gives nothing for %j', (thrown) => {
    expect(errnoOf(thrown)).toBe('');
  });
});

it.each([
  [new TypeError('bad'), 'bad'],
  ['text', 'text'],
  [undefined, 'undefined'],
  [Symbol('s'), 'Symbol(s)'],
  [Object.create(null), 'a value that cannot be shown was thrown'],
])('messageOf says something for whatever is thrown (%#)', (thrown, message) =>
  expect(messageOf(thrown)).toBe(message),
);
