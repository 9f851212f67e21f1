import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../src/base/clock.js';
import { read } from '../../src/log/index.js';
import type { OnError } from '../../src/logger/failures.js';
import { SessionLogger } from '../../src/logger/logger.js';
import { tempDir } from '../support/temp.js';

interface Line {
  readonly type: string;
  readonly params?: unknown;
  readonly name?: unknown;
  readonly path?: unknown;
  readonly span_id?: string;
  readonly parent_span_id?: string;
  readonly duration_ms?: number;
  readonly status?: string;
  readonly error?: unknown;
}

function make(onError: OnError = 'throw', clock?: Clock): { logger: SessionLogger; lines(): Line[] } {
  const dir = tempDir();
  const logger = new SessionLogger({ agentId: 'a', sessionId: 's', dir, onError, ...(clock && { clock }) });
  onTestFinished(() => logger.close());
  return { logger, lines: () => read(dir, 's').events as Line[] };
}

/** Each line as `name < name of the span around it`. */
function tree(lines: readonly Line[]): string[] {
  const names = new Map(
    lines.flatMap((line) => (line.span_id === undefined ? [] : [[line.span_id, line.name] as const])),
  );
  return lines
    .filter(({ type }) => type !== 'task_start')
    .map(
      (line) =>
        `${line.name ?? line.path} < ${line.parent_span_id === undefined ? '-' : names.get(line.parent_span_id)}`,
    );
}

describe('task', () => {
  it('logs start and end of a function, and hands on what it returns', () => {
    const { logger, lines } = make();
    expect(logger.task('t', () => 5, { goal: 1 })).toBe(5);
    const [start, end] = lines();
    expect(lines()).toHaveLength(2);
    expect(start).toMatchObject({ type: 'task_start', name: 't', metadata: { goal: 1 } });
    expect(end).toMatchObject({ type: 'task_complete', name: 't', status: 'completed', span_id: start?.span_id });
    expect(end?.duration_ms).toBeLessThan(1000);
  });

  it('waits for a promise, and takes its time', async () => {
    const { logger, lines } = make();
    const result = logger.task('t', async () => {
      await sleep(30);
      return { done: true };
    });
    expect(lines()).toHaveLength(1);
    await expect(result).resolves.toEqual({ done: true });
    expect(lines()[1]?.duration_ms).toBeGreaterThan(25);
    expect(lines()[1]?.duration_ms).toBeLessThan(5000);
  });

  it('logs a failure, and throws the same', async () => {
    const { logger, lines } = make();
    const error = new TypeError('bad');
    const sync = (): never =>
      logger.task('sync', () => {
        throw error;
      });
    expect(sync).toThrow(error);
    await expect(logger.task('async', () => Promise.reject(error))).rejects.toBe(error);
    await expect(logger.task('nothing', () => Promise.reject(undefined))).rejects.toBeUndefined();
    const ends = lines().filter(({ type }) => type === 'task_complete');
    expect(ends).toMatchObject([
      { name: 'sync', status: 'failed', error: { name: 'TypeError', message: 'bad' } },
      { name: 'async', status: 'failed', error: { name: 'TypeError', message: 'bad' } },
      { name: 'nothing', status: 'failed' },
    ]);
    expect(logger.getSessionSummary()).toMatchObject({ tasks_failed: 3, tasks_open: 0 });
  });

  it('logs what was aborted as cancelled', async () => {
    const { logger, lines } = make();
    const aborted = logger.task('t', () => sleep(10_000, undefined, { signal: AbortSignal.abort() }));
    await expect(aborted).rejects.toThrow('aborted');
    expect(lines()[1]).toMatchObject({ status: 'cancelled', error: { name: 'AbortError' } });
  });

  it('takes anything with a then for a promise', async () => {
    const { logger, lines } = make();
    // biome-ignore lint/suspicious/noThenProperty: a thenable is the case
    const thenable = { then: (resolve: (value: number) => unknown) => Promise.resolve(resolve(7)) };
    await logger.task('t', () => thenable);
    expect(lines()).toHaveLength(2);
  });

  it('waits for a thenable whose then returns nothing, as many libraries have them', async () => {
    const { logger, lines } = make();
    const later = (settle: () => void): void => {
      setTimeout(settle, 5);
    };
    // biome-ignore lint/suspicious/noThenProperty: a thenable is the case
    const query = { then: (resolve: (rows: number) => void): void => later(() => resolve(3)) };
    const error = new Error('lost');
    // biome-ignore lint/suspicious/noThenProperty: a thenable is the case
    const broken = { then: (_: unknown, reject: (error: Error) => void): void => later(() => reject(error)) };
    // biome-ignore lint/suspicious/noThenProperty: a thenable is the case
    const builder = Object.assign(() => 0, { then: query.then });
    expect(await logger.tool('query', {}, () => query)).toBe(3);
    expect(await logger.tool('builder', {}, () => builder)).toBe(3);
    await expect(logger.tool('broken', {}, () => broken)).rejects.toBe(error);
    expect(lines().map(({ name, status }) => [name, status])).toEqual([
      ['query', 'completed'],
      ['builder', 'completed'],
      ['broken', 'failed'],
    ]);
  });
});

describe('tool', () => {
  it('logs one line when the call has ended', async () => {
    const { logger, lines } = make();
    expect(logger.tool('sync', { a: 1 }, () => 'x')).toBe('x');
    await expect(logger.tool('async', [1], async () => 'y')).resolves.toBe('y');
    await expect(logger.tool('bad', null, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(lines()).toMatchObject([
      { type: 'tool_call', name: 'sync', params: { a: 1 }, status: 'completed' },
      { type: 'tool_call', name: 'async', params: [1], status: 'completed' },
      { type: 'tool_call', name: 'bad', params: null, status: 'failed', error: { message: 'no' } },
    ]);
    for (const { duration_ms } of lines()) expect(duration_ms).toBeGreaterThanOrEqual(0);
    expect(logger.getSessionSummary()).toMatchObject({ tool_calls_count: 3, tool_errors: 1 });
  });
});

describe('params', () => {
  it('are logged as they were when the call began', async () => {
    const { logger, lines } = make();
    const params: Record<string, unknown> = {
      query: ['a'],
      when: new Date(0),
      token: 'precious-thing',
      skip: undefined,
    };
    await logger.tool('search', params, async () => {
      (params['query'] as string[]).push('b');
      params['late'] = true;
      await sleep(1);
      params['self'] = params;
    });
    logger.tool('search', new Map([['a', 1]]), () => 0);
    logger.tool('none', undefined, () => 0);
    expect(lines().map(({ params: logged }) => logged)).toEqual([
      { query: ['a'], when: '1970-01-01T00:00:00.000Z', token: '[REDACTED:value]' },
      { a: 1 },
      undefined,
    ]);
    expect(logger.failures).toBe(0);
  });

  it('are read once, before the call', () => {
    const { logger, lines } = make();
    const order: string[] = [];
    const params = {
      get path(): string {
        order.push('read');
        return 'p';
      },
    };
    logger.tool('t', params, () => order.push('called'));
    expect(order).toEqual(['read', 'called']);
    expect(lines()[0]?.params).toEqual({ path: 'p' });
  });
});

describe('a wrapper', () => {
  it('refuses what is no function before it logs anything', () => {
    const { logger, lines } = make('ignore');
    const none = undefined as unknown as () => void;
    expect(() => logger.task('t', none)).toThrow(new TypeError('task(name, fn): fn must be a function'));
    expect(() => logger.tool('t', {}, none)).toThrow(new TypeError('tool(name, params, fn): fn must be a function'));
    expect(lines()).toEqual([]);
    expect(logger.failures).toBe(0);
  });

  it('takes its time from the clock that it was given, which may be set back', async () => {
    let now_ms = Date.UTC(2026, 10, 21, 8);
    const { logger, lines } = make('throw', () => now_ms);
    const passes = (ms: number) => (): void => {
      now_ms += ms;
    };
    logger.task('t', passes(1500));
    await logger.tool('u', {}, async () => passes(250)());
    logger.tool('back', {}, passes(-1000));
    const ends = lines().filter(({ type }) => type !== 'task_start');
    expect(ends.map(({ duration_ms }) => duration_ms)).toEqual([1500, 250, 0]);
  });
});

describe('what is logged inside', () => {
  it('is a child, through every await', async () => {
    const { logger, lines } = make();
    await logger.task('outer', async () => {
      logger.logFileRead('before');
      await sleep(1);
      logger.logFileRead('after');
      await logger.task('inner', async () => {
        await sleep(1);
        await logger.tool('tool', {}, async () => logger.logFileWrite('deep', 1));
      });
      logger.logToolCall('by hand', {}, 1);
    });
    logger.logFileRead('outside');
    expect(tree(lines())).toEqual([
      'before < outer',
      'after < outer',
      'deep < tool',
      'tool < inner',
      'inner < outer',
      'by hand < outer',
      'outer < -',
      'outside < -',
    ]);
  });

  it('is the child of its own task, when many run at once', async () => {
    const { logger, lines } = make();
    await logger.task('all', () =>
      Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          logger.task(`t${i}`, async () => {
            await sleep((i * 7) % 5);
            logger.logFileRead(`f${i}`);
            await sleep((i * 3) % 4);
            await logger.tool(`u${i}`, {}, () => sleep(1));
          }),
        ),
      ),
    );
    const expected = Array.from({ length: 20 }, (_, i) => [`f${i} < t${i}`, `u${i} < t${i}`, `t${i} < all`]).flat();
    expect(tree(lines()).sort()).toEqual([...expected, 'all < -'].sort());
    expect(new Set(lines().flatMap(({ span_id }) => span_id ?? [])).size).toBe(41);
  });

  it('stays with its logger', () => {
    const [a, b] = [make(), make()];
    a.logger.task('a', () => b.logger.task('b', () => a.logger.logFileRead('f')));
    expect(tree(a.lines())).toEqual(['f < a', 'a < -']);
    expect(tree(b.lines())).toEqual(['b < -']);
  });

  it('a task begun by hand has the span around it for its parent', () => {
    const { logger, lines } = make();
    logger.task('outer', () => {
      logger.logTaskStart('by hand');
      logger.logTaskComplete('by hand');
      logger.logSkill({ skill: 's', final_status: 'ok', span_id: 'own', parent_span_id: 'given' });
    });
    const [outer, start, end, skill] = lines();
    expect([start?.parent_span_id, end?.parent_span_id]).toEqual([outer?.span_id, outer?.span_id]);
    expect(skill).toMatchObject({ span_id: 'own', parent_span_id: 'given' });
  });
});
