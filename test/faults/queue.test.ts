import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SessionlogError } from '../../src/base/errors.js';
import { LIMITS } from '../../src/base/limits.js';
import { type LogWriter, openLog, read } from '../../src/log/index.js';
import { makeQuiet } from '../support/temp.js';
import { tmpfs } from './support/mounts.js';
import { describeFault } from './support/needs.js';

function fill(dir: string): void {
  const fd = openSync(join(dir, 'filler'), 'w');
  for (let block = Buffer.alloc(64 * 1024); block.length > 0; ) {
    try {
      writeSync(fd, block);
    } catch {
      block = block.subarray(0, Math.floor(block.length / 2));
    }
  }
  closeSync(fd);
}

function codeOf(append: () => unknown): string {
  try {
    append();
    return 'OK';
  } catch (error) {
    return error instanceof SessionlogError ? error.code : String(error);
  }
}

interface Overflow {
  /** The first that found the disk full: smaller ones may still find room in the log's last page. */
  readonly full: number;
  /** The first that was dropped. */
  readonly dropped: number;
}

/** Appends on a full disk until events are dropped, and then so many more. */
function overflow(log: LogWriter, data: string, dropped: number): Overflow {
  let full = -1;
  for (let i = 0; ; i++) {
    const code = codeOf(() => log.append({ type: 'tool_call', name: `n${i}`, params: { data } }));
    if (code === 'QUEUE_FULL') {
      for (let more = 1; more < dropped; more++) {
        expect(codeOf(() => log.append({ type: 'tool_call', name: 'dropped', params: { data } }))).toBe('QUEUE_FULL');
      }
      return { full, dropped: i };
    }
    expect(code).toBe(full === -1 && code === 'OK' ? 'OK' : 'WRITE_FAILED');
    if (full === -1 && code === 'WRITE_FAILED') full = i;
  }
}

describeFault('a full disk and the queue', ['mount'], () => {
  const DROPPED = 7;
  it.each([
    { bound: 'events', data: '', kept: (count: number) => expect(count).toBe(LIMITS.queue_events) },
    {
      bound: 'bytes',
      data: 'x'.repeat(64 * 1024),
      kept: (count: number) => {
        expect(count).toBeLessThanOrEqual(LIMITS.queue_bytes / (64 * 1024));
        expect(count).toBeGreaterThan(LIMITS.queue_bytes / (66 * 1024) - 1);
      },
    },
  ])('keeps events up to its bound of $bound, in order, and says how many it dropped', async ({ data, kept }) => {
    const { path: dir } = tmpfs('32m');
    const log = openLog(dir, 's');
    const first = log.append({ type: 'tool_call', name: 'first' });
    fill(dir);
    const { full, dropped } = overflow(log, data, DROPPED);
    kept(dropped - full);

    rmSync(join(dir, 'filler'));
    const last = log.append({ type: 'tool_call', name: 'last' });
    await log.close();
    makeQuiet(log.path);
    const { events, problems } = read(dir, 's');
    const names = Array.from({ length: dropped }, (_, i) => `n${i}`);
    expect(events.map((event) => event['name'] ?? event.type)).toEqual(['first', ...names, 'events_dropped', 'last']);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i));
    expect(events.at(-2)).toMatchObject({ type: 'events_dropped', count: DROPPED });
    expect([first.seq, last.seq]).toEqual([0, dropped + 2]);
    // The stump of the line that the full disk cut is all that is wrong.
    expect(problems.filter(({ problem }) => problem !== 'bad_json')).toEqual([]);
  });

  it('writes by itself when there is space again', async () => {
    const { path: dir } = tmpfs('1m');
    const log = openLog(dir, 's');
    log.append({ type: 'tool_call', name: 'first' });
    fill(dir);
    const data = 'x'.repeat(64 * 1024);
    expect(codeOf(() => log.append({ type: 'tool_call', name: 'kept', params: { data } }))).toBe('WRITE_FAILED');
    rmSync(join(dir, 'filler'));
    await expect.poll(() => read(dir, 's').events.length, { timeout: 5_000 }).toBe(2);
    log.closeNow();
  });
});
