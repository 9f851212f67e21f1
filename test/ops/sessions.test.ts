/** Sessions of a directory: what is read of its logs, kept in a cache, changed and removed. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventInput } from '../../src/event/types.js';
import { append } from '../../src/log/append.js';
import { readCatalog, readTraces } from '../../src/ops/session-catalog.js';
import { cleanUp } from '../../src/ops/session-cleanup.js';
import { createSessions } from '../../src/ops/sessions.js';
import { skimTrace } from '../../src/session/trace.js';
import { linesOf, put, quiet } from '../cli/support/files.js';
import { tempDir } from '../support/temp.js';

const START: EventInput = { type: 'session_start', agent_id: 'a' };
const DONE: EventInput = { type: 'session_end', status: 'completed' };
const DAY_MS = 86_400_000;

let cache = '';
beforeEach(() => {
  cache = tempDir();
  vi.stubEnv('XDG_CACHE_HOME', cache);
});
afterEach(() => vi.unstubAllEnvs());

const log = (dir: string, session: string, events: readonly EventInput[], from_ms = Date.now() - DAY_MS): string =>
  put(dir, `${session}.jsonl`, linesOf(events, { session, writer: `W-${session}`, from_ms }));
const catalog = async (dir: string, targets: readonly string[] = []) => {
  const refused: string[] = [];
  const { sessions } = await readCatalog({ dir, targets, onRefused: ({ code }) => refused.push(code) });
  return { sessions, refused };
};
const cacheFiles = (): string[] =>
  existsSync(join(cache, 'sessionlog', 'lists')) ? readdirSync(join(cache, 'sessionlog', 'lists')) : [];

describe('what is skimmed of a log', () => {
  const text = fc.constantFrom(
    'x',
    '"type":"session_end"',
    '\\"type\\":\\"session_end\\"',
    '{"v":',
    'é'.repeat(9),
    '\n',
    '\u2028',
  );
  const event: fc.Arbitrary<EventInput> = fc.oneof(
    { weight: 5, arbitrary: text.map((name) => ({ type: 'tool_call', name, params: { name } })) },
    text.map((purpose) => ({ type: 'session_start', purpose })),
    text.map((reason) => ({ type: 'session_end', status: 'failed', reason })),
    text.map((name) => ({ type: 'session_update', labels: { [name]: name } })),
    fc.integer({ min: 60_000, max: 70_000 }).map((length) => ({ type: 'tool_call', name: 'x'.repeat(length) })),
    text.map((name) => ({ type: 'session_own', name })),
  );

  it('is what a reader finds in it', async () => {
    const dir = tempDir();
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 30 }), async (events) => {
        const path = log(dir, 's', events);
        const careful = await carefully(path);
        const skimmed = skimTrace(path);
        if (skimmed !== undefined) expect(skimmed).toEqual(careful);
        // Only what looks like two records in one line may need a reader.
        else expect(readFileSync(path, 'utf8')).toMatch(/.\{"v":/);
      }),
      { numRuns: 60 },
    );
  });

  async function carefully(path: string) {
    // Half a line behind the last one, long ago: a skim does not take that.
    const torn = `${path.slice(0, -'.jsonl'.length)}-torn.jsonl`;
    writeFileSync(torn, `${readFileSync(path, 'utf8')}{"v":1`);
    quiet(torn);
    expect(skimTrace(torn)).toBeUndefined();
    const { traces } = await readTraces({ path: torn, mtime_ms: 1, size_bytes: 1 });
    return traces[0];
  }

  it('passes over a line that is longer than any may be', async () => {
    const dir = tempDir();
    const [start = '', done = ''] = linesOf([START, DONE], { session: 's' });
    put(dir, 's.jsonl', [start, `${'x'.repeat(3_000_000)}\n`, done]);
    expect((await catalog(dir)).sessions.get('s')).toMatchObject({ status: 'completed', agent: 'a' });
  });

  it.each([
    [
      'written by hand',
      '{ "ts": "2026-11-21T08:00:00Z", "session_id": "s", "type" : "session_end", "status": "failed" }\n',
    ],
    [
      'of several sessions',
      '{"ts":"2026-11-21T08:00:00Z","session_id":"s","type":"session_end","status":"failed"}\n{"ts":"2026-11-21T08:00:00Z","session_id":"t","type":"x"}\n',
    ],
    [
      'damaged',
      '{"ts":"2026-11-21T08:00:00Z","session_id":"s","type":"session_end","status":"failed"}{"ts":"2026-11-21T08:00:00Z","session_id":"s","type":"x"}\n',
    ],
  ])('is right for a log %s', async (_what, content) => {
    const dir = tempDir();
    put(dir, 'any.jsonl', content);
    expect((await catalog(dir)).sessions.get('s')).toMatchObject({ status: 'failed', status_inferred: false });
  });
});

describe('a directory of logs', () => {
  it('lists foreign logs, with their status inferred', async () => {
    const dir = tempDir();
    log(dir, 'ours', [START, DONE]);
    put(dir, 'theirs.jsonl', '{"name":"t","start_time":1697654400.1,"end_time":1697656200.4,"metadata":{}}\n');
    const { sessions } = await catalog(dir);
    expect(sessions.get('theirs')).toMatchObject({
      format: 'python-service',
      status: 'completed',
      status_inferred: true,
    });
    expect(sessions.get('ours')).toMatchObject({ format: 'sessionlog', status: 'completed', status_inferred: false });
    await expect(createSessions({ dir }).complete('theirs')).rejects.toMatchObject({ code: 'SESSION_FOREIGN' });
  });

  it('folds a session over its shards and its file', async () => {
    const dir = tempDir();
    append(dir, 's', START, { shard: 'writer' });
    append(dir, 's', { type: 'tool_call', name: 'a' }, { shard: 'writer' });
    const sessions = createSessions({ dir });
    expect(await sessions.get('s')).toMatchObject({ status: 'running', agent: 'a', lines: 2 });
    expect(await sessions.complete('s')).toMatchObject({ status: 'completed' });
    expect(readdirSync(dir)).toEqual(['s.d']);
    append(dir, 's', { type: 'session_update', dod_result: 'merged' });
    expect(await sessions.get('s')).toMatchObject({ status: 'completed', dod_result: 'merged', lines: 4 });
  });

  it('reads on where one file is no log', async () => {
    const dir = tempDir();
    log(dir, 's', [START]);
    put(dir, 'noise.jsonl', 'nothing of ours\n');
    const { sessions, refused } = await catalog(dir);
    expect([...sessions.keys()]).toEqual(['s']);
    expect(refused).toEqual(['NOT_A_LOG']);
  });

  it('is empty where there is none', async () => {
    expect((await catalog(join(tempDir(), 'gone'))).sessions.size).toBe(0);
    expect(await createSessions({ dir: join(tempDir(), 'gone') }).get('s')).toBeUndefined();
  });
});

describe('the cache', () => {
  const many = (dir: string): void => {
    for (let i = 0; i < 20; i++) log(dir, `s${i}`, [START, { type: 'session_update', labels: { i } }, DONE]);
  };

  it('changes nothing of what is said', async () => {
    const dir = tempDir();
    many(dir);
    const cold = await catalog(dir);
    expect(cacheFiles()).toHaveLength(1);
    expect(await catalog(dir)).toEqual(cold);
    rmSync(cache, { recursive: true });
    expect(await catalog(dir)).toEqual(cold);
  });

  it.each(['', '{', 'null', '{"v":1}', '{"v":1,"logs":[null]}', '{"v":0,"logs":[]}', '[]'])(
    'is not believed when it is %j',
    async (content) => {
      const dir = tempDir();
      many(dir);
      const cold = await catalog(dir);
      writeFileSync(join(cache, 'sessionlog', 'lists', cacheFiles()[0] ?? ''), content);
      expect(await catalog(dir)).toEqual(cold);
    },
  );

  it('is used: unchanged logs are not read again', async () => {
    const dir = tempDir();
    many(dir);
    await catalog(dir);
    const path = join(cache, 'sessionlog', 'lists', cacheFiles()[0] ?? '');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"agent":"a"', '"agent":"from the cache"'));
    expect((await catalog(dir)).sessions.get('s7')?.agent).toBe('from the cache');
  });

  it('does not hide a log that was appended to, replaced, or removed', async () => {
    const dir = tempDir();
    many(dir);
    await catalog(dir);
    append(dir, 's1', { type: 'session_update', dod_result: 'merged' });
    rmSync(join(dir, 's2.jsonl'));
    const [start = '', fail = ''] = linesOf([START, { ...DONE, status: 'cancelled' } as EventInput], { session: 's3' });
    const was = readFileSync(join(dir, 's3.jsonl'), 'utf8');
    // As long as before, and as old.
    const padded = `${start}${fail.trimEnd()}${' '.repeat(was.length - start.length - fail.length)}\n`;
    put(dir, 's3.new', padded);
    renameSync(join(dir, 's3.new'), join(dir, 's3.jsonl'));
    const { sessions } = await catalog(dir);
    expect(sessions.get('s1')?.dod_result).toBe('merged');
    expect(sessions.has('s2')).toBe(false);
    expect(sessions.get('s3')?.status).toBe('cancelled');
  });

  it('does not keep what changed a moment ago', async () => {
    const dir = tempDir();
    many(dir);
    for (const name of readdirSync(dir)) utimesSync(join(dir, name), new Date(), new Date());
    await catalog(dir);
    expect(cacheFiles()).toEqual([]);
  });

  it.each(['/dev/null/no', '/proc/no'])('that cannot be written at %s costs nothing but time', async (where) => {
    const dir = tempDir();
    many(dir);
    vi.stubEnv('XDG_CACHE_HOME', where);
    expect((await catalog(dir)).sessions.size).toBe(20);
  });
});

describe('createSessions', () => {
  it('starts, logs, updates, and ends', async () => {
    const dir = tempDir();
    const sessions = createSessions({ dir });
    const { session, logger, is_new } = await sessions.start({ agent: 'bot', session_id: 's1', purpose: 'p' });
    expect({ is_new, id: session.id, status: session.status, pid: session.pid }).toEqual({
      is_new: true,
      id: 's1',
      status: 'running',
      pid: process.pid,
    });
    logger.logToolCall('make', {}, 5);
    await logger.close();
    await sessions.update('s1', { labels: { team: 'x' } });
    expect(await sessions.fail('s1', new Error('no luck'), { exit_code: 3 })).toMatchObject({
      status: 'failed',
      exit_code: 3,
      error: { message: 'no luck' },
      labels: { team: 'x' },
      lines: 4,
      agent: 'bot',
    });
    await expect(sessions.complete('s1')).rejects.toMatchObject({ code: 'SESSION_STATE' });
    await expect(sessions.start({ agent: 'b', session_id: 's1' })).rejects.toMatchObject({ code: 'DUPLICATE_START' });
    await expect(sessions.complete('s2')).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
    await expect(sessions.complete('../s2')).rejects.toMatchObject({ code: 'SESSION_ID_INVALID' });
    expect(readFileSync(join(dir, 's1.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(4);
  });

  it('lets the agent that it was handed to take it up', async () => {
    const dir = tempDir();
    const sessions = createSessions({ dir });
    const { logger } = await sessions.start({ agent: 'a', session_id: 'one', task_id: 't', labels: { x: 1 } });
    await logger.close();
    const next = await sessions.handoff('one', 'b', { phase: 'Review' }, { status: 'pending', session_id: 'two' });
    expect(next).toMatchObject({
      id: 'two',
      status: 'pending',
      task_id: 't',
      labels: { x: 1 },
      parent: 'one',
      pid: null,
    });
    await expect(sessions.complete('two')).rejects.toMatchObject({ code: 'SESSION_STATE' });
    const taken = await sessions.attach('two');
    await taken.logger.close();
    expect(taken.session).toMatchObject({ status: 'running', pid: process.pid, agent: 'b' });
    expect(taken.logger.agentId).toBe('b');
    await expect(sessions.handoff('one', 'c')).rejects.toMatchObject({ code: 'SESSION_STATE' });
    await expect(sessions.handoff('gone', 'c')).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
  });

  it('ends a session that only a logger has written to', async () => {
    const dir = tempDir();
    append(dir, 's', { type: 'tool_call', name: 'make' }, { agent_id: 'bot' });
    const sessions = createSessions({ dir });
    expect((await sessions.get('s'))?.status_inferred).toBe(true);
    expect(await sessions.complete('s')).toMatchObject({ status: 'completed', status_inferred: false, agent: 'bot' });
  });

  it('refuses an option that it does not have', () => {
    expect(() => createSessions({ loger: {} } as object)).toThrow(/no option "loger": did you mean logger\?/);
  });
});

it('work goes down a long line of agents, however much each of them has made', async () => {
  const dir = tempDir();
  const sessions = createSessions({ dir });
  append(dir, 's0', { ...START, context: { previous_results: 'by hand' } } as EventInput);
  for (let i = 0; i < 6; i++) {
    const artifacts = Array.from({ length: 1000 }, (_, n) => `${'d'.repeat(150)}/${i}-${n}`);
    await sessions.update(`s${i}`, { artifacts });
    await sessions.handoff(`s${i}`, `agent-${i + 1}`, {}, { session_id: `s${i + 1}` });
  }
  const results = (await sessions.get('s6'))?.context['previous_results'] as Record<string, unknown>[];
  expect(results[0]).toBe('by hand');
  expect(results.slice(1).map(({ session_id }) => session_id)).toEqual(['s0', 's1', 's2', 's3', 's4', 's5']);
  expect(results.slice(1).map((result) => result['artifacts_omitted'] ?? 0)).toEqual([1000, 1000, 1000, 1000, 1000, 0]);
  expect(results.at(-1)?.['artifacts']).toHaveLength(1000);
});

describe('what cannot be is refused before anything is written', () => {
  it.each([undefined, '', 7])('an agent that is %s', async (agent) => {
    const dir = tempDir();
    const sessions = createSessions({ dir });
    await expect(sessions.start({ agent: agent as string })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    expect(readdirSync(dir)).toEqual([]);
    append(dir, 's', START);
    await expect(sessions.handoff('s', agent as string)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    expect(readdirSync(dir)).toEqual(['s.jsonl']);
  });

  it.each([{ limit: -1 }, { limit: 1.5 }, { offset: Number.NaN }, { sort: 'nope' as 'started' }])(
    'a list of %o',
    async (query) => {
      const dir = tempDir();
      append(dir, 's', START);
      await expect(createSessions({ dir }).list(query)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    },
  );

  it.skipIf(process.platform === 'win32')('a session that is a pipe, at which nobody waits', async () => {
    const dir = tempDir();
    execFileSync('mkfifo', [join(dir, 'pipe.jsonl')]);
    await expect(createSessions({ dir }).complete('pipe')).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
  });
});

describe('cleanup', () => {
  const NOW_MS = Date.UTC(2026, 10, 21, 8);
  const aged = (dir: string, id: string, age_ms: number, events: readonly EventInput[] = [START]): string =>
    put(dir, `${id}.jsonl`, linesOf(events, { session: id, from_ms: NOW_MS - age_ms - (events.length - 1) * 1000 }));
  const clean = (dir: string, more = {}) => cleanUp({ dir, days: 90, now_ms: NOW_MS, ...more });
  const ids = (records: readonly { id: string }[]): string[] => records.map(({ id }) => id).sort();

  it('takes what is exactly as old, and nothing that is a millisecond younger', async () => {
    const dir = tempDir();
    aged(dir, 'old', 90 * DAY_MS, [START, DONE]);
    aged(dir, 'young', 90 * DAY_MS - 1, [START, DONE]);
    put(dir, 'old.seal', 'a seal\n');
    expect(ids((await clean(dir, { dry_run: true })).removed)).toEqual(['old']);
    expect(readdirSync(dir)).toHaveLength(3);
    expect(ids((await clean(dir)).removed)).toEqual(['old']);
    expect(readdirSync(dir)).toEqual(['young.jsonl']);
  });

  it('never takes one that has not ended, unless it is forced to', async () => {
    const dir = tempDir();
    aged(dir, 'running', 100 * DAY_MS);
    aged(dir, 'pending', 100 * DAY_MS, [{ ...START, status: 'pending' } as EventInput]);
    const { removed, kept } = await clean(dir);
    expect(removed).toEqual([]);
    expect(kept.map(({ session, reason }) => [session.id, reason]).sort()).toEqual([
      ['pending', 'it is pending'],
      ['running', 'it is running, though stale'],
    ]);
    expect(ids((await clean(dir, { force: true })).removed)).toEqual(['pending', 'running']);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('leaves logs of other programs, and those that hold a younger session too', async () => {
    const dir = tempDir();
    put(dir, 'theirs.jsonl', '{"name":"t","start_time":1697654400.1,"end_time":1697656200.4,"metadata":{}}\n');
    const old = linesOf([START, DONE], { session: 'old', from_ms: NOW_MS - 100 * DAY_MS });
    const young = linesOf([START, DONE], { session: 'young', from_ms: NOW_MS - DAY_MS });
    put(dir, 'both.jsonl', [...old, ...young]);
    const { removed, kept } = await clean(dir);
    expect(removed).toEqual([]);
    expect(kept.map(({ reason }) => reason).sort()).toEqual([
      'its log holds session young too',
      'its log was written by another program (python-service)',
    ]);
    expect(readdirSync(dir)).toHaveLength(2);
  });

  it('keeps what shares a log with a session that stays, from log to log', async () => {
    const dir = tempDir();
    const life = (session: string, events: readonly EventInput[]) =>
      linesOf(events, { session, from_ms: NOW_MS - 100 * DAY_MS });
    put(dir, 'one.jsonl', [...life('ended', [START, DONE]), ...life('running', [START])]);
    put(dir, 'two.jsonl', [...life('ended', [DONE]), ...life('other', [START, DONE])]);
    aged(dir, 'alone', 100 * DAY_MS, [START, DONE]);
    const { removed, kept } = await clean(dir);
    expect(ids(removed)).toEqual(['alone']);
    expect(kept.map(({ session, reason }) => [session.id, reason]).sort()).toEqual([
      ['ended', 'its log holds session running too'],
      ['other', 'its log holds session ended too'],
      ['running', 'it is running, though stale'],
    ]);
    expect(readdirSync(dir).sort()).toEqual(['one.jsonl', 'two.jsonl']);
  });

  it.each([-1, Number.NaN, '90'])('refuses %s days', async (days) => {
    const dir = tempDir();
    aged(dir, 'old', 100 * DAY_MS, [START, DONE]);
    await expect(cleanUp({ dir, days: days as number })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    expect(readdirSync(dir)).toEqual(['old.jsonl']);
  });

  it('takes only logs: what else lies in a directory of shards stays, and what lies elsewhere', async () => {
    const [dir, elsewhere] = [tempDir(), tempDir()];
    const shards = (where: string, id: string): string[] =>
      ['A', 'B'].map((writer, at) =>
        put(where, `${id}.d/${writer}.jsonl`, linesOf([[START], [DONE]][at] ?? [], { session: id, writer })),
      );
    shards(dir, 'mixed');
    put(dir, 'mixed.d/notes.txt', 'not a log');
    shards(elsewhere, 'linked');
    symlinkSync(join(elsewhere, 'linked.d'), join(dir, 'linked.d'));
    const there = put(
      elsewhere,
      'log.jsonl',
      linesOf([START, DONE], { session: 'log', from_ms: NOW_MS - 100 * DAY_MS }),
    );
    symlinkSync(there, join(dir, 'log.jsonl'));
    const { removed, removed_bytes, kept } = await clean(dir, { days: 0, force: true, now_ms: Date.now() });
    expect(ids(removed)).toEqual(['mixed']);
    expect(removed_bytes).toBeLessThan(1_000);
    expect(kept.map(({ session, reason }) => [session.id, reason]).sort()).toEqual([
      ['linked', 'its log is a link to another place'],
      ['log', 'its log is a link to another place'],
    ]);
    expect(readdirSync(join(dir, 'mixed.d'))).toEqual(['notes.txt']);
    expect(readdirSync(dir).sort()).toEqual(['linked.d', 'log.jsonl', 'mixed.d']);
    expect(readdirSync(join(elsewhere, 'linked.d')).sort()).toEqual(['A.jsonl', 'B.jsonl']);
    // Without a log it is no session any more.
    expect([...(await catalog(dir)).sessions.keys()].sort()).toEqual(['linked', 'log']);
  });

  it('frees the keys of what it removes, and takes shards', async () => {
    const dir = tempDir();
    const sessions = createSessions({ dir });
    const { logger } = await sessions.start({ agent: 'a', session_id: 's1', idempotency_key: 'k' });
    await logger.close();
    await sessions.complete('s1');
    append(dir, 's2', START, { shard: 'writer' });
    append(dir, 's2', DONE, { shard: 'writer' });
    expect(ids((await sessions.cleanup({ days: 0 })).removed)).toEqual(['s1', 's2']);
    expect(readdirSync(dir)).toEqual(['.claims']);
    const again = await sessions.start({ agent: 'a', idempotency_key: 'k' });
    await again.logger.close();
    expect(again).toMatchObject({ is_new: true });
    expect(again.session.id).not.toBe('s1');
  });

  it('is off unless it is asked for or configured', async () => {
    const dir = tempDir();
    aged(dir, 'old', 100 * DAY_MS, [START, DONE]);
    const off = { days: undefined };
    await expect(clean(dir, off)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    expect(await clean(dir, { ...off, retention: { enabled: false, days: 90 } })).toMatchObject({
      days: null,
      removed: [],
    });
    expect(ids((await clean(dir, { ...off, retention: { enabled: true, days: 101 } })).removed)).toEqual([]);
    expect(ids((await clean(dir, { ...off, retention: { enabled: true, days: 90 } })).removed)).toEqual(['old']);
  });
});
