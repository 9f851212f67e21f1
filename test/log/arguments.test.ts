/** What a caller without types gets wrong is told by the argument's name. */
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { append, openLog, read, readEvents } from '../../src/log/index.js';
import { tempDir } from '../support/temp.js';

const call =
  (fn: (...args: never[]) => unknown, ...args: unknown[]): (() => unknown) =>
  () =>
    (fn as (...given: unknown[]) => unknown)(...args);

it.each<[call: () => unknown, message: string]>([
  [call(openLog), 'openLog(dir, sessionId, options): dir must be a path, not undefined'],
  [call(openLog, 'd', 's', null), 'openLog(dir, sessionId, options): options must be an object, not null'],
  [call(openLog, 'd', 's', 'each'), 'openLog(dir, sessionId, options): options must be an object, not string'],
  [call(append, null, 's', { type: 'x' }), 'append(dir, sessionId, event, options): dir must be a path, not null'],
  [
    call(append, 'd', 's', { type: 'x' }, 5),
    'append(dir, sessionId, event, options): options must be an object, not number',
  ],
  [call(read, 5, 's'), 'read(dir, sessionId, options): dir must be a path, not number'],
  [call(read, 'd', 's', null), 'read(dir, sessionId, options): options must be an object, not null'],
])('%s', (made, message) => {
  expect(made).toThrow(new TypeError(message));
  expect(existsSync('d')).toBe(false);
});

it.each([5, null, undefined, {}, () => 0])('readEvents of %s', async (source) => {
  const got = source === null ? 'null' : typeof source;
  await expect(readEvents(source as unknown as string).next()).rejects.toThrow(
    new TypeError(`readEvents(source, options): source must be a path, '-' or a stream of bytes, not ${got}`),
  );
});

it('a session id that is none has a code of its own', () => {
  const refused = expect.objectContaining({ code: 'SESSION_ID_INVALID' });
  expect(call(openLog, tempDir())).toThrow(refused);
  expect(call(append, tempDir(), null, { type: 'x' })).toThrow(refused);
  expect(call(read, tempDir(), 5)).toThrow(refused);
});

it('what needs no options takes none, and a list of blocks is a stream', async () => {
  const dir = tempDir();
  openLog(dir, 's').closeNow();
  append(dir, 's', { type: 'x' });
  expect(read(dir, 's').events).toHaveLength(1);
  const blocks = [
    Buffer.from('{"v":1,"ts":"2026-11-21T08:00:00.000Z","session_id":"s",'),
    Buffer.from('"type":"x"}\n'),
  ];
  const items: unknown[] = [];
  for await (const item of readEvents(blocks as unknown as AsyncIterable<Buffer>)) items.push(item);
  expect(items).toMatchObject([{ event: { type: 'x' } }]);
});
