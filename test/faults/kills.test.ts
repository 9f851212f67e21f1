import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { check, expectKept, figuresOf } from './support/check.js';
import { inForm, LONG, randomFrom, SEED, sleep, tell } from './support/form.js';
import { tmpfs } from './support/mounts.js';
import { describeFault } from './support/needs.js';
import { Writers } from './support/writers.js';

const FLAP = join(import.meta.dirname, 'support', 'programs', 'flap.mjs');
const WRITERS = 6;
const ROUND_MS = 5_000;
const ROUNDS = inForm(1, 12);

/** Kills the oldest writer every 20 to 50 ms, each time starting another; returns how many it killed. */
async function killFor(writers: Writers, ms: number, random: () => number, pause_ms: number): Promise<number> {
  const living = Array.from({ length: WRITERS }, () => writers.start({ pause_ms }));
  await writers.acknowledged();
  let kills = 0;
  for (const until_ms = Date.now() + ms; Date.now() < until_ms; ) {
    await sleep(20 + random() * 30);
    living.shift()?.child.kill('SIGKILL');
    living.push(writers.start({ pause_ms }));
    kills++;
  }
  await writers.stop();
  return kills + WRITERS;
}

/** Lets another process fill and empty the file system while something runs; resolves with both results. */
async function whileFlapping(dir: string, run: () => Promise<number>): Promise<Record<string, number>> {
  const child = spawn(process.execPath, [FLAP, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let fillings = 0;
  child.stdout.on('data', (dots: Buffer) => {
    fillings += dots.length;
  });
  try {
    return { kills: await run(), fillings };
  } finally {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}

async function rounds(
  fault: string,
  size: string,
  pause_ms: number,
  around: (dir: string, kill: () => Promise<number>) => Promise<Record<string, number>>,
): Promise<Record<string, number>> {
  const random = randomFrom(SEED);
  const sum: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round++) {
    // What was acknowledged is noted on the disk, the log lies in memory.
    const mount = tmpfs(size);
    const writers = new Writers(mount.path, 'pages');
    const counted = await around(mount.path, () => killFor(writers, ROUND_MS, random, pause_ms));
    const verdict = await check(writers);
    expectKept(verdict);
    // Stumps of killed writers, and nothing else, are wrong with the file; two writers may close the same stump.
    const {
      bad_json = 0,
      torn = 0,
      glued = 0,
      duplicate = 0,
      blank_line = 0,
      seq_gap = 0,
      ...others
    } = verdict.problems;
    expect(others).toEqual({});
    const figures = {
      ...counted,
      ...figuresOf(verdict),
      stumps: bad_json + torn,
      glued,
      duplicate,
      blank_line,
      seq_gap,
    };
    for (const [name, value] of Object.entries(figures)) sum[name] = (sum[name] ?? 0) + value;
    mount.unmount();
  }
  tell(fault, sum);
  return sum;
}

describeFault('SIGKILL', ['jq', 'mount'], () => {
  it(
    'takes no acknowledged event with it',
    async () => {
      const sum = await rounds('kills', '6g', 0, async (_dir, kill) => ({ kills: await kill() }));
      expect(sum['kills']).toBeGreaterThan(40 * ROUNDS);
      // Otherwise the kills hit nobody who was writing; how often they tear a line depends on the machine.
      expect(sum['acknowledged']).toBeGreaterThan(100 * ROUNDS);
      if (LONG) expect(sum['stumps']).toBeGreaterThan(0);
    },
    inForm(60_000, 900_000),
  );

  it(
    'takes none while the disk fills and empties',
    async () => {
      const sum = await rounds('kills on a flapping disk', '256m', 2, (dir, kill) => whileFlapping(dir, kill));
      expect(sum['fillings']).toBeGreaterThanOrEqual(ROUNDS);
      // In five seconds of a machine that has much else to do there may be none.
      if (LONG) expect(sum['stumps']).toBeGreaterThan(0);
    },
    inForm(60_000, 900_000),
  );
});
