import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Report } from '../../src/analyze/report.js';
import type { SessionlogError } from '../../src/base/errors.js';
import { Event } from '../../src/event/schema.js';
import { read } from '../../src/log/index.js';
import { SessionLogger, type SessionLoggerOptions } from '../../src/logger/logger.js';
import { linesOf, makeQuiet, tempDir } from '../support/temp.js';

const T0 = Date.UTC(2026, 10, 21, 8);
const SPAN = expect.stringMatching(/^[0-9a-f]{16}$/);

function make(options: Partial<SessionLoggerOptions> = {}): SessionLogger {
  const logger = new SessionLogger({
    agentId: 'AGENT-004',
    sessionId: 'sprint',
    dir: tempDir(),
    onError: 'throw',
    ...options,
  });
  onTestFinished(() => logger.close().catch(() => {}));
  return logger;
}

/** The lines of a log as objects, each a valid event, without what every line has. */
function logged({ path }: SessionLogger): Record<string, unknown>[] {
  return linesOf(path).map((line) => {
    const event = JSON.parse(line);
    expect(Event.safeParse(event).error).toBeUndefined();
    const {
      v: _v,
      ts: _ts,
      session_id: _session,
      agent_id: _agent,
      writer: _writer,
      seq: _seq,
      hash: _hash,
      ...rest
    } = event;
    return rest;
  });
}

describe('every method writes its line', () => {
  const error = Object.assign(new RangeError('too far'), { code: 'E_FAR' });
  it.each<[string, (logger: SessionLogger) => void, object]>([
    [
      'logTaskStart',
      (l) => l.logTaskStart('t', { goal: 1 }),
      { type: 'task_start', name: 't', metadata: { goal: 1 }, span_id: SPAN },
    ],
    [
      'logTaskComplete',
      (l) => l.logTaskComplete('t', 1500, { files: 2 }),
      { type: 'task_complete', name: 't', duration_ms: 1500, status: 'completed', metadata: { files: 2 } },
    ],
    ['logTaskComplete, bare', (l) => l.logTaskComplete('t'), { type: 'task_complete', name: 't', status: 'completed' }],
    [
      'logTaskFail',
      (l) => l.logTaskFail('t', error, 7),
      {
        type: 'task_complete',
        name: 't',
        duration_ms: 7,
        status: 'failed',
        error: { name: 'RangeError', message: 'too far', code: 'E_FAR' },
      },
    ],
    ['logFileRead', (l) => l.logFileRead('a.ts', 10), { type: 'file_read', path: 'a.ts', size_bytes: 10 }],
    ['logFileRead, bare', (l) => l.logFileRead('a.ts'), { type: 'file_read', path: 'a.ts' }],
    [
      'logFileWrite',
      (l) => l.logFileWrite('a.ts', 10, 2),
      { type: 'file_write', path: 'a.ts', size_bytes: 10, lines: 2 },
    ],
    [
      'logToolCall',
      (l) => l.logToolCall('pytest', { path: 'tests/' }, 2500),
      { type: 'tool_call', name: 'pytest', params: { path: 'tests/' }, duration_ms: 2500 },
    ],
    [
      'logSkillAttempt',
      (l) => l.logSkillAttempt({ skill: 's', attempt: 1, verified: true, span_id: 'x' }),
      { type: 'skill_attempt', skill: 's', attempt: 1, verified: true, span_id: 'x' },
    ],
    [
      'logSkill',
      (l) => l.logSkill({ skill: 's', final_status: 'ok', attempts: [{ attempt: 1, verified: true }] }),
      { type: 'skill', skill: 's', attempts: [{ attempt: 1, verified: true }], final_status: 'ok' },
    ],
    [
      'log',
      (l) => l.log({ type: 'session_end', status: 'completed', more: [1] }),
      { type: 'session_end', status: 'completed', more: [1] },
    ],
    ['log of an unknown type', (l) => l.log({ type: 'thought', text: 'hm' }), { type: 'thought', text: 'hm' }],
  ])('%s', (_name, act, line) => {
    const logger = make();
    act(logger);
    expect(logged(logger)).toEqual([line]);
  });

  it('with what every line has', () => {
    const logger = make({ clock: () => T0 + 123 });
    logger.log({ type: 'note' });
    logger.log({ type: 'note', agent_id: 'other', ts: '2026-01-01T00:00:00Z' });
    expect(read(join(logger.path, '..'), 'sprint')).toMatchObject({
      problems: [],
      events: [
        { v: 1, ts: '2026-11-21T08:00:00.123Z', session_id: 'sprint', agent_id: 'AGENT-004', seq: 0 },
        { ts: '2026-01-01T00:00:00.000Z', agent_id: 'other', seq: 1 },
      ],
    });
  });

  it('a start and its end share a span, the latest first', () => {
    const logger = make();
    for (const name of ['a', 'a', 'b']) logger.logTaskStart(name);
    for (const name of ['a', 'b', 'a', 'a']) logger.logTaskComplete(name);
    const spans = logged(logger).map(({ span_id }) => span_id);
    const [first, second, third] = spans;
    expect(new Set([first, second, third]).size).toBe(3);
    expect(spans.slice(3)).toEqual([second, third, first, undefined]);
  });

  it('task names may be anything', () => {
    const logger = make();
    for (const name of ['__proto__', 'constructor', '', '\u0000\u202e']) {
      logger.logTaskStart(name);
      logger.logTaskComplete(name);
    }
    const lines = logged(logger);
    expect(lines.map(({ span_id }) => span_id)).toEqual(lines.map(() => SPAN));
    expect(logger.getSessionSummary()).toMatchObject({ tasks_completed: 4, tasks_open: 0 });
  });

  it('secrets are redacted, unless told', () => {
    const [safe, open] = [make(), make({ redact: false })];
    for (const logger of [safe, open]) logger.logToolCall('login', { password: 'hunter22' }, 1);
    expect(logged(safe)).toMatchObject([{ params: { password: '[REDACTED:value]' } }]);
    expect(logged(open)).toMatchObject([{ params: { password: 'hunter22' } }]);
  });
});

describe('the session', () => {
  it('gets a new id, and the directory of the environment', () => {
    const dir = tempDir();
    vi.stubEnv('SESSIONLOG_DIR', dir);
    onTestFinished(() => void vi.unstubAllEnvs());
    const [a, b] = [new SessionLogger({ agentId: 'a' }), new SessionLogger({ agentId: 'a' })];
    expect(a.sessionId).not.toBe(b.sessionId);
    expect(a.path).toBe(join(dir, `${a.sessionId}.jsonl`));
    expect(new SessionLogger({ agentId: 'a', sessionId: 's', dir: '/elsewhere' }).path).toBe('/elsewhere/s.jsonl');
    vi.stubEnv('SESSIONLOG_DIR', '');
    expect(new SessionLogger({ agentId: 'a', sessionId: 's' }).path).toBe('sessions/s.jsonl');
  });

  it.each(['../x', '', 'a/b'])('%j is refused at once', (sessionId) => {
    expect(() => new SessionLogger({ agentId: 'a', sessionId, dir: tempDir() })).toThrow(
      expect.objectContaining({ code: 'SESSION_ID_INVALID' }),
    );
  });
});

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

describe('saveSession', () => {
  it('copies the log to the folder, which it makes', () => {
    const logger = make({ level: 'buffered' });
    logger.logFileRead('a');
    const folder = join(tempDir(), 'out', 'logs');
    const path = logger.saveSession(folder);
    expect(path).toBe(join(folder, 'AGENT-004_sprint.jsonl'));
    expect(readFileSync(path)).toEqual(readFileSync(logger.path));
    expect(linesOf(path)).toHaveLength(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    logger.logFileRead('b');
    expect(logger.saveSession(folder)).toBe(path);
    expect(linesOf(path)).toHaveLength(2);
    expect(readdirSync(folder)).toEqual(['AGENT-004_sprint.jsonl']);
  });

  it('saves an empty session as an empty file', () => {
    const path = make().saveSession(tempDir());
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it.each([
    ['../../x', '--..-x_sprint.jsonl'],
    ['/etc/passwd', '-etc-passwd_sprint.jsonl'],
    ['a\0b\nc', 'a-b-c_sprint.jsonl'],
    ['..', '-_sprint.jsonl'],
    ['Straße 7', 'Stra-e-7_sprint.jsonl'],
    ['', '_sprint.jsonl'],
    ['x'.repeat(500), `${'x'.repeat(100)}_sprint.jsonl`],
  ])('an agent called %j cannot lead out of it', (agentId, name) => {
    const parent = tempDir();
    const folder = join(parent, 'a', 'b');
    const logger = make({ agentId });
    logger.logFileRead('a');
    expect(logger.saveSession(folder)).toBe(join(folder, name));
    expect(readdirSync(folder)).toEqual([name]);
    expect(readdirSync(parent)).toEqual(['a']);
  });

  it('replaces a link, and does not write through it', () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'target'), 'precious');
    symlinkSync('target', join(folder, 'AGENT-004_sprint.jsonl'));
    const logger = make();
    logger.logFileRead('a');
    logger.saveSession(folder);
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('precious');
    expect(linesOf(join(folder, 'AGENT-004_sprint.jsonl'))).toHaveLength(1);
  });

  it('leaves what was there when it fails, and no remains', () => {
    const folder = tempDir();
    mkdirSync(join(folder, 'AGENT-004_sprint.jsonl', 'full'), { recursive: true });
    const logger = make();
    logger.logFileRead('a');
    const failed = expect.objectContaining({ name: 'SessionlogError', code: 'WRITE_FAILED' });
    expect(() => logger.saveSession(folder)).toThrow(failed);
    expect(readdirSync(folder)).toEqual(['AGENT-004_sprint.jsonl']);
    expect(() => logger.saveSession('/dev/null/x')).toThrow(failed);
    expect(() => logger.saveSession('/proc/none')).toThrow(failed);
  });
});

describe('closing', () => {
  it('by asyncDispose brings everything to the file; afterwards a call is a failure', async () => {
    const told: string[] = [];
    const logger = make({ level: 'group', onError: ({ code }) => told.push(code) });
    logger.logFileRead('a');
    await logger[Symbol.asyncDispose]();
    expect(linesOf(logger.path)).toHaveLength(1);
    logger.logFileRead('late');
    expect(told).toEqual(['LOG_CLOSED']);
    await logger[Symbol.asyncDispose]();
    expect(linesOf(logger.path)).toHaveLength(1);
  });

  it('flush brings everything to the file', async () => {
    const logger = make({ level: 'buffered' });
    logger.logFileRead('a');
    expect(existsSync(logger.path)).toBe(false);
    await logger.flush();
    expect(linesOf(logger.path)).toHaveLength(1);
    rmSync(logger.path);
  });
});

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
