/** What becomes of events while the log cannot be written, and after. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import type { EventInput } from '../../src/event/types.js';
import { append, type LogWriter, openLog, read, type WriterOptions } from '../../src/log/index.js';
import { startInShell } from '../support/child.js';
import { tempDir } from '../support/temp.js';

const call = (name: string): EventInput => ({ type: 'tool_call', name });
const names = (dir: string, session = 's'): unknown[] => read(dir, session).events.map((event) => event['name']);
const code = (expected: string): unknown => expect.objectContaining({ name: 'SessionlogError', code: expected });

describe('while nothing can be written', () => {
  const blocked = (options: WriterOptions = {}): { log: LogWriter; inTheWay: string } => {
    const inTheWay = join(tempDir(), 'sub');
    writeFileSync(inTheWay, 'a file');
    return { inTheWay, log: openLog(inTheWay, 's', options) };
  };

  it('the queue is bounded, and the log tells what was dropped', async () => {
    const { log, inTheWay } = blocked();
    const codes = new Map<string, number>();
    const big = 'x'.repeat(LIMITS.line_bytes - 1024);
    const attempts = LIMITS.queue_bytes / LIMITS.line_bytes + 4;
    for (let n = 0; n < attempts; n++) {
      try {
        log.append({ type: 'note', n, big, ts: '2026-11-21T08:00:00Z' });
      } catch (error) {
        const { code } = error as { code: string };
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    }
    expect(Object.fromEntries(codes)).toEqual({ WRITE_FAILED: 8, QUEUE_FULL: 4 });
    rmSync(inTheWay);
    log.append({ type: 'note', n: 'after' });
    await log.close();
    const { events, problems } = read(inTheWay, 's');
    expect(problems).toEqual([]);
    expect(events.map((event) => event['n'] ?? event.type)).toEqual([
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      'events_dropped',
      'after',
    ]);
    expect(events.at(-2)).toMatchObject({ count: 4 });
  });

  it('a timer tries again by itself', async () => {
    const { log, inTheWay } = blocked();
    expect(() => log.append(call('n0'))).toThrow(code('WRITE_FAILED'));
    rmSync(inTheWay);
    await expect.poll(() => existsSync(log.path) && names(inTheWay), { timeout: 5000 }).toEqual(['n0']);
    await log.close();
  });

  it('a failure at the end of a turn is told to onError', async () => {
    const told: string[] = [];
    const { log } = blocked({ level: 'buffered', onError: (error) => told.push(error.code) });
    log.append(call('n0'));
    await expect.poll(() => told).toEqual(['WRITE_FAILED']);
    await expect(log.close()).rejects.toThrow(code('WRITE_FAILED'));
  });

  it('`append` keeps nothing for later', () => {
    const inTheWay = join(tempDir(), 'sub');
    writeFileSync(inTheWay, 'a file');
    expect(() => append(inTheWay, 's', call('n0'))).toThrow(code('WRITE_FAILED'));
    rmSync(inTheWay);
    append(inTheWay, 's', call('n1'));
    expect(names(inTheWay)).toEqual(['n1']);
  });
});

describe('a file that may not grow further', () => {
  it.each(['process', 'each'])('holds every acknowledged event whole, at level %s', async (level) => {
    const dir = tempDir();
    const { child, ended } = startInShell('ulimit -f 8 && exec "$0" "$@"', 'append-until-full.mjs', dir, 's', level);
    child.stdin?.end();
    const { stdout, stderr } = await ended;
    expect(stderr).toBe('');
    const { acknowledged, code: told, message } = JSON.parse(stdout);
    expect(told).toBe('WRITE_FAILED');
    expect(message).toContain('largest size');
    expect(statSync(join(dir, 's.jsonl')).size).toBe(8 * 1024);
    append(dir, 's', { type: 'note', n: 'after' });
    const read_n = read(dir, 's').events.map((event) => event['n']);
    expect(read_n).toEqual([...Array.from({ length: acknowledged }, (_, n) => n), 'after']);
    expect(readFileSync(join(dir, 's.jsonl'), 'latin1').endsWith('\n')).toBe(true);
  });
});
