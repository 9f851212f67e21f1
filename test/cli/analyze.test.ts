/** The report as a program gets it: valid, the same every time, and right about logs of every kind and size. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Report as ReportData } from '../../src/analyze/types.js';
import { Event, Report } from '../../src/schema.js';
import { transcript } from '../support/agents.js';
import { type Generated, generateLog } from '../support/generate-log.js';
import { tempDir } from '../support/temp.js';
import { type RunOptions, sessionlog } from './support/cli.js';
import { FIXTURES, linesOf, put, quiet, toolCalls } from './support/files.js';
import { peakMemory } from './support/peak.js';

async function reportOf(args: readonly string[], options: RunOptions = {}): Promise<ReportData> {
  const { code, stdout, stderr } = await sessionlog(['analyze', '--json', ...args], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const report: unknown = JSON.parse(stdout);
  expect(Report.safeParse(report).error).toBeUndefined();
  // Not what zod makes of it: a record of zod's drops the key __proto__.
  return report as ReportData;
}

const FORMATS = readdirSync(join(FIXTURES, 'formats'));
const FOREIGN = FORMATS.flatMap((format) => {
  const dir = join(FIXTURES, 'formats', format, 'v1');
  return readdirSync(dir)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => [format, join(dir, name)] as const);
});

describe('the JSON report', () => {
  it('names the line on which a call ended, not the one that ended its turn', async () => {
    const path = join(tempDir(), 'aaa.jsonl');
    const lines = transcript('aaa', 3).map((line) => JSON.stringify(line));
    writeFileSync(path, `${lines.join('\n')}\n`);
    const { slowest } = await reportOf([path]);
    // Each turn: prompt, call, result, answer.
    expect(slowest.map(({ line }) => line).sort()).toEqual([11, 3, 7]);
  });

  it('is what the published schemas say, and the events are too', async () => {
    const cwd = tempDir();
    generateLog(join(cwd, 'g.jsonl'), { count: 500 });
    quiet(join(cwd, 'g.jsonl'));
    const schemaOf = async (name: string) => JSON.parse((await sessionlog(['schema', name])).stdout);
    const { stdout } = await sessionlog(['analyze', '--json', 'g.jsonl'], { cwd });
    const report: unknown = JSON.parse(stdout);
    expect(Report.safeParse(report).error).toBeUndefined();
    const published = z.fromJSONSchema(await schemaOf('report'));
    expect(published.safeParse(report).error).toBeUndefined();
    expect(published.safeParse({ ...(report as object), summary: null }).success).toBe(false);

    // The other branch, any type that is not known, needs a `not`, which zod cannot read back.
    const event = z.fromJSONSchema((await schemaOf('event')).anyOf[0]);
    for (const line of readFileSync(join(cwd, 'g.jsonl'), 'utf8').trimEnd().split('\n')) {
      expect(Event.safeParse(JSON.parse(line)).error).toBeUndefined();
      expect(event.safeParse(JSON.parse(line)).error).toBeUndefined();
    }
    expect(event.safeParse({ type: 'task_start' }).success).toBe(false);
  });

  it('is the same for the same files', async () => {
    const cwd = tempDir();
    for (const seed of [1, 2, 3]) {
      const path = join(cwd, `s${seed}.jsonl`);
      generateLog(path, { count: 300, seed, session: `s${seed}` });
      quiet(path);
    }
    const args = ['analyze', '--json', cwd, ...FOREIGN.map(([, path]) => path)];
    const [first, second] = [await sessionlog(args), await sessionlog(args)];
    expect(first.code).toBe(0);
    expect(second).toEqual(first);
  });

  it('knows no prototype', async () => {
    const cwd = tempDir();
    put(cwd, 'p.jsonl', linesOf([{ type: 'task_complete', name: '__proto__', duration_ms: 5 }]));
    const { stdout } = await sessionlog(['analyze', '--json', 'p.jsonl'], { cwd });
    expect(Object.entries(JSON.parse(stdout).task_breakdown)).toEqual([['__proto__', 5]]);
  });
});

describe('the options of analyze', () => {
  const cwdWithLog = (): string => {
    const cwd = tempDir();
    const names = ['long', 'middle', 'short'] as const;
    const events = names.map((name, index) => ({ type: 'tool_call', name, duration_ms: [600, 300, 100][index] ?? 0 }));
    put(cwd, 's1.jsonl', linesOf(events));
    return cwd;
  };

  it('--threshold and --basis decide what is a bottleneck', async () => {
    const cwd = cwdWithLog();
    const names = async (...args: string[]): Promise<string[]> =>
      (await reportOf(['s1.jsonl', ...args], { cwd })).bottlenecks.map(({ name }) => name);
    // 2.6 s from the start of the first call to the end of the last.
    expect(await names()).toEqual([]);
    expect(await names('--threshold', '0.2')).toEqual(['long']);
    expect(await names('--threshold', '0')).toEqual(['long', 'middle', 'short']);
    expect(await names('--threshold', '1')).toEqual([]);
    expect(await names('--threshold=.1', '--basis=active')).toEqual(['long', 'middle']);
  });

  it('--top cuts the tables, --timezone moves the times', async () => {
    const cwd = cwdWithLog();
    const { stdout } = await sessionlog(['analyze', 's1.jsonl', '--top', '1', '--timezone', 'Asia/Tokyo'], { cwd });
    expect(stdout).toContain('16:34:59 – 16:35:02 Asia/Tokyo');
    expect(stdout).toContain('… and 2 more');
    expect(stdout).not.toContain('short');
  });

  it('the text fits 80 columns and ends in a newline', async () => {
    for (const [, path] of FOREIGN) {
      const { stdout } = await sessionlog(['analyze', path]);
      expect(stdout).toMatch(/[^\n]\n$/);
      expect(Math.max(...stdout.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
    }
  });
});

describe('several logs', () => {
  it('make one row a session, whatever their formats', async () => {
    const cwd = tempDir();
    put(cwd, 'logs/own.jsonl', linesOf(toolCalls(3), { session: 'own' }));
    put(cwd, 'logs/more.jsonl', linesOf(toolCalls(2), { session: 'more', writer: 'Writer02' }));
    const picked = ['go-skills/v1/run-7.jsonl', 'python-service/v1/AGENT-004_seed.jsonl'];
    for (const path of picked) copyFileSync(join(FIXTURES, 'formats', path), join(cwd, 'logs', basename(path)));
    const { sessions, source } = await reportOf(['logs'], { cwd });
    expect(sessions.map(({ session_id, format }) => [session_id, format]).sort()).toEqual([
      ['AGENT-004_seed', 'python-service'],
      ['more', 'sessionlog'],
      ['own', 'sessionlog'],
      ['run-7', 'go-skills'],
    ]);
    expect(source).toMatchObject({ files: 4, problems: 0 });
    expect(source.formats).toEqual({ 'go-skills': 1, 'python-service': 1, sessionlog: 2 });
  });

  it('of one session make one row, and a copy counts once', async () => {
    const cwd = tempDir();
    const lines = linesOf(toolCalls(6));
    put(cwd, 'a.jsonl', lines);
    put(cwd, 'copy.jsonl', lines);
    const once = await reportOf(['a.jsonl'], { cwd });
    const both = await reportOf(['a.jsonl', 'copy.jsonl', './a.jsonl'], { cwd });
    expect(both.source).toMatchObject({ files: 2, events: 6, problems: 6 });
    expect(both.sessions).toHaveLength(1);
    expect(both.summary).toEqual(once.summary);
    expect(both.tools).toEqual(once.tools);
    expect(both.findings).toMatchObject([{ code: 'DUPLICATE', severity: 'warning' }, ...both.findings.slice(1)]);
  });

  it('that overlap make one whole', async () => {
    const cwd = tempDir();
    const lines = linesOf(toolCalls(6));
    put(cwd, 'a.jsonl', lines.slice(0, 4));
    put(cwd, 'b.jsonl', lines.slice(2));
    expect((await reportOf(['a.jsonl', 'b.jsonl'], { cwd })).summary.tool_calls_count).toBe(6);
  });
});

describe.each(FOREIGN)('a log of %s: %s', (format, path) => {
  const stored = readFileSync(path, 'utf8').trimEnd().split('\n');
  const isHostile = path.includes('hostile');

  it('is analysed in its own format', async () => {
    const { source, sessions } = await reportOf([path]);
    expect(source.formats).toEqual({ [format]: 1 });
    expect(source.lines).toBe(stored.length);
    expect(sessions.length).toBeGreaterThan(0);
    expect(source.problems > 0).toBe(isHostile);
  });

  it('is shown line by line, and its problems told', async () => {
    const cat = await sessionlog(['cat', path]);
    expect(cat.code).toBe(0);
    expect(stored).toEqual(expect.arrayContaining(cat.stdout.trimEnd().split('\n')));
    expect(cat.stderr !== '').toBe(isHostile);
    if (!isHostile) expect(cat.stdout.trimEnd().split('\n')).toEqual(stored);
    const tail = await sessionlog(['tail', '-n', '1', path]);
    expect(tail.code).toBe(0);
    if (!isHostile) expect(tail.stdout).toBe(`${stored.at(-1)}\n`);
  });
});

describe('a large log', () => {
  const MORE_MIB = 30;

  /** Everything that the generator counted must be in the report. */
  async function analyzed(count: number): Promise<number> {
    const path = join(tempDir(), 'large.jsonl');
    const made = generateLog(path, { count, seed: count });
    quiet(path);
    const { env, peakMiB } = peakMemory();
    expectFigures(await reportOf([path], { env }), made);
    return peakMiB();
  }

  it('is counted exactly, and does not cost more memory for being longer', { timeout: 60_000 }, async () => {
    const small = await analyzed(50_000);
    const large = await analyzed(200_000);
    expect(large).toBeLessThan(small + MORE_MIB);
  });
});

function expectFigures({ summary, source, task_breakdown, sessions, skills }: ReportData, made: Generated): void {
  expect(source).toMatchObject({ events: made.events, lines: made.events, bytes: made.bytes, problems: 0 });
  expect(sessions.map(({ session_id, events }) => [session_id, events])).toEqual([['generated', made.events]]);
  const {
    tasks_completed,
    tasks_failed,
    tasks_open,
    tool_errors,
    files_read,
    files_written,
    bytes_read,
    bytes_written,
  } = made;
  expect(summary).toMatchObject({
    tasks_completed,
    tasks_failed,
    tasks_open,
    tasks_cancelled: 0,
    tool_calls_count: made.tool_calls,
    tool_errors,
    files_read,
    files_written,
    bytes_read,
    bytes_written,
    first_ts: expect.any(String),
    last_ts: new Date(made.last_ms).toISOString(),
  });
  expect(new Map(Object.entries(task_breakdown))).toEqual(new Map(Object.entries(made.task_ms)));
  expect(skills.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(made.skill_attempts);
}

describe('--group-by', () => {
  const cwdWithSessions = (): string => {
    const cwd = tempDir();
    for (const [i, from_ms] of [
      Date.UTC(2026, 10, 20, 9),
      Date.UTC(2026, 10, 21, 9),
      Date.UTC(2026, 10, 21, 23),
    ].entries()) {
      const session = `s${i}`;
      const done = { type: 'task_complete', name: 't', duration_ms: 5_000 };
      put(cwd, `sessions/${session}.jsonl`, linesOf([...toolCalls(4), done], { session, from_ms }));
    }
    return cwd;
  };

  it('takes every session of the directory, and the days of the time zone', async () => {
    const cwd = cwdWithSessions();
    const of = async (...args: string[]) =>
      (await reportOf(['--group-by', ...args], { cwd })).groups.map(({ name, sessions }) => `${name} ${sessions}`);
    expect(await of('day')).toEqual(['2026-11-20 1', '2026-11-21 2']);
    expect(await of('day', '--timezone', 'Asia/Tokyo')).toEqual(['2026-11-20 1', '2026-11-21 1', '2026-11-22 1']);
    expect(await of('agent', 'sessions/s1.jsonl')).toEqual(['sessionlog 1']);
  });

  it('shows the groups, the trend and what recurs, in 80 columns', async () => {
    const { stdout } = await sessionlog(['analyze', '--group-by', 'day'], { cwd: cwdWithSessions() });
    expect(stdout).toMatch(/\nBy day +sessions .*\n {2}2026-11-20 +1 /);
    expect(stdout).toMatch(/\nTasks per hour, 3 sessions from first to last\n[▁▂▃▄▅▆▇█]{3}\n/);
    expect(stdout).toMatch(/\nRecurring bottlenecks .*\n▒ t +3 of 3 /);
    expect(Math.max(...stdout.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
  });

  it('knows four ways to group', async () => {
    const { code, stderr } = await sessionlog(['analyze', '--group-by', 'week'], { cwd: cwdWithSessions() });
    expect(code).toBe(2);
    expect(stderr).toContain('give day, project, agent or model');
  });
});
