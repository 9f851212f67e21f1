/** What the agent gives along with a task or a call may be such that it cannot be written: the rest is. */
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read } from '../../src/log/index.js';
import type { OnError } from '../../src/logger/failures.js';
import type { SessionLogger } from '../../src/logger/logger.js';
import { makeLogger } from '../support/logger.js';

interface Line {
  readonly type: string;
  readonly name?: unknown;
  readonly left_out?: string;
}

function make(onError: OnError): { logger: SessionLogger; lines(): Line[] } {
  const logger = makeLogger({ onError });
  return { logger, lines: () => read(dirname(logger.path), logger.sessionId).events as Line[] };
}

describe('what cannot be written', () => {
  const circular = (): Record<string, unknown> => {
    const value: Record<string, unknown> = { a: 1 };
    value['self'] = value;
    return value;
  };
  const lenient = (): ReturnType<typeof make> & { codes: string[] } => {
    const codes: string[] = [];
    return { ...make(({ code }) => codes.push(code)), codes };
  };

  it('of the params of a call does not hide the call', async () => {
    const { logger, lines, codes } = lenient();
    const params = circular();
    expect(logger.tool('sync', params, () => 'x')).toBe('x');
    // It was circular when the call began, whatever it is later.
    const async = logger.tool('async', params, async () => 'y');
    delete params['self'];
    await expect(async).resolves.toBe('y');
    logger.tool('big', { n: 1n }, () => 0);
    logger.tool('long', { text: 'x'.repeat(2 ** 20) }, () => 0);
    const deep = JSON.parse('['.repeat(100) + ']'.repeat(100));
    logger.tool('deep', deep, () => 0);
    const expected = ['VALUE_CIRCULAR', 'VALUE_CIRCULAR', 'VALUE_UNSUPPORTED', 'LINE_TOO_LONG', 'VALUE_TOO_DEEP'];
    expect(lines().map(({ left_out }) => left_out)).toEqual(expected);
    for (const line of lines()) {
      expect(line).toMatchObject({ type: 'tool_call', status: 'completed', duration_ms: expect.any(Number) });
      expect(line).not.toHaveProperty('params');
    }
    expect(codes).toEqual(expected);
    expect(logger.failures).toBe(5);
    expect(logger.getSessionSummary()).toMatchObject({ tool_calls_count: 5 });
  });

  it('of an error does not hide the failure', async () => {
    const { logger, lines, codes } = lenient();
    const error = Object.assign(new TypeError('bad'), circular());
    await expect(logger.task('t', () => Promise.reject(error))).rejects.toBe(error);
    expect(() =>
      logger.tool('u', {}, () => {
        throw error;
      }),
    ).toThrow(error);
    logger.logTaskStart('by hand');
    logger.logTaskFail('by hand', error);
    const brief = { status: 'failed', error: { name: 'TypeError', message: 'bad' }, left_out: 'VALUE_CIRCULAR' };
    const ends = lines().filter(({ type }) => type !== 'task_start');
    expect(ends).toMatchObject([
      { name: 't', ...brief },
      { name: 'u', ...brief },
      { name: 'by hand', ...brief },
    ]);
    expect(codes).toEqual(ends.map(() => 'VALUE_CIRCULAR'));
    expect(logger.getSessionSummary()).toMatchObject({ tasks_failed: 2, tool_errors: 1, tasks_open: 0 });
  });

  it('of an error whose getters throw does not harm either', () => {
    const { logger, lines, codes } = lenient();
    const trap = (): never => {
      throw new Error('trapped');
    };
    const hostile = new Proxy(new Error('hidden'), { get: trap, ownKeys: trap, getPrototypeOf: trap });
    const fail = (): never => {
      throw hostile;
    };
    let thrown: unknown;
    try {
      logger.task('t', fail);
    } catch (error) {
      thrown = error;
    }
    expect(thrown === hostile).toBe(true);
    expect(() => logger.logTaskFail('u', hostile)).not.toThrow();
    expect(lines().filter(({ type }) => type === 'task_complete')).toMatchObject([
      { name: 't', status: 'failed', left_out: 'VALUE_UNSUPPORTED', error: { message: expect.any(String) } },
      { name: 'u', status: 'failed', left_out: 'VALUE_UNSUPPORTED' },
    ]);
    expect(codes).toEqual(['VALUE_UNSUPPORTED', 'VALUE_UNSUPPORTED']);
  });

  it('of the metadata of a task does not hide its beginning or its end', () => {
    const { logger, lines } = lenient();
    logger.task('t', () => 0, circular());
    logger.logTaskStart('by hand', circular());
    logger.logTaskComplete('by hand', 5, circular());
    expect(lines().map(({ type, name, left_out }) => [type, name, left_out])).toEqual([
      ['task_start', 't', 'VALUE_CIRCULAR'],
      ['task_complete', 't', undefined],
      ['task_start', 'by hand', 'VALUE_CIRCULAR'],
      ['task_complete', 'by hand', 'VALUE_CIRCULAR'],
    ]);
    expect(logger.getSessionSummary()).toMatchObject({ tasks_completed: 2, tasks_open: 0 });
  });

  it("is told by an exception when asked for, but the agent's own error comes first", async () => {
    const { logger, lines } = make('throw');
    const refused = expect.objectContaining({ name: 'SessionlogError', code: 'VALUE_CIRCULAR' });
    expect(() => logger.tool('sync', circular(), () => 1)).toThrow(refused);
    await expect(logger.tool('async', circular(), async () => 1)).rejects.toThrow(refused);
    const own = Object.assign(new Error('own'), circular());
    const fail = (): never => {
      throw own;
    };
    expect(() => logger.tool('sync fails', circular(), fail)).toThrow(own);
    await expect(logger.tool('async fails', {}, async () => fail())).rejects.toBe(own);
    await expect(logger.task('task fails', async () => fail())).rejects.toBe(own);
    expect(lines().filter(({ left_out }) => left_out === 'VALUE_CIRCULAR')).toHaveLength(5);
    expect(logger.failures).toBe(5);
  });
});
