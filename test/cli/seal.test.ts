import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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

it('the pair of another session is not taken for this one', async () => {
  const { dir, log, key, verify } = await sealedTwice();
  const line = (await sessionlog(['append', 'other', '{"type":"task_start","name":"x"}', '--dir', dir])).code;
  expect(line).toBe(0);
  copyFileSync(join(dir, 's.seal'), join(dir, 'other.seal'));
  const { code, stdout } = await sessionlog(['verify', join(dir, 'other.jsonl'), '--key', `${key}.pub`]);
  expect([code, stdout]).toMatchObject([3, expect.stringContaining('the seals are of session')]);
  expect([log, (await verify('--key', `${key}.pub`))[0]]).toEqual([log, 0]);
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
