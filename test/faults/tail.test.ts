import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openLog, type TailItem, tail } from '../../src/log/index.js';
import { tempDir } from '../support/temp.js';
import { inForm, sleep } from './support/form.js';
import { describeFault } from './support/needs.js';
import { Writers } from './support/writers.js';

/** Follows a log in the background: the names of its events, and the notices. */
function follow(path: string, poll_ms = 50): { seen: string[]; stop: () => Promise<void> } {
  const ending = new AbortController();
  const seen: string[] = [];
  const word = (item: TailItem): string =>
    'notice' in item ? item.notice : 'event' in item ? String(item.event['name']) : item.problem;
  const running = (async () => {
    for await (const item of tail(path, { last: 'all', signal: ending.signal, poll_ms })) seen.push(word(item));
  })();
  const stop = async (): Promise<void> => {
    ending.abort();
    await running;
  };
  onTestFinished(stop);
  return { seen, stop };
}

function write(dir: string, ...names: string[]): void {
  const log = openLog(dir, 's');
  for (const name of names) log.append({ type: 'tool_call', name });
  log.closeNow();
}

const expectSeen = (seen: readonly string[], names: readonly string[]): Promise<void> =>
  expect.poll(() => [...seen], { timeout: 5_000 }).toEqual(names);

describeFault('a tail', [], () => {
  const changes: readonly [string, string, (path: string, dir: string) => void][] = [
    ['renamed', 'replaced', (path) => renameSync(path, `${path}.1`)],
    ['unlinked', 'replaced', (path) => rmSync(path)],
    [
      'renamed and recreated',
      'replaced',
      (path) => {
        renameSync(path, `${path}.1`);
        closeSync(openSync(path, 'ax', 0o600));
      },
    ],
    ['truncated', 'truncated', (path) => truncateSync(path)],
  ];
  it.each(changes)('goes on when the log is %s', async (_name, notice, change) => {
    const dir = tempDir();
    const path = join(dir, 's.jsonl');
    write(dir, 'a', 'b');
    const { seen } = follow(path);
    await expectSeen(seen, ['a', 'b']);
    for (let round = 0; round < inForm(3, 30); round++) {
      change(path, dir);
      rmSync(`${path}.1`, { force: true });
      seen.length = 0;
      write(dir, 'c', 'd');
      await expectSeen(seen, [notice, 'c', 'd']);
    }
  });

  it('is not deceived by a log that was truncated and grew beyond where it stood', async () => {
    const dir = tempDir();
    write(dir, 'a');
    const path = join(dir, 's.jsonl');
    const { seen } = follow(path);
    await expectSeen(seen, ['a']);
    // In one turn: nobody looks between.
    truncateSync(path);
    write(dir, 'b', 'c', 'd');
    await expectSeen(seen, ['a', 'truncated', 'b', 'c', 'd']);
  });

  it('is not deceived by an inode number that is used again', async () => {
    const dir = tempDir();
    const path = join(dir, 's.jsonl');
    write(dir, 'a');
    const bytes = readFileSync(path);
    const { ino } = statSync(path);
    const { seen } = follow(path);
    await expectSeen(seen, ['a']);
    for (let round = 0; round < 20; round++) {
      seen.length = 0;
      rmSync(path);
      // The same length, even the same bytes: only the inode could tell, and the tail holds the old one.
      writeFileSync(path, bytes, { mode: 0o600 });
      await expectSeen(seen, ['replaced', 'a']);
    }
    expect(ino).toBeGreaterThan(0);
  });

  it(
    'sees each event of four writers once while the log is rotated',
    async () => {
      const writers = new Writers(tempDir(), 'small');
      const { seen, stop } = follow(writers.path, 10);
      for (let i = 0; i < 4; i++) writers.start({ pause_ms: 2 });
      await writers.began();
      const rotations = inForm(4, 40);
      for (let i = 0; i < rotations; i++) {
        renameSync(writers.path, join(writers.dir, `old-${i}.jsonl`));
        // A writer finds out within this time; until then it writes to the file that was renamed.
        await sleep(500);
      }
      await writers.stop();
      await sleep(300);
      await stop();
      const names = seen.filter((word) => /^\d+-\d+$/.test(word));
      expect(seen.filter((word) => word === 'replaced')).toHaveLength(rotations);
      expect(new Set(names).size).toBe(names.length);
      expect(names.length).toBeGreaterThan(1_000);
    },
    inForm(30_000, 120_000),
  );
});
