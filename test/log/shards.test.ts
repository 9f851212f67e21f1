import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createAnalysis, finish, step } from '../../src/analyze/index.js';
import { msFromIso } from '../../src/base/clock.js';
import { generateKey, openLog, read, readEvents, sealLog, verifyLog } from '../../src/log/index.js';
import { isShardDir } from '../../src/log/shards.js';
import { tempDir } from '../support/temp.js';

/** Two writers with a file each, their events in turn. */
function sharded(): string {
  const dir = tempDir();
  let now_ms = Date.UTC(2026, 10, 21);
  const clock = (): number => now_ms++;
  const writers = [1, 2].map(() => openLog(dir, 's', { shard: 'writer', clock }));
  for (let i = 0; i < 10; i++) writers[i % 2]?.append({ type: 'task_start', name: `n${i}` });
  for (const writer of writers) writer.closeNow();
  return dir;
}

it('keeps a file for each writer, and reads them as one log in order of time', async () => {
  const dir = sharded();
  expect(readdirSync(join(dir, 's.d'))).toHaveLength(2);
  const { events, problems } = read(dir, 's');
  const names = Array.from({ length: 10 }, (_, i) => `n${i}`);
  expect([events.map((event) => event['name']), problems]).toEqual([names, []]);
  const streamed: unknown[] = [];
  for await (const item of readEvents(join(dir, 's.d'))) streamed.push('event' in item ? item.event['name'] : item);
  expect(streamed).toEqual(names);
});

it('seals each shard for the session, and adds no other session to it', () => {
  const dir = sharded();
  const keyPath = join(tempDir(), 'seal.key');
  const key = generateKey(keyPath);
  for (const name of readdirSync(join(dir, 's.d'))) {
    const path = join(dir, 's.d', name);
    expect(sealLog(path, key, keyPath)).toMatchObject({ made: true, problems: 0, seal: { session_id: 's', lines: 5 } });
    const problems: unknown[] = [];
    const trusted = new Set([key.key_id]);
    const { sealed } = verifyLog(path, { trusted, requireSeal: true, onProblem: (problem) => problems.push(problem) });
    expect([problems, sealed]).toMatchObject([[], { lines: 5 }]);
  }
  const analysis = createAnalysis();
  for (const [i, event] of read(dir, 's').events.entries()) {
    step(analysis, { event, at_ms: msFromIso(event.ts), file: 's.d', line: i + 1 }, 'sessionlog');
  }
  const report = finish(analysis, { threshold: 0.3, basis: 'session' });
  expect(report.sessions.map(({ session_id }) => session_id)).toEqual(['s']);
});

it('two logs of one session in one process share a file without a problem', () => {
  const dir = tempDir();
  const logs = [openLog(dir, 's'), openLog(dir, 's', { level: 'each' })];
  for (let i = 0; i < 200; i++) logs[i % 2]?.append({ type: 'note', n: i });
  for (const log of logs) log.closeNow();
  const { events, problems } = read(dir, 's');
  expect([events.map((event) => event['n']), problems]).toEqual([Array.from({ length: 200 }, (_, i) => i), []]);
});

it('a path inside a file, or one that is too long, is no directory of shards, and says what it is', async () => {
  const file = join(tempDir(), 'x.jsonl');
  writeFileSync(file, '');
  for (const path of [join(file, 's.d'), `${'x'.repeat(300)}.d`]) {
    expect(isShardDir(path)).toBe(false);
    await expect(readEvents(path).next()).rejects.toMatchObject({ name: 'SessionlogError' });
  }
});
