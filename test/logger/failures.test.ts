import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SessionlogError } from '../../src/base/errors.js';
import { read } from '../../src/log/index.js';
import { SessionLogger } from '../../src/logger/logger.js';
import { makeLogger as make } from '../support/logger.js';
import { tempDir } from '../support/temp.js';

describe('what cannot be logged', () => {
  const hostile = {
    get type(): string {
      throw new Error('no type');
    },
  };
  /** Four failures, each of another kind. */
  function fail(logger: SessionLogger): void {
    logger.logToolCall('t', { big: 1n }, 1);
    logger.logTaskStart(7 as unknown as string);
    logger.log(hostile as unknown as { type: string });
    logger.logSkill(null as unknown as { skill: string; final_status: string });
  }
  const CODES = ['VALUE_UNSUPPORTED', 'EVENT_INVALID', 'EVENT_INVALID', 'EVENT_INVALID'];

  it('is one warning by default', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const logger = new SessionLogger({ agentId: 'a', dir: tempDir() });
    fail(logger);
    expect(logger.failures).toBe(4);
    expect(warn.mock.calls).toEqual([
      [expect.stringContaining('params.big is a BigInt'), 'SessionlogWarning', 'VALUE_UNSUPPORTED'],
    ]);
  });

  it('is nothing when ignored', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const logger = make({ onError: 'ignore' });
    fail(logger);
    expect(logger.failures).toBe(4);
    expect(warn).not.toHaveBeenCalled();
  });

  it('is thrown when asked for', () => {
    const logger = make({ onError: 'throw' });
    expect(() => logger.logToolCall('t', 1n, 1)).toThrow(expect.objectContaining({ code: 'VALUE_UNSUPPORTED' }));
    expect(() => logger.log(hostile as unknown as { type: string })).toThrow(
      expect.objectContaining({ name: 'SessionlogError' }),
    );
  });

  it('is handed over, coded, to a function', () => {
    const told: SessionlogError[] = [];
    const logger = make({ onError: (error) => told.push(error) });
    fail(logger);
    expect(told.map(({ name }) => name)).toEqual(CODES.map(() => 'SessionlogError'));
    expect(told.map(({ code }) => code)).toEqual(CODES);
  });

  it('is a warning when that function throws', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const logger = make({
      onError: () => {
        throw new Error('handler failed');
      },
    });
    expect(() => fail(logger)).not.toThrow();
    expect(warn.mock.calls[0]).toEqual([
      expect.stringContaining('handler failed'),
      'SessionlogWarning',
      'ON_ERROR_THREW',
    ]);
  });

  it('leaves what follows as it was', () => {
    const logger = make({ onError: 'ignore' });
    logger.log({ type: 'note', n: 0 });
    fail(logger);
    logger.log({ type: 'note', n: 1 });
    expect(read(join(logger.path, '..'), 'sprint')).toMatchObject({ problems: [], events: [{ seq: 0 }, { seq: 1 }] });
  });

  it.each(['/proc/none/such', '/proc', '/dev/null', '/dev/null/x'])(
    'because its directory is %s harms nobody',
    async (dir) => {
      const told: string[] = [];
      const logger = new SessionLogger({ agentId: 'a', sessionId: 's', dir, onError: ({ code }) => told.push(code) });
      logger.logTaskStart('t');
      expect(logger.task('t', () => 5)).toBe(5);
      await expect(logger.tool('t', {}, async () => 6)).resolves.toBe(6);
      expect(logger.failures).toBe(4);
      expect(new Set(told)).toEqual(new Set(['WRITE_FAILED']));
      await expect(logger.close()).rejects.toThrow(expect.objectContaining({ code: 'WRITE_FAILED' }));
    },
  );
});
