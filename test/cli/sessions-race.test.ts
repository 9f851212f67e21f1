/** Sessions that many processes want at once, and processes that die in between. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { append } from '../../src/log/append.js';
import { createSessions } from '../../src/ops/sessions.js';
import { claim } from '../../src/session/claims.js';
import { run, start } from '../support/child.js';
import { tempDir } from '../support/temp.js';

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
