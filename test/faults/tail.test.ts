import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openLog, type TailItem, tail } from '../../src/log/index.js';
import { tempDir } from '../support/temp.js';
import { acknowledgedIn, idIn } from './support/check.js';
import { inForm, sleep, tell } from './support/form.js';
import { disk } from './support/mounts.js';
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

  it(
    'sees each event of four writers once while the log is rotated',
    async () => {
      const writers = new Writers(tempDir(), 'small');
      const { seen, stop } = follow(writers.path, 10);
      for (let i = 0; i < 4; i++) writers.start({ pause_ms: 2 });
      // What comes and goes between two looks is seen by nobody: the first file must be in hand.
      await expect.poll(() => seen.length, { timeout: 10_000 }).toBeGreaterThan(0);
      const rotations = inForm(4, 40);
      for (let i = 0; i < rotations; i++) {
        renameSync(writers.path, join(writers.dir, `old-${i}.jsonl`));
        // A writer finds out within this time; until then it writes to the file that was renamed.
        await sleep(500);
      }
      await writers.stop();
      // A replaced file is read for a while more.
      await sleep(1_500);
      await stop();
      const names = seen.filter((word) => /^\d+-\d+$/.test(word));
      const acknowledged = [...acknowledgedIn(writers.acks)].map(idIn);
      const seenNames = new Set(names);
      const unseen = acknowledged.filter((name) => !seenNames.has(name));
      tell('tail across rotations', {
        rotations,
        acknowledged: acknowledged.length,
        seen: names.length,
        unseen: unseen.length,
      });
      expect(unseen).toEqual([]);
      expect(seen.filter((word) => word === 'replaced')).toHaveLength(rotations);
      expect(seenNames.size).toBe(names.length);
      expect(names.length).toBeGreaterThan(1_000);
    },
    inForm(30_000, 120_000),
  );
});

describeFault('a tail where inode numbers are used again', ['mount', 'mkfs.ext4'], () => {
  it('is not deceived by a file of the same bytes and with the number of one that it followed before', async () => {
    const dir = disk('ext4').path;
    const path = join(dir, 's.jsonl');
    write(dir, 'a');
    const bytes = readFileSync(path);
    const { seen } = follow(path);
    await expectSeen(seen, ['a']);
    const followed = new Set<number>();
    let again = 0;
    // The number of the file that it holds cannot come again; that of the one before is free.
    for (let round = 0; round < 50 && again < inForm(5, 20); round++) {
      const held = statSync(path).ino;
      followed.add(held);
      seen.length = 0;
      rmSync(path);
      writeFileSync(path, bytes, { mode: 0o600 });
      const { ino } = statSync(path);
      expect(ino).not.toBe(held);
      if (followed.has(ino)) again++;
      await expectSeen(seen, ['replaced', 'a']);
    }
    tell('inode numbers', { followed: followed.size, 'used again': again });
    expect(again).toBeGreaterThanOrEqual(5);
  });
});
