import { execFileSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { append, openLog } from '../../src/log/index.js';
import { check, expectKept, figuresOf } from './support/check.js';
import { inForm, randomFrom, SEED, sleep, tell } from './support/form.js';
import { disk, tmpfs } from './support/mounts.js';
import { describeFault } from './support/needs.js';
import { Writers } from './support/writers.js';

const WRITERS = 4;
const random = randomFrom(SEED);

/** Does something to the log again and again while four writers are at work; returns how often. */
async function disturb(writers: Writers, act: (time: number) => void): Promise<number> {
  for (let i = 0; i < WRITERS; i++) writers.start({ pause_ms: 1 });
  const times = inForm(8, 100);
  for (let time = 0; time < times; time++) {
    // There is none for a moment after it was taken away.
    await writers.began();
    act(time);
    await sleep(50 + random() * 400);
  }
  await writers.stop();
  return times;
}

const logsIn = (dir: string): string[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(dir, name));

describeFault('a log that is taken away from four live writers', ['jq', 'mount'], () => {
  const cases: readonly [string, (writers: Writers, time: number) => void][] = [
    ['renamed', ({ path, dir }, time) => renameSync(path, join(dir, `old-${time}.jsonl`))],
    [
      'renamed, and another one put there',
      ({ path, dir }, time) => {
        renameSync(path, join(dir, `old-${time}.jsonl`));
        closeSync(openSync(path, 'ax', 0o600));
      },
    ],
    [
      'renamed over',
      ({ path, dir }, time) => {
        // By a second name what stands in it is kept.
        linkSync(path, join(dir, `old-${time}.jsonl`));
        const next = join(dir, 'next');
        closeSync(openSync(next, 'ax', 0o600));
        renameSync(next, path);
      },
    ],
  ];
  it.each(cases)(
    '%s: every acknowledged event is in one of the files',
    async (name, act) => {
      const writers = new Writers(tmpfs(inForm('1g', '8g')).path, 'small');
      const times = await disturb(writers, (time) => act(writers, time));
      const logs = logsIn(writers.dir);
      expect(logs.length).toBeGreaterThan(times / 2);
      const verdict = await check(writers, logs);
      tell(name, { times, ...figuresOf(verdict) });
      expectKept(verdict);
    },
    inForm(30_000, 600_000),
  );

  it(
    'unlinked: what was acknowledged is in the file that is gone, or in the next one',
    async () => {
      const writers = new Writers(tmpfs(inForm('1g', '8g')).path, 'small');
      const held: number[] = [];
      const times = await disturb(writers, () => {
        // Held open, the file can still be read after it was unlinked.
        held.push(openSync(writers.path, 'r'));
        rmSync(writers.path);
      });
      held.forEach((fd, time) => {
        copyFileSync(`/proc/self/fd/${fd}`, join(writers.dir, `gone-${time}.jsonl`));
        closeSync(fd);
      });
      const verdict = await check(writers, logsIn(writers.dir));
      tell('unlinked', { times, ...figuresOf(verdict) });
      expectKept(verdict);
    },
    inForm(30_000, 600_000),
  );

  it('copied and truncated: what came between is lost, as it must be; what comes after is whole', async () => {
    const writers = new Writers(tmpfs('1g').path, 'small');
    for (let i = 0; i < WRITERS; i++) writers.start({ pause_ms: 1 });
    await writers.began();
    await sleep(500);
    copyFileSync(writers.path, join(writers.dir, 'copy.jsonl'));
    truncateSync(writers.path);
    await sleep(100);
    const before = new Map(
      readdirSync(writers.acks).map((name) => [name, readFileSync(join(writers.acks, name)).length]),
    );
    await sleep(400);
    await writers.stop();
    for (const [name, bytes] of before) {
      // Only what was acknowledged after the cut is asked for.
      const path = join(writers.acks, name);
      const after = readFileSync(path).subarray(bytes);
      rmSync(path);
      expect(after.length).toBeGreaterThan(0);
      execFileSync('dd', [`of=${path}`, 'status=none'], { input: after });
    }
    const verdict = await check(writers);
    expectKept(verdict);
    // No hole of NUL bytes stands where the old end was.
    expect(verdict.problems['nul_bytes']).toBeUndefined();
  });
});

describeFault('a file system that forbids', ['mount', 'chattr', 'mkfs.ext4', 'losetup', 'jq'], () => {
  it('all writing: a coded error that says so, and the process lives', async () => {
    const mount = disk('ext4');
    append(mount.path, 's', { type: 'file_read', path: 'a' });
    const writers = new Writers(mount.path, 'small');
    mount.unmount();
    mount.mount('-o', 'ro');
    const end = await writers.run({ count: 5, patience_ms: 50 });
    expect(end).toMatchObject({ code: 0, acknowledged: 0, closed: 'WRITE_FAILED' });
    const log = openLog(mount.path, 's');
    expect(() => log.append({ type: 'file_read', path: 'a' })).toThrow(/the file system is read-only/);
    log.closeNow();
  });

  it('all but appending (chattr +a): four writers append', async () => {
    const writers = new Writers(disk('ext4').path, 'pages');
    await writers.run({ count: 10 });
    execFileSync('chattr', ['+a', writers.path]);
    try {
      expect(() => truncateSync(writers.path)).toThrow('EPERM');
      const ends = await Promise.all(Array.from({ length: WRITERS }, () => writers.run({ count: 100 })));
      expect(ends).toMatchObject(ends.map(() => ({ code: 0, acknowledged: 100, errors: {} })));
    } finally {
      execFileSync('chattr', ['-a', writers.path]);
    }
    const verdict = await check(writers);
    expectKept(verdict);
    expect(verdict).toMatchObject({ acknowledged: 410, problems: {} });
  });
});
