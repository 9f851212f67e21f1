import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Level } from '../../src/log/levels.js';
import { tempDir } from '../support/temp.js';
import { check, expectKept, figuresOf, type Verdict } from './support/check.js';
import { inForm, randomFrom, SEED, sleep, tell } from './support/form.js';
import { type DiskKind, disk } from './support/mounts.js';
import { describeFault } from './support/needs.js';
import { type HowToRun, Writers } from './support/writers.js';

const KINDS: readonly DiskKind[] = ['ext4', 'xfs'];
const LEVELS: readonly Level[] = ['group', 'each'];
const CUTS = inForm(1, 10);
const random = randomFrom(SEED);

/** Writers at work, a power cut, and what is there when the disk is mounted again. */
async function cutPower(kind: DiskKind, level: Level, how?: HowToRun): Promise<Verdict[]> {
  const mount = disk(kind);
  // Each in a file of its own: where two plain programs sync the same file, this way of cutting the power loses a
  // line in one of some twenty cuts (XFS, Linux 6.18), though each fdatasync had returned.
  const sessions = ['a', 'b'].map((session) => new Writers(mount.path, 'pages', tempDir(), session));
  const living = sessions.map((writers) => writers.start({ level, patience_ms: 0 }, how));
  await sleep(600 + random() * 400);
  mount.cutPower();
  await Promise.race([Promise.all(living.map(({ ended }) => ended)), sleep(300)]);
  for (const writers of sessions) await writers.stop();
  mount.unmount();
  mount.mount();
  const verdicts: Verdict[] = [];
  for (const writers of sessions) verdicts.push(await check(writers, existsSync(writers.path) ? [writers.path] : []));
  mount.unmount();
  return verdicts;
}

function add(sum: Record<string, number>, verdicts: readonly Verdict[]): void {
  for (const [name, value] of verdicts.flatMap((verdict) => Object.entries(figuresOf(verdict)))) {
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
        const verdicts = await cutPower(kind, level);
        verdicts.forEach(expectKept);
        add(sum, verdicts);
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
