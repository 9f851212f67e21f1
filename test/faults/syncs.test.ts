import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { check, expectKept } from './support/check.js';
import { tmpfs } from './support/mounts.js';
import { describeFault } from './support/needs.js';
import { failing } from './support/strace.js';
import { type WriterEnd, type WriterSpec, Writers } from './support/writers.js';

const COUNT = 40;

interface Traced {
  readonly writers: Writers;
  readonly end: WriterEnd;
  /** One character a call: `o`pen, `w`rite, `s`ync, failed sync `!`, `c`lose. */
  readonly calls: string;
}

async function run(spec: WriterSpec, when: string): Promise<Traced> {
  const writers = new Writers(tmpfs('64m').path, 'pages');
  const trace = join(tempDir(), 'trace');
  const how = failing(writers.path, trace, [`fdatasync:error=EIO:when=${when}`]);
  const end = await writers.run({ count: COUNT, ...spec }, how);
  return { writers, end, calls: callsIn(readFileSync(trace, 'utf8')) };
}

function callsIn(trace: string): string {
  const letters: Readonly<Record<string, string>> = { openat: 'o', write: 'w', fdatasync: 's', close: 'c' };
  const calls = trace.split('\n').map((line) => {
    // A call that another thread's came between is written down when it begins, and again when it ends.
    const [, name = '', result] = /(?:^\d+ +|<\.\.\. )(\w+)(?:\(| resumed).* = (-1|\d+)/.exec(line) ?? [];
    return result === '-1' ? (name === 'fdatasync' ? '!' : '') : (letters[name] ?? '');
  });
  return calls.join('');
}

/** Between a failed sync and the next one: the descriptor is given up, and the lines are written to a new one. */
function expectNoTrust(calls: string): void {
  const [, ...afterFailures] = calls.split('!');
  for (const after of afterFailures.slice(0, -1)) expect(`${after}!`).toMatch(/^w*cow+[s!]/);
  const last = afterFailures.at(-1) ?? '';
  if (last.includes('s')) expect(last).toMatch(/^w*cow+s/);
}

describeFault('an fdatasync that fails', ['strace', 'jq', 'mount'], () => {
  // strace counts the calls of each thread for itself, and level `group` syncs on a thread of a pool.
  it.each([
    { level: 'group' as const, when: '1' },
    { level: 'group' as const, when: '1+2' },
    { level: 'each' as const, when: '1' },
    { level: 'each' as const, when: '3+4' },
  ])(
    'level $level, call $when: acknowledged after another write and sync, on a descriptor of its own',
    async (given) => {
      const { writers, end, calls } = await run({ level: given.level }, given.when);
      expect(end).toMatchObject({ code: 0, acknowledged: COUNT, closed: 'closed' });
      expect(calls).toContain('!');
      // Never a sync again on the descriptor on which one failed, and none before the lines are written again.
      expectNoTrust(calls);
      const verdict = await check(writers);
      expectKept(verdict);
      expect(verdict).toMatchObject({ acknowledged: COUNT, read: COUNT });
      // Nothing was lost here, as the fault was not real: what was written again stands there twice.
      expect(verdict.problems['duplicate']).toBeGreaterThan(0);
      expect(Object.keys(verdict.problems)).toEqual(['duplicate']);
    },
  );

  it.each(['group' as const, 'each' as const])('level %s: twice in a row is told, and not forgotten', async (level) => {
    const { writers, end, calls } = await run({ level }, '1..2');
    expect(end).toMatchObject({ code: 0, acknowledged: COUNT, closed: 'closed' });
    expect(calls.match(/!/g)?.length).toBeGreaterThanOrEqual(2);
    expectNoTrust(calls);
    expectKept(await check(writers));
  });

  it.each(['group' as const, 'each' as const])('level %s: for good, and nothing is acknowledged', async (level) => {
    const { end } = await run({ level, patience_ms: 200 }, '1+');
    expect(end).toMatchObject({ code: 0, acknowledged: 0, closed: expect.stringMatching(/^(SYNC|WRITE)_FAILED$/) });
    expect(end.errors['SYNC_FAILED']).toBeGreaterThan(0);
  });
});
