/** What a target names: a file, the logs of a directory, a session, or standard input. */
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SessionlogError } from '../../src/base/errors.js';
import { logsOf, newestLog, resolveTarget, resolveTargets, resolveToFollow, STDIN } from '../../src/ops/targets.js';
import { tempDir } from '../support/temp.js';

function withLogs(...names: string[]): string {
  const dir = tempDir();
  for (const name of names) writeFileSync(join(dir, name), 'x');
  return dir;
}

const pathsOf = (logs: readonly { path: string }[]): string[] => logs.map(({ path }) => path);
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return '';
  } catch (error) {
    return error instanceof SessionlogError ? error.code : String(error);
  }
};

describe('a target', () => {
  it('is a file by any name, with its size', () => {
    const dir = withLogs('notes.txt');
    expect(resolveTarget(join(dir, 'notes.txt'), 'nowhere')).toMatchObject([
      { path: join(dir, 'notes.txt'), size_bytes: 1 },
    ]);
  });

  it('is every log of a directory, by name, and nothing else in it', () => {
    const dir = withLogs('b.jsonl', 'a.jsonl', '.c.jsonl', 'd.json', 'e.jsonl.1');
    mkdirSync(join(dir, 'f.jsonl'));
    symlinkSync(join(dir, 'nowhere'), join(dir, 'g.jsonl'));
    expect(pathsOf(resolveTarget(dir, 'nowhere'))).toEqual([join(dir, 'a.jsonl'), join(dir, 'b.jsonl')]);
  });

  it('is a session of the directory before a directory of that name that has no logs', () => {
    const dir = withLogs('src.jsonl');
    expect(pathsOf(resolveTarget('src', dir))).toEqual([join(dir, 'src.jsonl')]);
    expect(codeOf(() => resolveTarget('src', 'nowhere'))).toBe('NO_LOGS');
  });

  it('is a session of the directory', () => {
    const dir = withLogs('s1.jsonl');
    expect(pathsOf(resolveTarget('s1', dir))).toEqual([join(dir, 's1.jsonl')]);
  });

  it('is standard input', () => expect(resolveTarget('-', 'nowhere')).toEqual([STDIN]));

  it.each(['../s1', 'a/../s1', 's1/x', 's1.jsonl/x', '', 'x'.repeat(300), 'con'])('is not %j', (target) => {
    const dir = withLogs('s1.jsonl');
    expect(codeOf(() => resolveTarget(target, join(dir, 'sub')))).toBe('FILE_NOT_FOUND');
  });
});

describe('several targets', () => {
  it('name each log once, whatever they call it', () => {
    const dir = withLogs('a.jsonl', 'b.jsonl');
    const targets = [join(dir, 'b.jsonl'), dir, `${dir}/./a.jsonl`, 'a', '-', '-'];
    expect(pathsOf(resolveTargets(targets, dir, ({ message }) => expect.unreachable(message)))).toEqual([
      join(dir, 'b.jsonl'),
      join(dir, 'a.jsonl'),
      '-',
    ]);
  });

  it('tell of each one that names nothing', () => {
    const dir = withLogs('a.jsonl');
    const refused: string[] = [];
    const logs = resolveTargets(['nosuch', 'a', tempDir()], dir, ({ code }) => refused.push(code));
    expect(pathsOf(logs)).toEqual([join(dir, 'a.jsonl')]);
    expect(refused).toEqual(['FILE_NOT_FOUND', 'NO_LOGS']);
  });
});

it('the newest log is the one that changed last', () => {
  const dir = withLogs('a.jsonl', 'b.jsonl', 'c.jsonl');
  utimesSync(join(dir, 'b.jsonl'), 4e9, 4e9);
  expect(newestLog(dir).path).toBe(join(dir, 'b.jsonl'));
  expect(codeOf(() => newestLog(join(dir, 'nowhere')))).toBe('NO_LOGS');
  expect(codeOf(() => logsOf(tempDir()))).toBe('NO_LOGS');
});

describe('what is followed', () => {
  it('is a log that is there', () => {
    const dir = withLogs('a.jsonl');
    expect(resolveToFollow('a', dir)).toMatchObject({ logs: [{ path: join(dir, 'a.jsonl') }] });
    expect(resolveToFollow('a', dir)).not.toHaveProperty('awaited');
  });

  it('is a directory, with what will be in it', () => {
    const dir = withLogs('a.jsonl');
    expect(resolveToFollow(dir, 'nowhere')).toMatchObject({ watch_dir: dir, logs: [{ path: join(dir, 'a.jsonl') }] });
    expect(resolveToFollow(tempDir(), 'nowhere')).toMatchObject({ logs: [], awaited: expect.any(String) });
  });

  it('is a log that can still come', () => {
    const dir = tempDir();
    const session = join(dir, 'sub/later.jsonl');
    expect(resolveToFollow('later', join(dir, 'sub'))).toMatchObject({ logs: [{ path: session }], awaited: session });
    const file = join(dir, 'later.jsonl');
    expect(resolveToFollow(file, 'nowhere')).toMatchObject({ logs: [{ path: file }], awaited: file });
  });

  it('is the directory of sessions, although it is not there yet', () => {
    const dir = join(tempDir(), 'sessions');
    for (const target of [dir, `${dir}/`, join(dir, '..', '.', 'sessions')])
      expect(resolveToFollow(target, `${dir}/./`)).toEqual({
        logs: [],
        watch_dir: target,
        awaited: `the first log in ${target}`,
      });
    expect(resolveToFollow('nonesuch', 'nonesuch')).toMatchObject({ watch_dir: 'nonesuch' });
    expect(resolveToFollow('nonesuch', 'logs')).toMatchObject({ awaited: join('logs', 'nonesuch.jsonl') });
  });

  it('is a session with its shards, those that will come too', () => {
    const dir = tempDir();
    const [log, shards] = [join(dir, 's1.jsonl'), join(dir, 's1.d')];
    expect(resolveToFollow('s1', dir)).toMatchObject({ logs: [{ path: log }], shard_dirs: [shards], awaited: log });
    mkdirSync(shards);
    expect(resolveToFollow('s1', dir)).toEqual({
      logs: [{ path: log, mtime_ms: 0, size_bytes: 0 }],
      shard_dirs: [shards],
    });
    expect(resolveToFollow(shards, 'nowhere')).toEqual({ logs: [], shard_dirs: [shards] });
  });

  it.each(['../later', 'nowhere/later.jsonl', 'later..x', ''])('is not %j', (target) => {
    expect(codeOf(() => resolveToFollow(target, tempDir()))).toBe('FILE_NOT_FOUND');
  });
});
