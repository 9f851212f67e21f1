/** What is left of a logger when its process ends, in every way that a process can. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LEVELS, read } from '../../src/log/index.js';
import { run, start } from '../support/child.js';
import { tempDir } from '../support/temp.js';

const ALL = ['one', 'two', 'three'];
const names = (dir: string): unknown[] => read(dir, 's').events.map((event) => event['name']);

describe.each(LEVELS)('at level %s', (level) => {
  it.each([
    ['exit', { code: 7, signal: null }],
    ['return', { code: 0, signal: null }],
    ['SIGTERM', { code: null, signal: 'SIGTERM' }],
    ['SIGINT', { code: null, signal: 'SIGINT' }],
    ['SIGHUP', { code: null, signal: 'SIGHUP' }],
  ])('%s leaves every event, and does what it always does', async (end, how) => {
    const dir = tempDir();
    expect(await run('log-and-wait.mjs', dir, level, end)).toEqual({ ...how, stdout: 'logged\n', stderr: '' });
    expect(names(dir)).toEqual(ALL);
    expect(read(dir, 's').problems).toEqual([]);
  });

  it.each(['throw', 'reject'])(
    'an uncaught exception (%s) leaves every event, and still crashes with its message',
    async (end) => {
      const dir = tempDir();
      const { code, stderr } = await run('log-and-wait.mjs', dir, level, end);
      expect(code).toBe(1);
      expect(stderr).toContain('TypeError: the agent failed');
      expect(names(dir)).toEqual(ALL);
    },
  );

  it('a handler of the agent’s own that was there first, and takes its time, decides on a signal', async () => {
    const dir = tempDir();
    expect(await run('log-and-wait.mjs', dir, level, 'once')).toMatchObject({ code: 5, signal: null, stderr: '' });
    expect(names(dir)).toEqual(ALL);
  });

  it('a handler of the agent’s own decides on a signal', async () => {
    const dir = tempDir();
    expect(await run('log-and-wait.mjs', dir, level, 'handled')).toMatchObject({ code: 3, signal: null, stderr: '' });
    expect(names(dir)).toEqual([...ALL, 'in the handler']);
  });
});

describe('SIGKILL', () => {
  it.each(['process', 'each'])('right after a call keeps the line, at level %s', async (level) => {
    const dir = tempDir();
    expect(await run('log-and-wait.mjs', dir, level, 'kill')).toMatchObject({ signal: 'SIGKILL' });
    expect(names(dir)).toEqual(ALL);
  });

  it.each(['buffered', 'group'])('a turn later keeps the line, at level %s', async (level) => {
    const dir = tempDir();
    const { child, ended, printed } = start('log-and-wait.mjs', dir, level, 'wait');
    await printed('logged');
    await expect.poll(() => names(dir), { timeout: 5000 }).toEqual(ALL);
    child.kill('SIGKILL');
    await ended;
    expect(names(dir)).toEqual(ALL);
  });
});

it('a log that cannot be written is one warning, and the agent lives', async () => {
  const dir = join(tempDir(), 'in the way');
  writeFileSync(dir, '');
  const { code, stdout, stderr } = await run('warn.mjs', dir, 's');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'alive, 5 failures\n' });
  expect(stderr.match(/\[WRITE_FAILED\] SessionlogWarning/g)).toHaveLength(1);
  expect(stderr.match(/Warning/g)).toHaveLength(1);
  expect(stderr).toContain(dir);
});
