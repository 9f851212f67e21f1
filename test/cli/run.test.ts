/** `sessionlog run`: the command is left alone, what it does is recorded, and its wrapper ends as it does. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { sessionlog, shell } from './support/cli.js';
import { eventOf, eventsOf, sessionsIn } from './support/sessions.js';

const JOIN = join(import.meta.dirname, '../support/programs/join-session.mjs');

describe('the command', () => {
  it.each([0, 1, 3, 255])('exits with %i, and so do we', async (wanted) => {
    const cwd = tempDir();
    const { code, stdout, stderr } = await sessionlog(['run', '--session', 's', '--', 'sh', '-c', `exit ${wanted}`], {
      cwd,
    });
    expect({ code, stdout, stderr }).toEqual({ code: wanted, stdout: '', stderr: '' });
    const status = wanted === 0 ? 'completed' : 'failed';
    expect(eventOf(join(cwd, 'sessions'), 's', 'session_end')).toMatchObject({ status, exit_code: wanted });
  });

  it('reads our stdin and writes our stdout, byte for byte', async () => {
    const cwd = tempDir();
    const input = randomBytes(3_000_001);
    writeFileSync(join(cwd, 'in'), input);
    // A reader that takes its time: a pipe that does not block would make `cat` fail.
    const script = 'cat in | sessionlog run -- cat | (sleep 0.3; cat) > out';
    expect(await shell(script, { cwd })).toMatchObject({ code: 0, stderr: '' });
    const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(sum(readFileSync(join(cwd, 'out')))).toBe(sum(input));
  });

  it.each([
    ['behind --', ['--', 'printf', '%s|', '--json', "'q'", '', '--', '-n5', 'a=b', '"', '007']],
    ['without --', ['printf', '%s|', '--json', "'q'", '', '--', '-n5', 'a=b', '"', '007']],
    [
      'behind options',
      ['--task', 'T', '--no-artifacts', 'printf', '%s|', '--json', "'q'", '', '--', '-n5', 'a=b', '"', '007'],
    ],
  ])('gets its arguments as they are %s', async (_where, args) => {
    const { stdout, stderr } = await sessionlog(['run', ...args], { cwd: tempDir() });
    expect({ stdout, stderr }).toEqual({ stdout: "--json|'q'||--|-n5|a=b|\"|007|", stderr: '' });
  });

  it('writes its own stderr', async () => {
    const { stdout, stderr } = await sessionlog(['run', '--', 'sh', '-c', 'echo oh >&2'], { cwd: tempDir() });
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'oh\n' });
  });

  it('that does not exist is told of, and failed', async () => {
    const cwd = tempDir();
    const { code, stderr } = await sessionlog(['run', '--session', 's', '--', 'no-such-agent'], { cwd });
    expect({ code, stderr }).toEqual({ code: 127, stderr: 'sessionlog: no-such-agent: there is no such command\n' });
    const end = { status: 'failed', exit_code: 127, error: { message: 'no-such-agent: there is no such command' } };
    expect(eventOf(join(cwd, 'sessions'), 's', 'session_end')).toMatchObject(end);
  });

  it('that cannot be run is another matter', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'plain'), '#!/bin/sh\n', { mode: 0o644 });
    const { code, stderr } = await sessionlog(['run', '--', './plain'], { cwd });
    expect(code).toBe(126);
    expect(stderr).toContain('./plain: cannot be run');
  });

  it.each([
    [['run'], 'run: a command is missing'],
    [['run', '--timeout', '30', '--', 'true'], '--timeout "30": give a length of time'],
    [['run', '--label', 'core', '--', 'true'], '--label "core": give name=value'],
    [['run', '--tiemout', '3s', '--', 'true'], 'there is no option --tiemout: did you mean --timeout?'],
    [['run', '--session', '../s', '--', 'true'], 'session id "../s" is refused'],
  ])('is not run by %j', async (args, message) => {
    const cwd = tempDir();
    const { code, stderr } = await sessionlog(args, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('the session', () => {
  it('begins with all that was given', async () => {
    const cwd = tempDir();
    const options = ['--agent', 'bot-7', '--task', 'T-12', '--group', 'g1', '--name', 'fix', '--idempotency-key', 'k'];
    const labels = ['--label', 'team=core', '--label', '__proto__=x=y'];
    await sessionlog(['run', '--session', 's', ...options, ...labels, '--', 'true'], { cwd });
    const start = eventOf(join(cwd, 'sessions'), 's', 'session_start');
    expect(start).toMatchObject({
      agent_id: 'bot-7',
      name: 'fix',
      task_id: 'T-12',
      session_group_id: 'g1',
      idempotency_key: 'k',
      status: 'running',
      host: hostname(),
      pid: expect.any(Number),
      command: ['true'],
    });
    expect(Object.entries(start['labels'] as object)).toEqual([
      ['team', 'core'],
      ['__proto__', 'x=y'],
    ]);
    expect(eventOf(join(cwd, 'sessions'), 's', 'session_update')).toMatchObject({ child_pid: expect.any(Number) });
  });

  it('is joined by a logger inside the command', async () => {
    const cwd = tempDir();
    const args = [
      'run',
      '--dir',
      'logs',
      '--session',
      's',
      '--agent',
      'bot',
      '--',
      'sh',
      '-c',
      `cd / && "$0" "$1"`,
      process.execPath,
      JOIN,
    ];
    expect(await sessionlog(args, { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(eventsOf(join(cwd, 'logs'), 's').map(({ type, agent_id }) => `${type} ${agent_id}`)).toEqual([
      'session_start bot',
      'session_update bot',
      'task_start bot',
      'session_end bot',
    ]);
  });

  it('inside another one names it as its parent, and its command does not', async () => {
    const cwd = tempDir();
    const inner =
      'sessionlog run --session inner --agent b -- sh -c \'echo "$SESSIONLOG_SESSION_ID $SESSIONLOG_PARENT_SESSION_ID $SESSIONLOG_AGENT_ID"\'';
    const script = `sessionlog run --session outer --agent a -- sh -c '${inner.replaceAll("'", `'\\''`)}; echo "$SESSIONLOG_SESSION_ID-$SESSIONLOG_PARENT_SESSION_ID"'`;
    expect(await shell(script, { cwd })).toMatchObject({ code: 0, stderr: '', stdout: 'inner outer b\nouter-\n' });
    const dir = join(cwd, 'sessions');
    expect(eventOf(dir, 'inner', 'session_start')).toMatchObject({ parent_session_id: 'outer' });
    expect(eventOf(dir, 'outer', 'session_start')).not.toHaveProperty('parent_session_id');
    expect(sessionsIn(dir)).toEqual(['inner', 'outer']);
  });

  it('that was handed over is still the child of whom it came from', async () => {
    const cwd = tempDir();
    const script = `
      sessionlog session start code --agent a
      sessionlog session handoff code b --id review --pending
      sessionlog run --session outer -- sessionlog run --session review -- sh -c 'echo "$SESSIONLOG_PARENT_SESSION_ID"'
      SESSIONLOG_SESSION_ID=own sessionlog run --session own -- true`;
    expect(await shell(script, { cwd })).toMatchObject({ code: 0, stderr: '', stdout: 'code\nreview\ncode\n' });
    const { stdout } = await sessionlog(['list', '--json', '--sort', 'updated'], { cwd });
    expect(JSON.parse(stdout).map(({ id, parent }: Record<string, unknown>) => [id, parent])).toEqual([
      ['own', null],
      ['outer', null],
      ['review', 'code'],
      ['code', null],
    ]);
  });

  it('does not begin twice', async () => {
    const cwd = tempDir();
    const args = ['run', '--session', 's', '--', 'sh', '-c', 'echo ran'];
    expect(await sessionlog(args, { cwd })).toMatchObject({ code: 0, stdout: 'ran\n' });
    const again = await sessionlog(args, { cwd });
    expect(again).toMatchObject({ code: 6, stdout: '' });
    expect(again.stderr).toContain('session s was started already, and is completed [DUPLICATE_START]');
    expect(eventsOf(join(cwd, 'sessions'), 's')).toHaveLength(3);
  });

  it('that is pending begins to run, once', async () => {
    const cwd = tempDir();
    await sessionlog(['append', 's', '{"type":"session_start","status":"pending","task_id":"T-1"}'], { cwd });
    const args = ['run', '--session', 's', '--', 'true'];
    expect(await sessionlog(args, { cwd })).toMatchObject({ code: 0 });
    expect(eventsOf(join(cwd, 'sessions'), 's').map(({ type, status }) => `${type} ${status}`)).toEqual([
      'session_start pending',
      'session_update running',
      // What the command runs with, and then its process.
      'session_update undefined',
      'session_update undefined',
      'session_end completed',
    ]);
    await sessionlog(['archive', 's', '--idle', '0'], { cwd });
    expect(await sessionlog(args, { cwd })).toMatchObject({ code: 6 });
  });

  it('that cannot be logged keeps no command from running', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'logs'), 'no directory');
    const { code, stdout, stderr } = await sessionlog(['run', '--dir', 'logs', '--', 'sh', '-c', 'echo ran; exit 4'], {
      cwd,
    });
    expect({ code, stdout }).toEqual({ code: 4, stdout: 'ran\n' });
    expect(stderr.match(/the session is not logged as it should be/g)).toHaveLength(1);
  });
});
