/** `sessionlog run`: signals on their way to the command, and commands that are ended. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { tempDir } from '../support/temp.js';
import { type Running, type RunOptions, start, startShell } from './support/cli.js';
import { eventOf, eventsOf } from './support/sessions.js';

const run = (script: string, options: RunOptions & { args?: string[] } = {}): Running => {
  const { args = [], ...rest } = options;
  return start(['run', '--session', 's', ...args, '--', 'sh', '-c', script], { input: '', ...rest });
};
const endOf = (cwd: string) => eventOf(join(cwd, 'sessions'), 's', 'session_end');
const LOOP = 'while :; do sleep 0.05; done';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

describe('a signal', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
    '%s reaches the command',
    async (signal) => {
      const cwd = tempDir();
      const { child, ended, printed } = run(`trap 'echo got; exit 7' ${signal.slice(3)}; echo ready; ${LOOP}`, { cwd });
      await printed('ready');
      child.kill(signal);
      expect(await ended).toMatchObject({ code: 7, stdout: 'ready\ngot\n', stderr: '' });
      expect(endOf(cwd)).toMatchObject({ status: 'failed', exit_code: 7 });
    },
  );

  it.each([
    ['SIGTERM', 'terminated'],
    ['SIGHUP', 'terminated'],
    ['SIGINT', 'cancelled'],
  ] as const)('%s that ends the command ends us', async (name, status) => {
    const cwd = tempDir();
    const { child, ended, printed } = run('echo ready; exec sleep 30', { cwd });
    await printed('ready');
    child.kill(name);
    expect(await ended).toMatchObject({ code: null, signal: name });
    expect(endOf(cwd)).toMatchObject({ status, signal: name });
    expect(endOf(cwd)).not.toHaveProperty('exit_code');
  });

  it.each([
    ['KILL', 137, 'terminated'],
    ['SEGV', 139, 'failed'],
  ])('SIG%s shows as a shell shows it', async (name, code, status) => {
    const cwd = tempDir();
    expect(await run(`ulimit -c 0; kill -${name} $$`, { cwd }).ended).toMatchObject({ code, signal: null });
    expect(endOf(cwd)).toMatchObject({ status, signal: `SIG${name}` });
  });

  it('after which the command tidies up makes it no failure', async () => {
    const cwd = tempDir();
    const { child, ended, printed } = run(`trap 'exit 143' TERM; echo ready; ${LOOP}`, { cwd });
    await printed('ready');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 143 });
    expect(endOf(cwd)).toMatchObject({ status: 'terminated', exit_code: 143 });
  });

  it('of a key reaches the command once, and its input is a terminal', async () => {
    const cwd = tempDir();
    const counting = `n=0; trap 'n=$((n+1))' INT; test -t 0 && test -t 1 && echo ready; i=0; while [ $i -lt 20 ]; do sleep 0.05; i=$((i+1)); done; echo "heard $n"`;
    const command = `sessionlog run --session s -- sh -c "${counting.replaceAll('$', '\\$').replaceAll('"', '\\"')}"`;
    const { child, ended, printed } = startShell(`script -qfec '${command.replaceAll("'", `'\\''`)}' /dev/null`, {
      cwd,
      env: { SHELL: '/bin/bash' },
    });
    await printed('ready');
    child.stdin?.write('\u0003');
    await printed('heard');
    child.stdin?.end();
    expect((await ended).stdout).toContain('heard 1');
    expect(endOf(cwd)).toMatchObject({ status: 'completed', exit_code: 0 });
  });
});

describe('--timeout', () => {
  it('asks the command to end, and all below it', async () => {
    const cwd = tempDir();
    const { code, signal, stdout, stderr } = await run('sleep 60 & echo $!; wait', {
      cwd,
      args: ['--timeout', '300ms'],
    }).ended;
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' });
    expect(stderr).toContain('ran too long');
    expect(endOf(cwd)).toMatchObject({ status: 'terminated', reason: 'timeout', signal: 'SIGTERM' });
    expect(isAlive(Number(stdout))).toBe(false);
  });

  it('kills what does not end, and all below it', async () => {
    const cwd = tempDir();
    const script = `trap '' TERM; sleep 60 & echo $!; ${LOOP}`;
    const { code, stdout } = await run(script, { cwd, args: ['--timeout', '300ms', '--grace', '300ms'] }).ended;
    expect(code).toBe(137);
    const end = endOf(cwd);
    expect(end).toMatchObject({ status: 'terminated', reason: 'timeout', signal: 'SIGKILL' });
    expect(end['duration_ms']).toBeGreaterThanOrEqual(600);
    expect(isAlive(Number(stdout))).toBe(false);
  });

  it('is the reason, whatever the command makes of it', async () => {
    const cwd = tempDir();
    const { code } = await run(`trap 'exit 0' TERM; ${LOOP}`, { cwd, args: ['--timeout', '200ms'] }).ended;
    expect(code).toBe(0);
    expect(endOf(cwd)).toMatchObject({ status: 'terminated', reason: 'timeout', exit_code: 0 });
  });

  it('of 0 is none', async () => {
    const cwd = tempDir();
    expect(await run('sleep 0.3; exit 4', { cwd, args: ['--timeout', '0'] }).ended).toMatchObject({ code: 4 });
    expect(endOf(cwd)).toMatchObject({ status: 'failed', exit_code: 4 });
  });

  it('leaves alone who is quick', async () => {
    const cwd = tempDir();
    const begun_ms = Date.now();
    expect(await run('exit 0', { cwd, args: ['--timeout', '1h'] }).ended).toMatchObject({ code: 0 });
    expect(Date.now() - begun_ms).toBeLessThan(30_000);
    expect(endOf(cwd)).not.toHaveProperty('reason');
  });
});

it('what is killed with SIGKILL has begun, and has not ended', async () => {
  const cwd = tempDir();
  const { child, printed } = run('echo ready; exec sleep 30', { cwd });
  await printed('ready');
  // The command may be quicker than the line that names it.
  await vi.waitUntil(() => eventsOf(join(cwd, 'sessions'), 's').length === 2, { timeout: 5_000 });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const [begun, updated, ...rest] = eventsOf(join(cwd, 'sessions'), 's');
  expect(begun).toMatchObject({ type: 'session_start', status: 'running', pid: child.pid });
  expect(rest).toEqual([]);
  // Nobody is left to end the command.
  process.kill(Number(updated?.['child_pid']), 'SIGKILL');
});
