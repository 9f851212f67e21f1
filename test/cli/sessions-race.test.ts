/** Sessions that many processes want at once, and processes that die in between. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { append } from '../../src/log/append.js';
import { createSessions } from '../../src/ops/sessions.js';
import { claim } from '../../src/session/claims.js';
import { run, start } from '../support/child.js';
import { tempDir } from '../support/temp.js';
import { start as startCli } from './support/cli.js';

/** Starts programs that wait, and lets them all go at once. Returns what each of them said. */
async function together(programs: readonly (readonly [name: string, ...args: string[]])[]) {
  const running = programs.map(([name, ...args]) => start(name, ...args));
  await Promise.all(running.map(({ printed }) => printed('ready')));
  for (const { child } of running) child.stdin?.write('go\n');
  const ended = await Promise.all(running.map((one) => one.ended));
  expect(ended.map(({ stderr }) => stderr).join('')).toBe('');
  return ended.map(({ stdout }) => JSON.parse(stdout.replace('ready\n', '')) as Record<string, unknown>);
}

const times = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => item(index));
const logsIn = (dir: string): string[] => readdirSync(dir).filter((name) => name.endsWith('.jsonl'));

describe('fifty processes that start a session with one key', () => {
  it('leave exactly one', async () => {
    const dir = tempDir();
    const ways = ['refuse', 'return'];
    const said = await together(times(50, (i) => ['session-start.mjs', dir, 'job-7', ways[i % 2] ?? '']));
    const sessions = await createSessions({ dir }).list();
    expect(sessions).toHaveLength(1);
    expect(logsIn(dir)).toHaveLength(1);
    const id = sessions[0]?.id ?? '';
    expect(said.filter(({ is_new }) => is_new === true)).toEqual([{ id, is_new: true }]);
    const others = said.filter(({ is_new }) => is_new !== true);
    expect(others).toHaveLength(49);
    for (const other of others) {
      if ('code' in other) expect(other).toEqual({ code: 'DUPLICATE_START', message: expect.stringContaining(id) });
      else expect(other).toEqual({ id, is_new: false });
    }
  }, 60_000);
});

describe('commands that are run at once', () => {
  /** As many runs of a command that leaves a line in a file; what they exited with, and what the losers were told. */
  async function runAll(cwd: string, count: number, ...args: string[]) {
    const command = ['--', 'sh', '-c', 'echo ran >> ran; sleep 0.2'];
    const all = times(count, () => startCli(['run', ...args, ...command], { cwd, input: '' }).ended);
    const ended = await Promise.all(all);
    return {
      codes: ended.map(({ code }) => code ?? -1).sort((a, b) => a - b),
      told: ended.filter(({ code }) => code !== 0).map(({ stderr }) => stderr),
      skipped: ended.filter(({ code, stderr }) => code === 0 && stderr !== '').map(({ stderr }) => stderr),
      ran: readFileSync(join(cwd, 'ran'), 'utf8'),
      sessions: await createSessions({ dir: join(cwd, 'sessions') }).list(),
    };
  }
  const oneOf = (count: number): number[] => [0, ...times(count - 1, () => 6)];

  it('with one key, fifty of them, are one: the others exit with 6 and name it', async () => {
    const cwd = tempDir();
    const { codes, told, ran, sessions } = await runAll(cwd, 50, '--idempotency-key', 'job-7');
    expect(codes).toEqual(oneOf(50));
    expect(ran).toBe('ran\n');
    expect(sessions).toMatchObject([{ status: 'completed', exit_code: 0, idempotency_key: 'job-7' }]);
    expect(logsIn(join(cwd, 'sessions'))).toHaveLength(1);
    for (const words of told) expect(words).toContain(`has its session already: ${sessions[0]?.id}, which is `);
  }, 120_000);

  it('with one id are one, and the others may be content with that', async () => {
    const cwd = tempDir();
    const { codes, skipped, ran, sessions } = await runAll(cwd, 6, '--session', 's', '--on-duplicate', 'skip');
    expect(codes).toEqual(times(6, () => 0));
    expect(ran).toBe('ran\n');
    expect(skipped).toHaveLength(5);
    for (const words of skipped) expect(words).toMatch(/session s was started already, .*: the command is not run/);
    expect(sessions).toMatchObject([{ id: 's', status: 'completed' }]);
  }, 60_000);

  it('in a session that waits are one, whose process the record names', async () => {
    const cwd = tempDir();
    append(join(cwd, 'sessions'), 's', { type: 'session_start', agent_id: 'DeployAgent', status: 'pending' });
    const { codes, ran, sessions } = await runAll(cwd, 6, '--session', 's', '--label', 'by=run');
    expect(codes).toEqual(oneOf(6));
    expect(ran).toBe('ran\n');
    expect(sessions).toMatchObject([{ id: 's', agent: 'DeployAgent', status: 'completed', labels: { by: 'run' } }]);
    expect(sessions[0]?.pid).toBeGreaterThan(0);
    expect(sessions[0]?.findings).toEqual([]);
  }, 60_000);

  it('with a key that cannot be claimed do not run', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'logs'), 'no directory');
    const args = ['run', '--dir', 'logs', '--idempotency-key', 'k', '--', 'touch', 'ran'];
    const { code, stderr } = await startCli(args, { cwd, input: '' }).ended;
    expect(code).toBe(1);
    expect(stderr).toContain('the key cannot be claimed');
    expect(existsSync(join(cwd, 'ran'))).toBe(false);
  });
});

describe('a session that was archived', () => {
  it('keeps its id and its key', async () => {
    const cwd = tempDir();
    const begin = ['session', 'start', 's', '--agent', 'a', '--idempotency-key', 'k'];
    const cli = (...args: string[]) => startCli(args, { cwd, input: '' }).ended;
    expect(await cli(...begin)).toMatchObject({ code: 0 });
    expect(await cli('session', 'end', 's')).toMatchObject({ code: 0 });
    await sleep(2_100);
    expect(await cli('archive', 's', '--idle', '0')).toMatchObject({ code: 0 });
    expect(await cli(...begin)).toMatchObject({ code: 6 });
    expect(await cli('session', 'start', 's', '--agent', 'a')).toMatchObject({ code: 6 });
    expect(await cli('run', '--idempotency-key', 'k', '--', 'true')).toMatchObject({ code: 6 });
    expect(await cli('run', '--session', 's', '--', 'true')).toMatchObject({ code: 6 });
    expect(await cli('session', 'start', '--agent', 'a', '--idempotency-key', 'k', '--on-duplicate', 'return')).toEqual(
      expect.objectContaining({ code: 0, stdout: 's\n' }),
    );
    expect(readdirSync(join(cwd, 'sessions')).sort()).toEqual(['.claims', 's.jsonl.gz']);
    // What is said of it later stands beside the archive, and both are one session.
    expect(await cli('session', 'update', 's', '--pr-url', 'https://pr')).toMatchObject({ code: 0 });
    const { stdout } = await cli('list', '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ id: 's', status: 'completed', pr_url: 'https://pr', lines: 3 }]);
  }, 30_000);
});

describe('a key whose claimer was killed', () => {
  it('is not stuck: the next start takes its place', async () => {
    const dir = tempDir();
    const { code } = await run('claim-and-die.mjs', dir, 'job-8', 'ghost');
    expect(code).toBe(null);
    expect(existsSync(join(dir, 'ghost.jsonl'))).toBe(false);
    const sessions = createSessions({ dir });
    const began_ms = Date.now();
    const { session, logger, is_new } = await sessions.start({ agent: 'a', idempotency_key: 'job-8' });
    await logger.close();
    expect({ is_new, id: session.id }).toEqual({ is_new: true, id: 'ghost' });
    expect(Date.now() - began_ms).toBeLessThan(900);
  });

  it('is found in the logs when the claims are gone', async () => {
    const dir = tempDir();
    append(dir, 's1', { type: 'session_start', idempotency_key: 'job-9', agent_id: 'a' });
    const start = createSessions({ dir }).start({ agent: 'b', idempotency_key: 'job-9' });
    await expect(start).rejects.toMatchObject({ code: 'DUPLICATE_START', message: expect.stringContaining('s1') });
    expect(logsIn(dir)).toEqual(['s1.jsonl']);
  });
});

describe('processes that race for a step', () => {
  it('are told who was first: one takes it, the record is what that one wrote', async () => {
    const dir = tempDir();
    append(dir, 's1', { type: 'session_start', agent_id: 'a' });
    const steps = ['complete', 'fail', 'cancel'];
    const said = await together(times(12, (i) => ['session-step.mjs', dir, 's1', steps[i % 3] ?? '']));
    const done = said.filter(({ status }) => status !== undefined);
    expect(done).toHaveLength(1);
    for (const { code, message } of said.filter(({ status }) => status === undefined)) {
      expect(code).toBe('SESSION_STATE');
      expect(message).toContain('that is final');
    }
    expect((await createSessions({ dir }).get('s1'))?.status).toBe(done[0]?.['status']);
  }, 30_000);

  it('hand over once: nobody is left to wait in a session that was not handed to', async () => {
    const dir = tempDir();
    append(dir, 's1', { type: 'session_start', agent_id: 'a' });
    const steps = ['handoff', 'handoff', 'complete'];
    const said = await together(times(9, (i) => ['session-step.mjs', dir, 's1', steps[i % 3] ?? '']));
    expect(said.filter(({ status }) => status !== undefined)).toHaveLength(1);
    const all = await createSessions({ dir }).list();
    const parent = all.find(({ id }) => id === 's1');
    const waiting = all.filter(({ id, status }) => id !== 's1' && status === 'running');
    expect(waiting.map(({ id }) => id)).toEqual(parent?.status === 'handed_off' ? parent.children.slice(0, 1) : []);
  }, 30_000);
});

describe('a handoff that was killed half way', () => {
  it('is reported, and finished by the next one to the same agent', async () => {
    const dir = tempDir();
    append(dir, 'code', { type: 'session_start', agent_id: 'a' });
    claim(dir, ['handoff', '0', 'code'].join('\0'), 'review');
    append(dir, 'review', { type: 'session_start', agent_id: 'b', parent_session_id: 'code', handoff: true });
    const sessions = createSessions({ dir });
    expect((await sessions.get('code'))?.findings).toMatchObject([
      { code: 'HANDOFF_UNFINISHED', message: expect.stringContaining('review') },
    ]);
    await expect(sessions.handoff('code', 'c')).rejects.toMatchObject({
      code: 'SESSION_STATE',
      message: expect.stringContaining('session review'),
    });
    expect((await sessions.handoff('code', 'b')).id).toBe('review');
    expect(await sessions.get('code')).toMatchObject({
      status: 'handed_off',
      handed_off_to: 'b',
      children: ['review'],
      findings: [],
    });
    expect(logsIn(dir).sort()).toEqual(['code.jsonl', 'review.jsonl']);
    expect(readFileSync(join(dir, 'code.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });

  it('may go another way once the session that was begun has ended', async () => {
    const dir = tempDir();
    append(dir, 'code', { type: 'session_start', agent_id: 'a' });
    claim(dir, ['handoff', '0', 'code'].join('\0'), 'review');
    append(dir, 'review', { type: 'session_start', agent_id: 'b', parent_session_id: 'code', handoff: true });
    const sessions = createSessions({ dir });
    await sessions.cancel('review');
    const child = await sessions.handoff('code', 'c');
    expect(child).toMatchObject({ agent: 'c', parent: 'code', status: 'running' });
    expect(child.id).not.toBe('review');
  });
});
