import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Level } from '../../src/log/levels.js';
import { check, expectKept, figuresOf, type Verdict } from './support/check.js';
import { inForm, randomFrom, SEED, sleep, tell } from './support/form.js';
import { type DiskKind, disk } from './support/mounts.js';
import { describeFault } from './support/needs.js';
import { type HowToRun, Writers } from './support/writers.js';

const KINDS: readonly DiskKind[] = ['ext4', 'xfs'];
const LEVELS: readonly Level[] = ['group', 'each'];
const CUTS = inForm(1, 10);
const random = randomFrom(SEED);

/** Two writers at work, a power cut, and what is there when the disk is mounted again. */
async function cutPower(kind: DiskKind, level: Level, how?: HowToRun): Promise<Verdict> {
  const mount = disk(kind);
  const writers = new Writers(mount.path, 'pages');
  const living = [0, 1].map(() => writers.start({ level, patience_ms: 0 }, how));
  await writers.acknowledged();
  await sleep(300 + random() * 400);
  // With the power, all that is acknowledged ends; here the processes live on, and an fdatasync that was under way
  // when the file system went may return without an error.
  const forgetLater = writers.markAcknowledged();
  mount.cutPower();
  await Promise.race([Promise.all(living.map(({ ended }) => ended)), sleep(300)]);
  await writers.stop();
  forgetLater();
  mount.unmount();
  mount.mount();
  const verdict = await check(writers, existsSync(writers.path) ? [writers.path] : []);
  mount.unmount();
  return verdict;
}

function add(sum: Record<string, number>, verdict: Verdict): void {
  for (const [name, value] of Object.entries(figuresOf(verdict))) {
    sum[name] = (sum[name] ?? 0) + value;
  }
}

const cases = KINDS.flatMap((kind) => LEVELS.map((level) => ({ kind, level })));
const NEEDS = ['mount', 'losetup', 'xfs_io', 'mkfs.ext4', 'mkfs.xfs', 'jq'];

describeFault('power loss', NEEDS, () => {
  it.each(cases)(
    'on $kind takes nothing that level $level acknowledged',
    async ({ kind, level }) => {
      const sum: Record<string, number> = { cuts: CUTS };
      for (let cut = 0; cut < CUTS; cut++) {
        const verdict = await cutPower(kind, level);
        expectKept(verdict);
        add(sum, verdict);
      }
      tell(`power loss, ${kind}, level ${level}`, sum);
    },
    inForm(30_000, 300_000),
  );
});

describeFault('power loss where syncs do nothing', [...NEEDS, 'eatmydata'], () => {
  it.each(cases)('on $kind is seen by the test at level $level', async ({ kind, level }) => {
    const sum: Record<string, number> = {};
    add(sum, await cutPower(kind, level, { under: ['eatmydata'] }));
    tell(`power loss under eatmydata, ${kind}, level ${level}`, sum);
    expect(sum['acknowledged']).toBeGreaterThan(0);
    expect(sum['lost']).toBeGreaterThan(0);
    expect(sum['lost to jq']).toBeGreaterThan(0);
  });
});
