/** Both ways to ask for processes tell the same of a process that is there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { processes, psTable, treeOf } from '../../src/ops/run/processes.js';

const hasBoth = existsSync('/proc/self/stat') && (await psTable()).length > 0;

it.skipIf(!hasBoth)('ps tells what /proc tells', async () => {
  const child = spawn('sh', ['-c', 'sleep 30 & echo ready; wait'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  onTestFinished(() => void process.kill(-(child.pid ?? 0), 'SIGKILL'));
  await once(child.stdout, 'data');
  const [own, told] = [await processes(), await psTable()].map((all) => treeOf(child.pid ?? 0, all));
  expect(own).toHaveLength(2);
  expect(told?.map(({ pid, ppid }) => [pid, ppid])).toEqual(own?.map(({ pid, ppid }) => [pid, ppid]));
  for (const [i, one] of (told ?? []).entries()) {
    expect(one.memory().rss_bytes).toBe(own?.[i]?.memory().rss_bytes);
    expect(one.cpu_ms).toBeLessThan(1_000);
    expect(one.born).toMatch(/^\w{3} \w{3} /);
  }
});

it('a tree has no end where a process is its own child', () => {
  const one = (pid: number, ppid: number) => ({
    pid,
    ppid,
    born: '',
    cpu_ms: 0,
    memory: () => ({ rss_bytes: 0, peak_rss_bytes: 0 }),
  });
  expect(treeOf(1, [one(1, 2), one(2, 1), one(3, 2), one(4, 9)]).map(({ pid }) => pid)).toEqual([1, 2, 3]);
});
