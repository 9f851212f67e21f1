import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Event } from '../../src/event/schema.js';
import { read } from '../../src/log/index.js';
import { SessionLogger } from '../../src/logger/logger.js';
import { makeLogger as make } from '../support/logger.js';
import { linesOf, tempDir } from '../support/temp.js';

const T0 = Date.UTC(2026, 10, 21, 8);
const SPAN = expect.stringMatching(/^[0-9a-f]{16}$/);

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

  it('is that of the environment, and so is its agent, unless the options say otherwise', () => {
    const dir = tempDir();
    vi.stubEnv('SESSIONLOG_DIR', dir);
    vi.stubEnv('SESSIONLOG_SESSION_ID', 'outer');
    vi.stubEnv('SESSIONLOG_AGENT_ID', 'bot');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(new SessionLogger()).toMatchObject({ agentId: 'bot', sessionId: 'outer', path: join(dir, 'outer.jsonl') });
    const own = { agentId: 'a', sessionId: 's' };
    expect(new SessionLogger(own)).toMatchObject(own);
    vi.stubEnv('SESSIONLOG_SESSION_ID', '../x');
    expect(() => new SessionLogger()).toThrow(expect.objectContaining({ code: 'SESSION_ID_INVALID' }));
    vi.stubEnv('SESSIONLOG_AGENT_ID', '');
    expect(() => new SessionLogger()).toThrow(/agentId is missing: .* SESSIONLOG_AGENT_ID/);
  });

  it.each(['../x', '', 'a/b'])('%j is refused at once', (sessionId) => {
    expect(() => new SessionLogger({ agentId: 'a', sessionId, dir: tempDir() })).toThrow(
      expect.objectContaining({ code: 'SESSION_ID_INVALID' }),
    );
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
