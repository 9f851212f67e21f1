import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Report } from '../../src/analyze/report.js';
import type { SessionLogger } from '../../src/logger/logger.js';
import { makeLogger as make } from '../support/logger.js';
import { makeQuiet, quietFile } from '../support/temp.js';

const T0 = Date.UTC(2026, 10, 21, 8);

describe('analysis', () => {
  /** A session that fills an hour: 20 minutes of build, 6 of test, and some calls. */
  function session(): SessionLogger {
    let now_ms = T0;
    const logger = make({ clock: () => now_ms });
    const at = (minute: number, act: () => void): void => {
      now_ms = T0 + minute * 60_000;
      act();
    };
    at(0, () => logger.logTaskStart('build'));
    at(5, () => logger.logFileRead('a.ts', 100));
    at(10, () => logger.logToolCall('tsc', {}, 240_000));
    at(20, () => logger.logTaskComplete('build'));
    at(21, () => logger.logTaskStart('test'));
    at(27, () => logger.logTaskFail('test', 'red'));
    at(30, () => logger.logFileWrite('b.ts', 50, 5));
    at(40, () => logger.logSkill({ skill: 's', final_status: 'ok', duration_ms: 60_000 }));
    at(50, () => logger.logTaskStart('open'));
    at(55, () => logger.logTaskComplete('build', 120_000));
    at(60, () => logger.log({ type: 'task_complete', name: 'never begun', status: 'cancelled' }));
    return logger;
  }

  it('of the log gives the summary that the logger gave', () => {
    const logger = session();
    const summary = logger.getSessionSummary();
    expect(summary).toMatchObject({
      total_duration_ms: 3_600_000,
      tasks_completed: 2,
      tasks_failed: 1,
      tasks_cancelled: 1,
      tasks_open: 1,
      files_read: 1,
      files_written: 1,
      bytes_read: 100,
      bytes_written: 50,
      tool_calls_count: 1,
      skills_count: 1,
      velocity: 2,
      first_ts: '2026-11-21T08:00:00.000Z',
      last_ts: '2026-11-21T09:00:00.000Z',
    });
    makeQuiet(logger.path);
    const report = logger.analyzeSession(logger.path);
    expect(Report.parse(report)).toEqual(report);
    expect(report.summary).toEqual(summary);
    expect(report.sessions).toHaveLength(1);
  });

  it('of the log names the bottleneck', () => {
    const logger = session();
    const report = logger.analyzeSession(logger.path);
    expect(report.bottlenecks.map(({ kind, name }) => [kind, name])).toEqual([['task', 'build']]);
    expect(report.task_breakdown).toMatchObject({ build: 22 * 60_000, test: 6 * 60_000 });
  });

  it('of a file that is not there is an error', () => {
    expect(() => make().analyzeSession('/no/such/file')).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
  });

  it.each([
    ['text', 'to do\nmilk\n'],
    ['lines of another program', '{"level":30,"msg":"started"}\n'],
    ['lines of the Python service', '{"name":"t","start_time":1,"end_time":null,"metadata":{}}\n'],
  ])('of a file of %s, without one event of ours, is an error', (_what, bytes) => {
    const notALog = expect.objectContaining({ name: 'SessionlogError', code: 'NOT_A_LOG' });
    expect(() => make().analyzeSession(quietFile(bytes))).toThrow(notALog);
  });

  it('of a file that holds events among other things is of these', () => {
    const logger = make();
    logger.logFileRead('a');
    const path = quietFile(`no event\n${readFileSync(logger.path, 'utf8')}`);
    expect(logger.analyzeSession(path)).toMatchObject({ source: { events: 1, problems: 1 } });
  });

  it('of a log that is empty yet is a report of zeros', () => {
    expect(make().analyzeSession(quietFile(''))).toMatchObject({ source: { events: 0, problems: 0 }, sessions: [] });
  });

  it('of no path is the mistake of whoever calls', () => {
    const noPath = new TypeError('analyzeSession(path): path must be a path, not object');
    expect(() => make().analyzeSession({} as string)).toThrow(noPath);
  });

  it('a session without events is a summary of zeros', () => {
    const summary = make({ clock: () => T0 }).getSessionSummary();
    expect(summary).toMatchObject({
      total_duration_ms: 0,
      tasks_completed: 0,
      velocity: 0,
      first_ts: null,
      last_ts: null,
    });
  });
});
