/** Events that could not be written at once: the log keeps them, and so does the summary. */
import { closeSync, openSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { LEVELS, read } from '../../src/log/index.js';
import { tmpfs } from '../faults/support/mounts.js';
import { describeFault } from '../faults/support/needs.js';
import { makeLogger as make } from '../support/logger.js';
import { makeQuiet, tempDir } from '../support/temp.js';

it.each(LEVELS)('count in the summary once they wait, and once only, at level %s', async (level) => {
  const dir = join(tempDir(), 'sub');
  writeFileSync(dir, 'a file in the way');
  let now_ms = Date.UTC(2026, 10, 21, 8);
  const logger = make({ dir, level, onError: 'ignore', clock: () => now_ms });
  logger.task('t', () => {
    now_ms += 1000;
    logger.logToolCall('x', {}, 400);
  });
  logger.log({ type: 'file_read', path: 'p', ts: '2026-11-21T07:00:00.000Z' });
  const waiting = logger.getSessionSummary();
  expect(waiting).toMatchObject({ tasks_completed: 1, tasks_open: 0, tool_calls_count: 1, files_read: 1 });
  expect(waiting.first_ts).toBe('2026-11-21T07:00:00.000Z');
  rmSync(dir);
  await logger.flush();
  expect(logger.getSessionSummary()).toEqual(waiting);
  makeQuiet(logger.path);
  const { summary, source } = logger.analyzeSession(logger.path);
  expect(source).toMatchObject({ events: 4, problems: 0 });
  expect(summary).toMatchObject({ tasks_completed: 1, tool_calls_count: 1, files_read: 1, first_ts: waiting.first_ts });
});

it('count when they wait because the log is no safe file', async () => {
  const codes: string[] = [];
  const logger = make({ onError: ({ code }) => codes.push(code) });
  symlinkSync('elsewhere', logger.path);
  logger.logFileRead('p');
  expect(codes).toEqual(['FILE_UNSAFE']);
  expect(logger.getSessionSummary().files_read).toBe(1);
  rmSync(logger.path);
  await logger.flush();
  expect(read(join(logger.path, '..'), 'sprint').events).toMatchObject([{ type: 'file_read', path: 'p' }]);
});

it('do not count when there is no room for them, or when they are refused', () => {
  const dir = join(tempDir(), 'sub');
  writeFileSync(dir, 'a file in the way');
  const codes: string[] = [];
  const logger = make({ dir, onError: ({ code }) => codes.push(code) });
  const params = { big: 'x'.repeat(LIMITS.line_bytes - 1024) };
  for (let i = 0; i < 12; i++) logger.logToolCall('x', params, 1);
  logger.logToolCall('x', 1n, 1);
  const kept = codes.filter((code) => code === 'WRITE_FAILED').length;
  expect([new Set(codes), codes.length]).toEqual([new Set(['WRITE_FAILED', 'QUEUE_FULL', 'VALUE_UNSUPPORTED']), 13]);
  expect(logger.getSessionSummary().tool_calls_count).toBe(kept);
});

describeFault('on a disk that was full for a while', ['mount'], () => {
  it('the summary is that of the log', async () => {
    const { path: dir } = tmpfs('1m');
    const codes: string[] = [];
    const logger = make({ dir, onError: ({ code }) => codes.push(code) });
    const params = { text: 'x'.repeat(16 * 1024) };
    logger.logToolCall('before', params, 1);
    fill(join(dir, 'filler'));
    for (let i = 0; i < 5; i++) logger.logToolCall('while', params, 1);
    expect(codes.length).toBeGreaterThanOrEqual(4);
    expect(new Set(codes)).toEqual(new Set(['WRITE_FAILED']));
    expect(logger.getSessionSummary().tool_calls_count).toBe(6);
    rmSync(join(dir, 'filler'));
    logger.logToolCall('after', params, 1);
    await logger.close();
    expect(logger.getSessionSummary().tool_calls_count).toBe(7);
    expect(read(dir, 'sprint').events.map(({ name }) => name)).toEqual([
      'before',
      ...Array.from({ length: 5 }, () => 'while'),
      'after',
    ]);
  });
});

/** Takes all space that is left. */
function fill(path: string): void {
  const fd = openSync(path, 'w');
  for (let block = Buffer.alloc(64 * 1024); block.length > 0; ) {
    try {
      writeSync(fd, block);
    } catch {
      block = block.subarray(0, Math.floor(block.length / 2));
    }
  }
  closeSync(fd);
}
