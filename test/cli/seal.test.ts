import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLog } from '../../src/log/index.js';
import { tempDir } from '../support/temp.js';
import { sessionlog } from './support/cli.js';

const SEALED_BY = /sealed up to/;

/** A session that was sealed twice, by a key that is not the machine's own. */
async function sealedTwice(): Promise<{
  dir: string;
  log: string;
  key: string;
  verify(...args: string[]): Promise<[number | null, string]>;
}> {
  const dir = tempDir();
  const key = join(tempDir(), 'k5.key');
  const env = { XDG_CONFIG_HOME: tempDir() };
  const run = async (...args: string[]): Promise<[number | null, string]> => {
    const { code, stdout, stderr } = await sessionlog([...args, '--dir', dir], { env });
    return [code, stdout + stderr];
  };
  expect((await run('keygen', '--key', key))[0]).toBe(0);
  for (const name of ['one', 'two']) {
    await run('append', 's', JSON.stringify({ type: 'task_start', name }));
    expect(await run('seal', 's', '--key', key)).toMatchObject([0, expect.stringContaining('covers')]);
  }
  const verify = (...args: string[]): Promise<[number | null, string]> => run('verify', 's', ...args);
  return { dir, log: join(dir, 's.jsonl'), key, verify };
}

const withoutTraces = (log: string): void =>
  writeFileSync(log, readFileSync(log, 'utf8').replace(/^.*session_seal.*\n/gm, ''));

it('a sealed log is clean for who has the public key, also under --strict', async () => {
  const { key, verify } = await sealedTwice();
  expect(await verify('--key', `${key}.pub`, '--strict')).toMatchObject([0, expect.stringMatching(SEALED_BY)]);
  expect((await verify())[0]).toBe(3);
});

it.each([
  ['emptied', (path: string) => writeFileSync(path, '')],
  ['removed', (path: string) => rmSync(path)],
])('seals that were %s, their traces too, are missed by who names a key', async (_how, drop) => {
  const { dir, log, key, verify } = await sealedTwice();
  withoutTraces(log);
  drop(join(dir, 's.seal'));
  rmSync(`${key}.ledger`);
  expect(await verify('--key', `${key}.pub`)).toMatchObject([3, expect.stringContaining('seal_missing')]);
});

it('a log that is rolled back with its seals is told by the ledger beside the key', async () => {
  const { dir, log, key, verify } = await sealedTwice();
  const seals = readFileSync(join(dir, 's.seal'), 'utf8').split('\n');
  writeFileSync(join(dir, 's.seal'), `${seals[0]}\n`);
  const { bytes } = JSON.parse(seals[0] ?? '') as { bytes: number };
  writeFileSync(log, readFileSync(log).subarray(0, bytes));
  expect(await verify('--key', `${key}.pub`)).toMatchObject([3, expect.stringContaining('the key has made seal 1')]);
});

it('the last seal, dropped with its trace, is missed by the ledger beside the key, and by nothing else', async () => {
  const { dir, log, key, verify } = await sealedTwice();
  const seals = readFileSync(join(dir, 's.seal'), 'utf8').split('\n');
  writeFileSync(join(dir, 's.seal'), `${seals[0]}\n`);
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  expect(lines.at(-1)).toContain('session_seal');
  writeFileSync(
    log,
    lines
      .slice(0, -1)
      .map((line) => `${line}\n`)
      .join(''),
  );
  expect(await verify('--key', `${key}.pub`)).toMatchObject([3, expect.stringContaining('the key has made seal 1')]);
  rmSync(`${key}.ledger`);
  expect((await verify('--key', `${key}.pub`))[0]).toBe(0);
});

describe('a log that was removed', () => {
  /** Two sealed sessions, one of them in two shards, and verify of their directory. */
  async function sealedDir() {
    const dir = tempDir();
    const keyDir = tempDir();
    const key = join(keyDir, 'k.key');
    const env = { XDG_CONFIG_HOME: tempDir() };
    for (const shard of ['session', 'writer', 'writer'] as const) {
      const log = openLog(dir, shard === 'session' ? 'one' : 'two', { shard });
      log.append({ type: 'task_start', name: 'x' });
      log.closeNow();
    }
    for (const args of [
      ['keygen', '--key', key],
      ['seal', dir, '--key', key],
    ])
      expect((await sessionlog([...args, '--dir', dir], { env })).code).toBe(0);
    const verify = async (...args: string[]): Promise<{ code: number | null; missing: string[]; stderr: string }> => {
      const { code, stdout, stderr } = await sessionlog(['verify', ...args, '--json', '--dir', dir], { env });
      const { problems } = JSON.parse(stdout) as { problems: { problem: string; file: string }[] };
      const missing = problems.filter(({ problem }) => problem === 'log_missing').map(({ file }) => file);
      return { code, missing, stderr };
    };
    const [shard = '', other = ''] = readdirSync(join(dir, 'two.d')).filter((name) => name.endsWith('.jsonl'));
    return { dir, key, verify, shard: join(dir, 'two.d', shard), other: join(dir, 'two.d', other) };
  }
  const sealOf = (log: string): string => log.replace(/jsonl$/, 'seal');

  it('is not missed while all are there', async () => {
    const { dir, key, verify } = await sealedDir();
    for (const args of [[dir], [dir, '--key', `${key}.pub`], ['two', '--key', `${key}.pub`, '--strict']])
      expect((await verify(...args)).missing).toEqual([]);
    expect((await verify(dir, '--key', `${key}.pub`)).code).toBe(0);
  });

  it('with its seals left behind is named, by whomever it is looked for', async () => {
    const { dir, verify, shard } = await sealedDir();
    const log = join(dir, 'one.jsonl');
    rmSync(log);
    rmSync(shard);
    expect(await verify(dir)).toMatchObject({ code: 3, missing: [log, shard] });
    expect(await verify('two')).toMatchObject({ code: 3, missing: [shard] });
  });

  it('is named too when a directory was put in its place', async () => {
    const { dir, verify } = await sealedDir();
    rmSync(join(dir, 'one.jsonl'));
    mkdirSync(join(dir, 'one.jsonl'));
    expect(await verify(dir)).toMatchObject({ code: 3, missing: [join(dir, 'one.jsonl')] });
  });

  it('with its seals is named by the ledger beside the key that was named, and by nothing else', async () => {
    const { dir, key, verify, shard } = await sealedDir();
    const log = join(dir, 'one.jsonl');
    for (const path of [log, sealOf(log), shard, sealOf(shard)]) rmSync(path);
    expect(await verify(dir, '--key', `${key}.pub`)).toMatchObject({ code: 3, missing: [log, shard] });
    expect(await verify('two', '--key', `${key}.pub`)).toMatchObject({ code: 3, missing: [shard] });
    // Another directory is asked for nothing.
    expect((await verify(tempDir(), '--key', `${key}.pub`)).missing).toEqual([]);
    rmSync(`${key}.ledger`);
    expect((await verify(dir, '--key', `${key}.pub`)).missing).toEqual([]);
  });

  it('is named, however the directory is reached, and when nothing is left in it', async () => {
    const { dir, key, verify, shard, other } = await sealedDir();
    renameSync(join(dir, 'two.d'), join(dir, 'elsewhere'));
    const link = join(tempDir(), 'link');
    symlinkSync(dir, link);
    expect((await verify(link, '--key', `${key}.pub`)).missing.sort()).toEqual(
      [shard, other].map((path) => path.replace(dir, link)).sort(),
    );
    for (const name of readdirSync(dir)) rmSync(join(dir, name), { recursive: true });
    const { code, missing, stderr } = await verify(dir, '--key', `${key}.pub`);
    expect({ code, missing: missing.sort(), stderr }).toEqual({
      code: 3,
      missing: [join(dir, 'one.jsonl'), shard, other].sort(),
      stderr: '',
    });
  });
});

it('the pair of another session is not taken for this one', async () => {
  const { dir, log, key, verify } = await sealedTwice();
  const line = (await sessionlog(['append', 'other', '{"type":"task_start","name":"x"}', '--dir', dir])).code;
  expect(line).toBe(0);
  copyFileSync(join(dir, 's.seal'), join(dir, 'other.seal'));
  const { code, stdout } = await sessionlog(['verify', join(dir, 'other.jsonl'), '--key', `${key}.pub`]);
  expect([code, stdout]).toMatchObject([3, expect.stringContaining('the seals are of session')]);
  expect([log, (await verify('--key', `${key}.pub`))[0]]).toEqual([log, 0]);
});

it('a log that is not named as sessions are is sealed too, and no other log is made', async () => {
  const dir = tempDir();
  const key = join(tempDir(), 'k.key');
  const event = '{"ts":"2026-11-21T07:35:00Z","session_id":"s","type":"x"}\n';
  const names = ['old.log', 'two words.jsonl'];
  for (const name of names) writeFileSync(join(dir, name), event);
  expect((await sessionlog(['keygen', '--key', key, '--dir', dir])).code).toBe(0);
  const { code, stderr } = await sessionlog(['seal', ...names.map((name) => join(dir, name)), '--key', key]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(readdirSync(dir).sort()).toEqual(['old.log', 'old.log.seal', 'two words.jsonl', 'two words.seal']);
  for (const name of names) expect(readFileSync(join(dir, name), 'utf8')).toBe(event);
});

it('--json holds nothing that could act on a terminal', async () => {
  const dir = tempDir();
  const log = join(dir, 's.jsonl');
  const hostile = '\u009b31m \u202e \u200b';
  writeFileSync(
    log,
    `{"ts":"2026-11-21T07:35:00Z","session_id":"s","type":"task_start","name":"${hostile}"}\n{"${hostile}"\n`,
  );
  for (const command of ['analyze', 'verify']) {
    const { stdout } = await sessionlog([command, log, '--json']);
    expect(stdout).not.toMatch(/[\u0080-\u009f\u200b-\u200f\u202a-\u202e]/);
    expect(JSON.parse(stdout)).toBeTypeOf('object');
  }
});
