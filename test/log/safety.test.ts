/** What the writer refuses to write to, and what it makes. */
import { execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { append, openLog } from '../../src/log/index.js';
import { run } from '../support/child.js';
import { tempDir } from '../support/temp.js';

const isRoot = process.geteuid?.() === 0;
interface Unsafe {
  make(path: string): void;
  readonly code: string;
  readonly message: RegExp;
  /** Only root can make one. */
  readonly needs_root?: true;
}

describe('the writer refuses', () => {
  const cases: Record<string, Unsafe> = {
    'a symbolic link': {
      make: (path) => {
        writeFileSync(`${path}.target`, '');
        symlinkSync(`${path}.target`, path);
      },
      code: 'FILE_UNSAFE',
      message: /symbolic link/,
    },
    'a symbolic link that leads nowhere': {
      make: (path) => symlinkSync(`${path}.target`, path),
      code: 'FILE_UNSAFE',
      message: /symbolic link/,
    },
    'a file with a second name': {
      make: (path) => {
        writeFileSync(`${path}.target`, '');
        linkSync(`${path}.target`, path);
      },
      code: 'FILE_UNSAFE',
      message: /2 hard links/,
    },
    'a FIFO': { make: (path) => void execFileSync('mkfifo', [path]), code: 'FILE_UNSAFE', message: /no regular file/ },
    'a device': {
      make: (path) => void execFileSync('mknod', [path, 'c', '1', '3']),
      code: 'FILE_UNSAFE',
      message: /no regular file/,
      needs_root: true,
    },
    'a directory': { make: (path) => mkdirSync(path), code: 'WRITE_FAILED', message: /it is a directory/ },
    'a file of somebody else': {
      make: (path) => {
        writeFileSync(path, '');
        chownSync(path, 12345, 12345);
      },
      code: 'FILE_UNSAFE',
      message: /belongs to user 12345, not to us \(0\)/,
      needs_root: true,
    },
  };
  for (const [name, { make, code, message, needs_root = false }] of Object.entries(cases)) {
    const skipped = needs_root && !isRoot;
    if (skipped) process.stdout.write(`SKIP the writer refuses ${name}: only root can make one\n`);
    it.skipIf(skipped)(name, () => {
      const dir = tempDir();
      const path = join(dir, 's.jsonl');
      make(path);
      for (const level of ['process', 'each'] as const) {
        const act = (): unknown => append(dir, 's', { type: 'note' }, { level });
        expect(act).toThrow(expect.objectContaining({ name: 'SessionlogError', code }));
        expect(act).toThrow(message);
        expect(act).toThrow(path);
      }
      if (existsSync(`${path}.target`)) expect(readFileSync(`${path}.target`, 'utf8')).toBe('');
    });
  }

  it('a link that was put in the place of its open file', async () => {
    const dir = tempDir();
    let now_ms = Date.now();
    const log = openLog(dir, 's', { clock: () => now_ms });
    log.append({ type: 'note' });
    writeFileSync(join(dir, 'target'), '');
    execFileSync('ln', ['-sf', 'target', log.path]);
    now_ms += 1000;
    expect(() => log.append({ type: 'note' })).toThrow(expect.objectContaining({ code: 'FILE_UNSAFE' }));
    expect(readFileSync(join(dir, 'target'), 'utf8')).toBe('');
    await expect(log.close()).rejects.toThrow();
  });

  it.each([
    ['a directory that cannot be made', '/proc/none/such'],
    ['a directory that cannot be written to', '/proc'],
    ['a file for a directory', '/dev/null'],
    ['a directory inside a file', '/dev/null/x/y'],
  ])('%s', (_what, dir) => {
    const refused = expect.objectContaining({ name: 'SessionlogError', code: 'WRITE_FAILED' });
    expect(() => append(dir, 's', { type: 'note' })).toThrow(refused);
  });
});

it.each(['0', '777', '022'])('files are for their owner alone, under the umask %s', async (umask) => {
  const dir = join(tempDir(), 'a', 'b');
  expect(await run('append-one.mjs', dir, 's', umask)).toMatchObject({ code: 0, stderr: '' });
  const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);
  expect([modeOf(join(dir, 's.jsonl')), modeOf(dir), modeOf(join(dir, '..'))]).toEqual(['600', '700', '700']);
});

it('the mode of a file that is there is left alone', () => {
  const dir = tempDir();
  writeFileSync(join(dir, 's.jsonl'), '', { mode: 0o640 });
  append(dir, 's', { type: 'note' });
  expect(statSync(join(dir, 's.jsonl')).mode & 0o7777).toBe(0o640);
});
