/** Which agents have logs here, and how they are found without a path. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { beside, leave, repeated, rollout, transcript } from '../support/agents.js';
import { type Home, makeHome } from '../support/home.js';
import { type RunOptions, sessionlog } from './support/cli.js';

const run = (home: Home, args: string[], options: RunOptions = {}) =>
  sessionlog(args, { cwd: home.dir, ...options, env: { ...home.env, ...options.env } });

async function sourcesOf(home: Home, env: Record<string, string> = {}) {
  const { stdout } = await run(home, ['sources', '--json'], { env });
  const rows: { source: string }[] = JSON.parse(stdout).sources;
  return new Map(rows.map((row) => [row.source, row]));
}

async function summaryOf(home: Home, args: string[], options: RunOptions = {}) {
  const { code, stdout, stderr } = await run(home, ['analyze', '--json', ...args], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const report = JSON.parse(stdout);
  const sessions: string[] = report.sessions.map(({ session_id }: { session_id: string }) => session_id).sort();
  return { ...report.summary, sessions };
}

const CLAUDE = '.claude/projects/-home-ann-shop';

function machine(): Home {
  const home = makeHome();
  leave(home, `${CLAUDE}/aaa.jsonl`, transcript('aaa', 2), 25);
  leave(home, `${CLAUDE}/bbb.jsonl`, transcript('bbb', 1, { from: 10 }), 1);
  leave(home, '.claude/projects/-home-ann-shop-2/ccc.jsonl', transcript('ccc', 1, { cwd: '/home/ann/shop-2' }), 2);
  leave(home, `${CLAUDE}/bbb/subagents/agent-1.jsonl`, transcript('bbb', 1, { from: 30 }), 1);
  leave(home, `${CLAUDE}/bbb/subagents/journal.jsonl`, [{ type: 'started' }], 1);
  leave(home, '.codex/sessions/2026/05/05/rollout-2026-05-05T09-00-00-x1.jsonl', rollout('x1', '/home/ann/shop/web'));
  return home;
}

describe('sources', () => {
  it('tells where, how many, how large, how old, and what will be deleted', async () => {
    const home = machine();
    const rows = await sourcesOf(home);
    expect([...rows.keys()]).toEqual(['claude-code', 'codex']);
    expect(rows.get('claude-code')).toMatchObject({
      locations: [home.at('.claude/projects')],
      sessions: 3,
      further_files: 1,
      deletion: { after_days: 30, is_default: true, sessions_due: 1, within_days: 7 },
    });
    expect(rows.get('codex')).toMatchObject({ sessions: 1, deletion: null });
    const { stdout } = await run(home, ['sources']);
    expect(stdout).toContain('Claude Code deletes its logs 30 days after their last change');
    expect(stdout).toContain('1 of 3 sessions will go within 7 days.');
    expect(stdout).toContain('sessionlog import claude-code');
  });

  it('heeds what the settings say of deletion', async () => {
    const home = machine();
    writeFileSync(home.at('.claude/settings.json'), '{"cleanupPeriodDays": 365}');
    const rows = await sourcesOf(home);
    expect(rows.get('claude-code')).toMatchObject({
      deletion: { after_days: 365, is_default: false, sessions_due: 0 },
    });
  });

  it('looks where the environment says, and in each place once', async () => {
    const home = makeHome();
    leave(home, 'one/projects/-p/aaa.jsonl', transcript('aaa', 1));
    leave(home, 'two/projects/-p/bbb.jsonl', transcript('bbb', 1));
    leave(home, 'cdx/archived_sessions/rollout-2026-05-05T09-00-00-x1.jsonl', rollout('x1', '/'));
    leave(home, 'cdx/sessions/2026/05/05/rollout-2026-05-05T09-00-00-x1.jsonl', rollout('x1', '/'));
    const CLAUDE_CONFIG_DIR = `${home.at('one')},${home.at('two')}`;
    const rows = await sourcesOf(home, { CLAUDE_CONFIG_DIR, CODEX_HOME: home.at('cdx') });
    expect(rows.get('claude-code')).toMatchObject({ sessions: 2 });
    // The same rollout in both places is one.
    expect(rows.get('codex')).toMatchObject({ sessions: 1 });

    mkdirSync(home.at('.config'));
    symlinkSync(home.at('one'), home.at('.config/claude'));
    symlinkSync(home.at('one'), home.at('.claude'));
    expect((await sourcesOf(home)).get('claude-code')).toMatchObject({
      sessions: 1,
      locations: [home.at('one/projects')],
    });
  });

  it('says so when there is nothing, and how to read what cannot be read', async () => {
    const home = makeHome();
    const nothing = await run(home, ['sources']);
    expect(nothing).toMatchObject({ code: 0, stdout: '' });
    leave(home, '.local/share/opencode/storage/session/p1/ses_1.json', [{ id: 'ses_1' }]);
    expect((await run(home, ['sources'])).stdout).toMatch(/opencode\s+export/);
    const { code, stderr } = await run(home, ['analyze', 'opencode']);
    expect(code).toBe(5);
    expect(stderr).toMatch(/opencode\s+export/);
  });
});

describe('analyze without paths', () => {
  it('by the name of an agent', async () => {
    const home = machine();
    const { sessions, tool_calls_count } = await summaryOf(home, ['claude-code']);
    expect(sessions).toEqual(['aaa', 'bbb', 'ccc']);
    expect(tool_calls_count).toBe(5);
    expect((await summaryOf(home, ['codex'])).sessions).toEqual(['x1']);
  });

  it('--all: of every agent', async () => {
    expect((await summaryOf(machine(), ['--all'])).sessions).toEqual(['aaa', 'bbb', 'ccc', 'x1']);
  });

  it('--project: also by what stands in packed logs', async () => {
    const home = machine();
    const lines = rollout('x2', '/home/ann/shop/api').map((line) => JSON.stringify(line));
    // What a file is packed with is told by its bytes: not every Node can make those of zstd.
    const path = home.at('.codex/sessions/2026/05/05/rollout-2026-05-05T09-00-00-x2.jsonl.zst');
    writeFileSync(path, gzipSync(`${lines.join('\n')}\n`));
    expect((await summaryOf(home, ['codex', '--project', '/home/ann/shop/api'])).sessions).toEqual(['x2']);
    expect((await summaryOf(home, ['codex', '--project', '/home/ann/shop/web'])).sessions).toEqual(['x1']);
  });

  it('--project: by what stands in the logs, below it too, and not beside it', async () => {
    expect((await summaryOf(machine(), ['--project', '/home/ann/shop'])).sessions).toEqual(['aaa', 'bbb', 'x1']);
    const { code, stderr } = await run(machine(), ['analyze', '--project', '/home/ann/elsewhere']);
    expect(code).toBe(5);
    expect(stderr).toContain('NO_LOGS');
  });

  it('--since: only logs that were written to since then', async () => {
    expect((await summaryOf(machine(), ['claude-code', '--since', '7d'])).sessions).toEqual(['bbb', 'ccc']);
    const { code, stderr } = await run(machine(), ['analyze', '--since', 'soon']);
    expect(code).toBe(2);
    expect(stderr).toContain('--since "soon"');
  });

  it('--since alone means our own logs, where there are some', async () => {
    const home = machine();
    await run(home, ['append', 's1', '{"type":"tool_call","name":"make"}']);
    expect((await summaryOf(home, ['--since', '7d'])).sessions).toEqual(['s1']);
  });

  it('a directory of that name with logs in it is meant rather than the agent', async () => {
    const home = machine();
    mkdirSync(home.at('codex'));
    expect((await summaryOf(home, ['codex'])).sessions).toEqual(['x1']);
    leave(home, 'codex/s2.jsonl', [{ type: 'tool_call', name: 'a', session_id: 's2', ts: '2026-05-05T09:00:00Z' }]);
    expect((await summaryOf(home, ['codex'])).sessions).toEqual(['s2']);
  });

  it('counts the history that a fork or a resumed session repeats once, for the one that came first', async () => {
    const home = makeHome();
    const first = transcript('aaa', 2);
    leave(home, `${CLAUDE}/aaa.jsonl`, first, 3);
    leave(home, `${CLAUDE}/fork.jsonl`, [...repeated(first, 'fork'), ...transcript('fork', 1, { from: 20 })], 2);
    const summary = await summaryOf(home, ['claude-code']);
    expect(summary).toMatchObject({ tool_calls_count: 3, tasks_completed: 3 });
    // By itself the fork has its whole history.
    expect(await summaryOf(home, [home.at(`${CLAUDE}/fork.jsonl`)])).toMatchObject({ tool_calls_count: 3 });
  });

  it('counts no time for what a fork repeats of hooks and clocks', async () => {
    const home = makeHome();
    const first = [
      beside('aaa', 'h1', 0, { type: 'attachment', attachment: { type: 'hook_success' } }),
      ...transcript('aaa', 1),
      beside('aaa', 'd1', 21, { type: 'system', subtype: 'turn_duration', durationMs: 20_000 }),
    ];
    leave(home, `${CLAUDE}/aaa.jsonl`, first, 3);
    leave(home, `${CLAUDE}/fork.jsonl`, [...repeated(first, 'fork'), ...transcript('fork', 1, { from: 600 })], 2);
    // Ten hours lie between the two: they are nobody's.
    expect(await summaryOf(home, ['claude-code'])).toMatchObject({ tasks_completed: 2, total_duration_ms: 41_000 });
  });

  it('says where it looked when there is nothing', async () => {
    const home = makeHome();
    const { code, stderr } = await run(home, ['analyze', '--all']);
    expect(code).toBe(5);
    expect(stderr).toContain(home.at('.claude/projects'));
  });
});
