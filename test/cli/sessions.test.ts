/** The commands of sessions: what they print, what they take, their exit codes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { tempDir } from '../support/temp.js';
import { sessionlog, shell } from './support/cli.js';
import { FIXTURES, linesOf, put } from './support/files.js';

const FROM_MS = Date.UTC(2026, 10, 1, 8);
const GROUPED = ['start', 'update', 'handoff', 'end', 'list', 'show', 'lineage', 'stats', 'cleanup'];
const HANDOFF = join(FIXTURES, 'formats/handoff-sessions/v1/sessions.json');
const HOSTILE = 'evil\u001b[2J\u202e';

/** Four sessions: one down the line of another, one failed, one foreign. */
function sessionsIn(cwd: string): void {
  const life = (session: string, hour: number, ...events: Parameters<typeof linesOf>[0]) =>
    put(
      cwd,
      `sessions/${session}.jsonl`,
      linesOf(events, { session, writer: session, from_ms: FROM_MS + hour * 3_600_000 }),
    );
  const start = { type: 'session_start', agent_id: 'CodeGenAgent', task_id: '42' } as const;
  life(
    'code-1',
    0,
    { ...start, purpose: HOSTILE, labels: { team: 'a' } },
    { type: 'session_handoff', to_agent: 'ReviewAgent', child_session_id: 'review-1' },
  );
  life(
    'review-1',
    1,
    { ...start, agent_id: 'ReviewAgent', parent_session_id: 'code-1' },
    { type: 'session_end', status: 'completed', exit_code: 1 },
  );
  life('broken', 2, { ...start, task_id: '43' }, { type: 'session_end', status: 'failed', exit_code: 2 });
  put(cwd, 'sessions/theirs.jsonl', '{"name":"t","start_time":1697654400.1,"end_time":1697656200.4,"metadata":{}}\n');
}

const here = () => {
  const cwd = tempDir();
  sessionsIn(cwd);
  return { cwd, env: { XDG_CACHE_HOME: join(cwd, 'cache') } };
};
const idsOf = (stdout: string): string[] => (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);

describe('list', () => {
  it('prints a table of 80 columns', async () => {
    const { code, stdout, stderr } = await sessionlog(['list'], here());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.map((line) => line.slice(2, 10).trim())).toEqual([
      'ssions',
      'broken',
      'review-1',
      'code-1',
      'theirs',
      '( ) infe',
      '! someth',
    ]);
    expect(lines[2]).toMatch(/^! review-1 {2}completed {4}ReviewAgent {3}42 .*2026-11-01 09:00 +1\.0s/);
    expect(lines[4]).toContain('(completed)');
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
  });

  it.each([
    [[], ['broken', 'review-1', 'code-1', 'theirs']],
    [
      ['--task', '42'],
      ['review-1', 'code-1'],
    ],
    [['--task', '42', '--agent', 'ReviewAgent'], ['review-1']],
    [['--status', 'failed'], ['broken']],
    [
      ['--status', 'failed,handed-off'],
      ['broken', 'code-1'],
    ],
    [['--status', 'all', '--limit', '1', '--offset', '1'], ['review-1']],
    [['--label', 'team=a'], ['code-1']],
    [['--since', '2026-11-01T09:00:00Z', '--until', '2026-11-01T09:00:00Z'], ['review-1']],
    [['--sort', 'duration', '--limit', '1'], ['theirs']],
    [['--sort', 'started_at', '--limit', '1'], ['broken']],
    [['--status', 'active'], []],
    [['sessions/broken.jsonl'], ['broken']],
    [['--group', 'none'], []],
  ])('%j gives %j', async (args, ids) => {
    const { code, stdout } = await sessionlog(['list', '--json', ...args], here());
    expect(code).toBe(0);
    expect(idsOf(stdout)).toEqual(ids);
  });

  it.each([
    [['--status', 'bogus'], 2, /give one of pending, running, .*, stale, or all/],
    [['--label', 'team'], 2, /give name=value/],
    [['--sort', 'size'], 2, /give started, updated or duration/],
    [['--stale-after', 'soon'], 2, /give a length of time such as/],
    [['gone.jsonl'], 5, /FILE_NOT_FOUND/],
  ])('refuses %j', async (args, exit, message) => {
    const { code, stdout, stderr } = await sessionlog(['list', ...args], here());
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('is an empty array where there is nothing yet', async () => {
    const cwd = tempDir();
    expect(await sessionlog(['list', '--json'], { cwd })).toMatchObject({ code: 0, stdout: '[]\n', stderr: '' });
    expect(await sessionlog(['list'], { cwd })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'sessionlog: no sessions yet\n',
    });
  });
});

it('list and show print what the published schema says, all of it', async () => {
  const options = here();
  put(options.cwd, 'handoff/sessions.json', readFileSync(HANDOFF));
  const published = JSON.parse((await sessionlog(['schema', 'session'])).stdout);
  const schema = z.fromJSONSchema(published);
  const rows = JSON.parse((await sessionlog(['list', '--json'], options)).stdout) as Record<string, unknown>[];
  const theirs = await sessionlog(['list', 'handoff/sessions.json', '--json'], options);
  rows.push(...JSON.parse(theirs.stdout), JSON.parse((await sessionlog(['show', 'code-1', '--json'], options)).stdout));
  expect(rows.length).toBeGreaterThan(6);
  for (const row of rows) {
    expect(schema.safeParse(row).error).toBeUndefined();
    expect(Object.keys(row).sort()).toEqual(Object.keys(published.properties).sort());
  }
  expect(schema.safeParse({ ...rows[0], status: 'fine' }).success).toBe(false);
});

describe('show', () => {
  it('tells all of one session, by the beginning of its id', async () => {
    const { code, stdout } = await sessionlog(['show', 'rev'], here());
    expect(code).toBe(0);
    expect(
      stdout
        .split('\n')
        .slice(0, 7)
        .map((line) => line.trimEnd()),
    ).toEqual([
      'review-1',
      '  status     completed',
      '  agent      ReviewAgent',
      '  task       42',
      '  started    2026-11-01 09:00:00 UTC',
      '  ended      2026-11-01 09:00:01 UTC',
      '  duration   1.0s',
    ]);
    expect(stdout).toContain('! it is completed, and its exit code is 1');
  });

  it.each([
    [['nobody'], 5, 'SESSION_NOT_FOUND'],
    [['code-1', 'sessions/broken.jsonl'], 5, 'SESSION_NOT_FOUND'],
  ])('of %j is not found', async (args, exit, error) => {
    const { code, stdout, stderr } = await sessionlog(['show', ...args], here());
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(stderr).toContain(error);
  });

  it('takes a file, and asks back when several may be meant', async () => {
    const options = here();
    const shown = await sessionlog(['show', 'sessions/theirs.jsonl', '--json'], options);
    expect(JSON.parse(shown.stdout)).toMatchObject({ id: 'theirs', format: 'python-service' });
    put(options.cwd, 'sessions/code-2.jsonl', linesOf([{ type: 'session_start' }], { session: 'code-2' }));
    const asked = await sessionlog(['show', 'code'], options);
    expect(asked).toMatchObject({ code: 2, stdout: '' });
    expect(asked.stderr).toMatch(/code may be 2 sessions \(code-1, code-2\): name one \[SESSION_AMBIGUOUS\]/);
  });
});

it('lineage draws a tree, root first', async () => {
  const options = here();
  const { code, stdout } = await sessionlog(['lineage', 'review-1'], options);
  expect({ code, lines: stdout.split('\n') }).toEqual({
    code: 0,
    lines: [
      'code-1  handed off · CodeGenAgent · 2026-11-01 08:00 · 1.0s',
      '└─ review-1  completed · ReviewAgent · 2026-11-01 09:00 · 1.0s',
      '',
    ],
  });
  const from = await sessionlog(['lineage', 'code-1'], options);
  expect(from.stdout.trimEnd().split('\n')).toHaveLength(1);
  expect((await sessionlog(['lineage', 'code-1', '--tree'], options)).stdout).toBe(stdout);
});

it('stats name every status', async () => {
  const options = here();
  const { stdout } = await sessionlog(['stats'], options);
  for (const word of ['pending', 'running', 'completed', 'failed', 'cancelled', 'terminated', 'handed off'])
    expect(stdout).toMatch(new RegExp(`^ {2}${word} +\\d`, 'm'));
  expect(JSON.parse((await sessionlog(['stats', '--json', '--task', '42'], options)).stdout)).toMatchObject({
    total: 2,
  });
});

it.each(['docs', 'notes'])('a session may have the name of what lies in the working directory: %s', async (id) => {
  const options = here();
  put(options.cwd, 'docs/readme.txt', 'no log');
  put(options.cwd, 'notes', 'no log');
  expect(await sessionlog(['session', 'start', id, '--agent', 'a'], options)).toMatchObject({
    code: 0,
    stdout: `${id}\n`,
  });
  expect((await sessionlog(['show', id], options)).stdout).toMatch(/^(docs|notes)\n {2}status +running/);
  expect(await sessionlog(['session', 'end', id], options)).toMatchObject({ code: 0, stderr: '' });
  const { stdout } = await sessionlog(['show', id, '--json'], options);
  expect(JSON.parse(stdout)).toMatchObject({ id, status: 'completed' });
});

it('cleanup says what it removes, and removes it', async () => {
  const options = here();
  const tried = await sessionlog(['cleanup', '--days', '0', '--dry-run'], options);
  expect(tried.stdout).toMatch(
    / {2}code-1 .*\n[\s\S]*kept theirs: .*\n3 sessions of 0 days and older would be removed, /,
  );
  expect(idsOf((await sessionlog(['list', '--json'], options)).stdout)).toHaveLength(4);
  expect((await sessionlog(['session', 'cleanup', '--days', '0', '--json'], options)).code).toBe(0);
  expect(idsOf((await sessionlog(['list', '--json'], options)).stdout)).toEqual(['theirs']);
});

describe('the configuration', () => {
  const configure = (cwd: string, config: object): string => put(cwd, 'sessionlog.config.json', JSON.stringify(config));
  const silentFor = (cwd: string, id: string, ms: number): string =>
    put(cwd, `sessions/${id}.jsonl`, linesOf([{ type: 'session_start' }], { session: id, from_ms: Date.now() - ms }));

  it('says when a session is stale, unless the command line does', async () => {
    const cwd = tempDir();
    silentFor(cwd, 's', 300_000);
    const stale = async (...args: string[]): Promise<unknown> =>
      (JSON.parse((await sessionlog([...args, '--json'], { cwd })).stdout) as { stale: unknown }).stale;
    expect(await stale('show', 's')).toBe(false);
    configure(cwd, { stale_after: '1m' });
    expect(await stale('show', 's')).toBe(true);
    expect(await stale('stats')).toBe(1);
    expect(await stale('show', 's', '--stale-after', '1.5h')).toBe(false);
    const { stdout } = await sessionlog(['list', '--status', 'stale', '--json'], { cwd });
    expect(idsOf(stdout)).toEqual(['s']);
    expect((await sessionlog(['lineage', 's'], { cwd })).stdout).toContain('stale');
  });

  it('lets cleanup remove old sessions only where retention is enabled', async () => {
    const options = here();
    silentFor(options.cwd, 'old', 40 * 86_400_000);
    const off = 'sessionlog: nothing is removed: give --days, or set retention.enabled';
    const left = async () => idsOf((await sessionlog(['list', '--json'], options)).stdout).sort();
    const all = await left();
    for (const config of [{}, { retention: { days: 1 } }, { retention: { enabled: false, days: 1 } }]) {
      configure(options.cwd, config);
      const { code, stdout, stderr } = await sessionlog(['cleanup', '--force'], options);
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
      expect(stderr).toContain(off);
      const json = await sessionlog(['cleanup', '--force', '--json'], options);
      expect(JSON.parse(json.stdout)).toEqual({ days: null, dry_run: false, removed: [], removed_bytes: 0, kept: [] });
    }
    expect(await left()).toEqual(all);
    configure(options.cwd, { retention: { enabled: true, days: 39 } });
    const kept = await sessionlog(['cleanup'], options);
    expect(kept.stdout).toContain('kept old: it is running, though stale');
    const { stdout, stderr } = await sessionlog(['cleanup', '--force', '--days', '41'], options);
    expect({ stdout: stdout.includes(' old '), stderr }).toEqual({ stdout: false, stderr: '' });
    expect((await sessionlog(['cleanup', '--force'], options)).stdout).toMatch(/^ {2}old +stale/m);
    expect(await left()).not.toContain('old');
  });

  it('takes secrets out of what is said of a session, and names who works in it', async () => {
    const cwd = tempDir();
    configure(cwd, { agent: 'bot-7', redact: { patterns: [{ kind: 'badge', pattern: 'B-\\d{4}' }] } });
    const secret = ['--purpose', 'badge B-1234'];
    expect(await sessionlog(['session', 'start', 's', ...secret], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(await sessionlog(['session', 'handoff', 's', 'next', '--id', 't', ...secret], { cwd })).toMatchObject({
      code: 0,
    });
    expect(await sessionlog(['session', 'update', 't', ...secret], { cwd })).toMatchObject({ code: 0 });
    expect(await sessionlog(['session', 'end', 't', '--error', 'B-1234'], { cwd })).toMatchObject({ code: 0 });
    const { stdout } = await sessionlog(['list', '--json'], { cwd });
    expect(stdout).not.toContain('B-1234');
    expect(JSON.parse(stdout)).toMatchObject([
      { id: 't', agent: 'next', purpose: 'badge [REDACTED:badge]', error: '[REDACTED:badge]' },
      { id: 's', agent: 'bot-7', purpose: 'badge [REDACTED:badge]' },
    ]);
  });
});

describe('session', () => {
  it.each(GROUPED)('%s has help with examples', async (name) => {
    const { code, stdout } = await sessionlog(['session', name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^sessionlog session \w+: .+\n\n {2}# .+\n {2}.*sessionlog /);
    expect(stdout).toContain(`Usage: sessionlog session ${name}`);
  });

  it.each([
    [['session'], 2, 'sessionlog: session: a command is missing'],
    [['session', 'star'], 2, 'sessionlog: there is no command "session star": did you mean session start?'],
    [['session', 'show'], 2, 'sessionlog: session show: a session is missing'],
    [['session', 'start', '--agnt', 'x'], 2, 'sessionlog: there is no option --agnt: did you mean --agent?'],
    [['session', 'start'], 2, 'sessionlog: --agent: say who works in the session [OPTION_INVALID]'],
    [['session', 'start', '../x', '--agent', 'x'], 2, 'SESSION_ID_INVALID'],
    [['session', 'end', 'nobody'], 5, 'SESSION_NOT_FOUND'],
    [
      ['session', 'end', 'code-1'],
      6,
      'session code-1 cannot take this step: it is handed off, and that is final [SESSION_STATE]',
    ],
    [['session', 'update', 'code-1', '--status', 'running'], 6, 'SESSION_STATE'],
    [['session', 'handoff', 'broken', 'x'], 6, 'SESSION_STATE'],
    [['session', 'end', 'theirs'], 6, 'SESSION_FOREIGN'],
    [['session', 'start', 'code-1', '--agent', 'x'], 6, 'DUPLICATE_START'],
  ])('refuses %j, and writes nothing', async (args, exit, message) => {
    const options = here();
    const before = ['code-1', 'broken', 'theirs'].map((id) =>
      readFileSync(join(options.cwd, `sessions/${id}.jsonl`), 'utf8'),
    );
    const { code, stdout, stderr } = await sessionlog(args, options);
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(stderr).toContain(message);
    const after = ['code-1', 'broken', 'theirs'].map((id) =>
      readFileSync(join(options.cwd, `sessions/${id}.jsonl`), 'utf8'),
    );
    expect(after).toEqual(before);
  });

  it('goes from a shell through a whole life', async () => {
    const cwd = tempDir();
    const script = `
      set -e
      id=$(sessionlog session start --agent CodeGenAgent --task 42 --issue 270 --phase CodeGeneration --label team=a --idempotency-key job-1)
      test "$(sessionlog session start --agent x --idempotency-key job-1 --on-duplicate return)" = "$id"
      sessionlog session start --agent x --idempotency-key job-1 && exit 9 || test $? -eq 6
      sessionlog append "$id" '{"type":"tool_call","name":"make","duration_ms":5}'
      sessionlog session update "$id" --branch feature --artifact a.ts --context '{"base":"main"}' --pid $$
      next=$(sessionlog session handoff "$id" ReviewAgent --phase Review --pending)
      sessionlog session update "$next" --status running
      sessionlog session end "$next" --exit-code 3 --error 'no luck' --dod-result error
      sessionlog list --json`;
    const { code, stdout, stderr } = await shell(script, { cwd });
    expect({ code, told: stderr.trimEnd().split('\n').length }).toEqual({ code: 0, told: 1 });
    const [next, first] = JSON.parse(stdout);
    expect(first).toMatchObject({
      agent: 'CodeGenAgent',
      status: 'handed_off',
      handed_off_to: 'ReviewAgent',
      children: [next.id],
      branch_name: 'feature',
      artifacts: ['a.ts'],
      labels: { team: 'a' },
      context: { issue_number: 270, phase: 'CodeGeneration', base: 'main' },
    });
    expect(next).toMatchObject({
      agent: 'ReviewAgent',
      status: 'failed',
      exit_code: 3,
      error: 'no luck',
      dod_result: 'error',
      task_id: '42',
      branch_name: 'feature',
      parent: first.id,
      context: { issue_number: 270, phase: 'Review', base: 'main' },
    });
  });
});
