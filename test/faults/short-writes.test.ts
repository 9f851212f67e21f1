import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Level } from '../../src/log/levels.js';
import { tempDir } from '../support/temp.js';
import { check, expectKept, figuresOf } from './support/check.js';
import { inForm, SEED, tell } from './support/form.js';
import { tmpfs } from './support/mounts.js';
import { describeFault } from './support/needs.js';
import { Writers } from './support/writers.js';

const WRITERS = 4;
const LINES = inForm(300, 10_000);
const SOURCE = join(import.meta.dirname, 'support', 'short-write.c');

/** How often four writers may happen to write one after the other. */
const ROUNDS = 20;

/** Whether a line of one of four writers was cut short by another one; none may be lost by that. */
async function isTorn(level: Level, shim: string, shortened: string, seed: number): Promise<boolean> {
  const writers = new Writers(tmpfs(inForm('512m', '8g')).path, 'mixed');
  const env = { LD_PRELOAD: shim, SHORT_WRITE_SEED: String(seed), SHORT_WRITE_COUNT: shortened };
  const ends = await Promise.all(
    Array.from({ length: WRITERS }, () => writers.start({ level, count: LINES }, { env }).ended),
  );
  expect(ends).toMatchObject(ends.map(() => ({ code: 0, acknowledged: LINES, closed: 'closed' })));

  const verdict = await check(writers);
  const short = readFileSync(shortened).length;
  const { bad_json = 0, glued = 0, duplicate = 0, wrong_hash = 0 } = verdict.problems;
  tell(`short writes at level ${level}`, { short, ...figuresOf(verdict), bad_json, glued, duplicate, wrong_hash });
  expectKept(verdict);
  expect(verdict).toMatchObject({ acknowledged: WRITERS * LINES, read: WRITERS * LINES });
  return bad_json + glued > 0;
}

describeFault('short writes', ['gcc', 'jq', 'mount'], () => {
  it.each<Level>(['process', 'group', 'buffered'])(
    'among four writers tear no acknowledged line at level %s',
    async (level) => {
      const dir = tempDir();
      const shim = join(dir, 'short-write.so');
      const shortened = join(dir, 'shortened');
      execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-o', shim, SOURCE, '-ldl'], { stdio: 'pipe' });
      // Until somebody came between, or nothing was proved.
      for (let round = 0; !(await isTorn(level, shim, shortened, SEED + round)); round++)
        expect(round).toBeLessThan(ROUNDS);
    },
    inForm(60_000, 1_800_000),
  );
});
