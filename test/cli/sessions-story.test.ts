/**
 * Four agents hand a piece of work down the line, each a process of its own: code and review are done, test is killed
 * by SIGKILL, deploy is a command that runs too long. What is said of it afterwards must be what happened.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, start } from '../support/child.js';
import { tempDir } from '../support/temp.js';
import { sessionlog, start as startCli } from './support/cli.js';
import { linesOf, put } from './support/files.js';
import { eventsOf } from './support/sessions.js';

const DAY_MS = 86_400_000;
/** As many others as make it worth to keep a cache. */
const OTHERS = 20;
const AGENT = join(import.meta.dirname, '../support/programs/agent.mjs');

/** Plays the story; returns the ids of the four sessions. */
async function play(dir: string): Promise<string[]> {
  const code = await run('agent.mjs', dir, 'CodeGenAgent', 'new', 'handoff', 'ReviewAgent');
  const [codeId = '', reviewId = ''] = code.stdout.trim().split(' ');
  const review = await run('agent.mjs', dir, 'ReviewAgent', reviewId, 'handoff', 'TestAgent');
  const [, testId = ''] = review.stdout.trim().split(' ');

  const test = start('agent.mjs', dir, 'TestAgent', testId, 'hang');
  await test.printed('working');
  test.child.kill('SIGKILL');
  await test.ended;
  const stale = JSON.parse((await sessionlog(['show', testId, '--dir', dir, '--json'])).stdout);
  expect(stale).toMatchObject({ status: 'running', stale: true, stale_reason: 'process gone' });
  // Somebody who watches over them lets the work go on all the same.
  const handed = await sessionlog(['session', 'handoff', testId, 'DeployAgent', '--pending', '--dir', dir]);
  const deployId = handed.stdout.trim();

  const agent = [process.execPath, AGENT, dir, 'DeployAgent', deployId, 'hang'];
  const deploy = await sessionlog(['run', '--dir', dir, '--session', deployId, '--timeout', '5s', '--', ...agent]);
  expect(deploy).toMatchObject({ code: null, signal: 'SIGTERM', stdout: 'working\n' });
  expect((await sessionlog(['session', 'update', deployId, '--dir', dir, '--dod-result', 'timeout'])).code).toBe(0);
  return [codeId, reviewId, testId, deployId];
}

function putOthers(dir: string): void {
  mkdirSync(dir, { recursive: true });
  for (let i = 0; i < OTHERS; i++) {
    const session = `other-${i}`;
    const life = [
      { type: 'session_start', task_id: '1', agent_id: 'Other' },
      { type: 'session_end', status: 'completed', exit_code: 0 },
    ];
    put(dir, `${session}.jsonl`, linesOf(life, { session, writer: `W${i}`, from_ms: Date.now() - DAY_MS }));
  }
}

it('a run that was killed with SIGKILL shows as stale in the next list', async () => {
  const cwd = tempDir();
  const command = ['--', 'sh', '-c', 'echo working; exec sleep 30'];
  const { child, ended, printed } = startCli(['run', '--session', 's', '--agent', 'bot', ...command], { cwd });
  await printed('working');
  const look = async () => JSON.parse((await sessionlog(['list', '--json'], { cwd })).stdout);
  expect(await look()).toMatchObject([{ id: 's', status: 'running', stale: false, pid: child.pid }]);
  child.kill('SIGKILL');
  const [update] = eventsOf(join(cwd, 'sessions'), 's').filter(({ type }) => type === 'session_update');
  process.kill(Number(update?.['child_pid']), 'SIGKILL');
  await ended;
  expect(await look()).toMatchObject([{ id: 's', status: 'running', stale: true, stale_reason: 'process gone' }]);
  expect((await sessionlog(['list'], { cwd })).stdout).toMatch(/s {2}.*stale/);
  expect(JSON.parse((await sessionlog(['stats', '--json'], { cwd })).stdout)).toMatchObject({ active: 0, stale: 1 });
}, 30_000);

describe('the story of four agents', () => {
  it('is told as it was, also when the cache is gone', async () => {
    const cwd = tempDir();
    const dir = join(cwd, 'sessions');
    const cache = join(cwd, 'cache');
    putOthers(dir);
    const ids = await play(dir);
    const [code = '', review = '', test = '', deploy = ''] = ids;
    const ask = async (...args: string[]): Promise<unknown> => {
      const {
        code: exit,
        stdout,
        stderr,
      } = await sessionlog([...args, '--json'], { cwd, env: { XDG_CACHE_HOME: cache } });
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
      return JSON.parse(stdout);
    };
    const tell = async () => ({
      list: await ask('list', '--task', '270'),
      show: await ask('show', deploy),
      lineage: await ask('lineage', deploy),
      stats: await ask('stats'),
      analyze: await ask('analyze', ...ids),
    });

    const told = await tell();
    expect(told.list).toMatchObject([
      {
        id: deploy,
        agent: 'DeployAgent',
        status: 'terminated',
        signal: 'SIGTERM',
        reason: 'timeout',
        dod_result: 'timeout',
        parent: test,
        children: [],
      },
      {
        id: test,
        agent: 'TestAgent',
        status: 'handed_off',
        handed_off_to: 'DeployAgent',
        parent: review,
        children: [deploy],
      },
      {
        id: review,
        agent: 'ReviewAgent',
        status: 'handed_off',
        handed_off_to: 'TestAgent',
        artifacts: ['ReviewAgent.ts'],
        parent: code,
        children: [test],
      },
      {
        id: code,
        agent: 'CodeGenAgent',
        status: 'handed_off',
        handed_off_to: 'ReviewAgent',
        artifacts: ['CodeGenAgent.ts'],
        parent: null,
        children: [review],
      },
    ]);
    expect(told.show).toMatchObject({
      id: deploy,
      task_id: '270',
      context: {
        issue_number: 270,
        previous_results: [
          { session_id: code, agent: 'CodeGenAgent', artifacts: ['CodeGenAgent.ts'] },
          { session_id: review, agent: 'ReviewAgent', artifacts: ['ReviewAgent.ts'] },
          { session_id: test, agent: 'TestAgent', artifacts: [] },
        ],
      },
      findings: [],
    });
    const line = [code, review, test, deploy].map((id, depth) => ({ id, depth, cycle: false }));
    expect(told.lineage).toMatchObject({ id: deploy, line, tree: line });
    expect(told.stats).toMatchObject({
      total: OTHERS + 4,
      active: 0,
      stale: 0,
      by_status: { pending: 0, running: 0, completed: OTHERS, failed: 0, cancelled: 0, terminated: 1, handed_off: 3 },
    });
    expect(told.analyze).toMatchObject({ summary: { tasks_completed: 2, tasks_open: 2, tool_calls_count: 4 } });

    expect(readdirSync(join(cache, 'sessionlog')).sort()).toEqual(['code', 'lists']);
    expect(await tell()).toEqual(told);
    rmSync(cache, { recursive: true });
    expect(await tell()).toEqual(told);
  }, 60_000);
});
