/** Two sessions, or two periods, side by side. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Diff } from '../../src/schema.js';
import { tempDir } from '../support/temp.js';
import { sessionlog } from './support/cli.js';
import { linesOf, put } from './support/files.js';

const DAY_MS = 86_400_000;
const call = (name: string, duration_ms: number) => ({ type: 'tool_call', name, duration_ms });

/** A session ten days ago, one three days ago that was slower, and one of today. */
function cwdWithSessions(): string {
  const cwd = tempDir();
  const days = [10, 3, 0];
  for (const [i, ago] of days.entries()) {
    const session = `s${i}`;
    const events = [call('bash', 100 * (i + 1)), call('bash', 100 * (i + 1)), call(`only-${i}`, 10)];
    put(cwd, `sessions/${session}.jsonl`, linesOf(events, { session, from_ms: Date.now() - ago * DAY_MS - 10_000 }));
  }
  return cwd;
}

async function diffOf(cwd: string, ...args: string[]) {
  const { code, stdout, stderr } = await sessionlog(['diff', '--json', ...args], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return Diff.parse(JSON.parse(stdout));
}

describe('diff', () => {
  it('compares two sessions', async () => {
    const made = await diffOf(cwdWithSessions(), 's0', 'sessions/s1.jsonl');
    expect(made.before).toMatchObject({ label: 's0', sessions: 1, events: 3 });
    expect(made.tools.map(({ name, change_ms }) => [name, change_ms])).toEqual([
      ['bash', 200],
      ['only-0', -10],
      ['only-1', 10],
    ]);
  });

  it('compares periods: the sessions that began in them', async () => {
    const cwd = cwdWithSessions();
    const week = await diffOf(cwd, '14d..7d', '7d..');
    expect([week.before.sessions, week.after.sessions]).toEqual([1, 2]);
    expect(week.tools[0]).toMatchObject({ name: 'bash', before: { runs: 2 }, after: { runs: 4 }, change_ms: 800 });
    const some = await diffOf(cwd, '..2d', 's2');
    expect([some.before.sessions, some.after.sessions]).toEqual([2, 1]);
    const within = await diffOf(cwd, '..5d', '5d..', '--in', 'sessions/s0.jsonl', '--in', 'sessions/s2.jsonl');
    expect([within.before.sessions, within.after.sessions]).toEqual([1, 1]);
  });

  it('is what the published schema says', async () => {
    const cwd = cwdWithSessions();
    const { stdout } = await sessionlog(['schema', 'diff']);
    const published = z.fromJSONSchema(JSON.parse(stdout));
    const made = await diffOf(cwd, 's0', 's1');
    expect(published.safeParse(made).error).toBeUndefined();
    expect(published.safeParse({ ...made, tools: null }).success).toBe(false);
  });

  it('reads as text in 80 columns', async () => {
    const { code, stdout, stderr } = await sessionlog(['diff', 's0', 's1', '--top', '1'], { cwd: cwdWithSessions() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^before {2}s0 .*\nafter {3}s1 /);
    expect(stdout).toMatch(/\nMore time +change .*\n█ bash +\+200ms +200ms → 400ms +2 → 2 +100ms → /);
    expect(stdout).toMatch(/\nNew +runs .*\n█ only-1 +1 +10ms/);
    expect(stdout).toMatch(/\nGone +runs .*\n█ only-0 +1 +10ms/);
    expect(Math.max(...stdout.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
  });

  it.each([
    [['s0', 'nobody'], 5, 'nobody: there is no such file, directory, or session'],
    [['s0', '400d..300d'], 5, '400d..300d: no session began then'],
    [['s0'], 2, 'diff: '],
    [['s0', ''], 2, 'an empty name'],
    [['s0', '7d..soon'], 5, '7d..soon: there is no such file'],
  ])('tells what is wrong: %j', async (args, code, said) => {
    const result = await sessionlog(['diff', ...args], { cwd: cwdWithSessions() });
    expect(result.code).toBe(code);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain(said);
  });

  it('takes a path with dots for a path', async () => {
    const cwd = cwdWithSessions();
    const made = await diffOf(cwd, 'sessions/../sessions/s0.jsonl', './sessions');
    expect([made.before.sessions, made.after.sessions]).toEqual([1, 3]);
  });
});
