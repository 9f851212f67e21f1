/** Foreign logs become ours: once, in full, and on top of what was there. */
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { beside, DAY_MS, leave, repeated, rollout, transcript } from '../support/agents.js';
import { type Home, makeHome } from '../support/home.js';
import { sessionlog } from './support/cli.js';

const run = (home: Home, ...args: string[]) => sessionlog(args, { cwd: home.dir, env: home.env });
const CLAUDE = '.claude/projects/-home-ann-shop';
const sessions = (home: Home): string[] => readdirSync(home.at('sessions')).sort();
const linesOf = (home: Home, session: string) =>
  readFileSync(home.at(`sessions/${session}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

async function summaryOf(home: Home, ...targets: string[]) {
  const { stdout } = await run(home, 'analyze', '--json', ...targets);
  return JSON.parse(stdout).summary;
}

function write(path: string, lines: readonly unknown[], days_ago: number): void {
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const then_s = (Date.now() - days_ago * DAY_MS) / 1000;
  utimesSync(path, then_s, then_s);
}

describe('import', () => {
  it('writes a log for each session that says the same as the source, verified and complete', async () => {
    const home = makeHome();
    leave(home, `${CLAUDE}/aaa.jsonl`, transcript('aaa', 3));
    leave(home, '.codex/sessions/2026/05/05/rollout-2026-05-05T09-00-00-x1.jsonl', rollout('x1', '/'));
    const { code, stdout } = await run(home, 'import', '--all');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ new events of 2 sessions into sessions; 0 files as before\n$/);
    expect(sessions(home)).toEqual(['aaa.jsonl', 'x1.jsonl']);
    const verified = await run(home, 'verify', 'sessions');
    expect(verified.code).toBe(0);
    expect(verified.stdout).toContain('0 unhashed');
    expect(await summaryOf(home, 'sessions')).toEqual(await summaryOf(home, '--all'));
    const origin = linesOf(home, 'aaa').find(({ imported_from }) => imported_from !== undefined);
    expect(origin).toMatchObject({ imported_from: home.at(`${CLAUDE}/aaa.jsonl`), import_format: 'claude-code' });
  });

  it('says with --dry-run what it would write, and writes nothing', async () => {
    const home = makeHome();
    leave(home, `${CLAUDE}/aaa.jsonl`, transcript('aaa', 3));
    const dry = await run(home, 'import', 'claude-code', '--dry-run');
    expect(dry.stdout).toMatch(
      /^\d+ new events of 1 session into sessions \(dry run: nothing was written\); 0 files as before\n$/,
    );
    expect(existsSync(home.at('sessions'))).toBe(false);
    const figures = JSON.parse((await run(home, 'import', 'claude-code', '--dry-run', '--json')).stdout);
    expect(figures).toMatchObject({ dry_run: true, imports: [{ sessions: ['aaa'], known_events: 0 }] });
    expect(existsSync(home.at('sessions'))).toBe(false);
    // It says the same as the import does.
    const done = JSON.parse((await run(home, 'import', 'claude-code', '--json')).stdout);
    expect(done).toEqual({ ...figures, dry_run: false });

    leave(home, `${CLAUDE}/aaa.jsonl`, transcript('aaa', 5));
    const before = readFileSync(home.at('sessions/aaa.jsonl'), 'utf8');
    expect((await run(home, 'import', 'claude-code', '--dry-run')).stdout).toContain('new events of 1 session');
    expect(readFileSync(home.at('sessions/aaa.jsonl'), 'utf8')).toBe(before);
    leave(home, `${CLAUDE}/aaa.jsonl`, transcript('aaa', 1));
    const shrunk = await run(home, 'import', 'claude-code', '--dry-run');
    expect(shrunk).toMatchObject({ code: 1, stdout: '' });
    expect(shrunk.stderr).toContain('[SOURCE_CHANGED]');
  });

  it('again adds nothing, not a byte, wherever the source lies by now', async () => {
    const home = makeHome();
    const path = leave(home, `${CLAUDE}/aaa.jsonl`, transcript('aaa', 3));
    await run(home, 'import', 'claude-code');
    const before = readFileSync(home.at('sessions/aaa.jsonl'), 'utf8');
    expect((await run(home, 'import', 'claude-code')).stdout).toBe('nothing new; 1 file as before\n');
    renameSync(path, home.at('aaa.jsonl'));
    expect((await run(home, 'import', 'aaa.jsonl')).stdout).toBe('nothing new; 1 file as before\n');
    expect(readFileSync(home.at('sessions/aaa.jsonl'), 'utf8')).toBe(before);
  });

  it.each([
    ['while it is written', 0],
    ['after a pause in which it seemed to be complete', 1],
  ])('continues a source that grows %s', async (_, days_ago) => {
    const home = makeHome();
    const all = transcript('aaa', 5);
    const path = leave(home, `${CLAUDE}/aaa.jsonl`, []);
    // Each time cut where a turn is complete: its end is then told the same way now and later.
    for (const turns of [1, 2, 4, 5]) {
      write(path, all.slice(0, turns * 4), days_ago);
      expect(await run(home, 'import', 'claude-code')).toMatchObject({ code: 0, stderr: '' });
    }
    write(path, all, 1);
    await run(home, 'import', 'claude-code');
    expect(await summaryOf(home, 'sessions')).toMatchObject({ tool_calls_count: 5, tasks_completed: 5 });
    expect((await run(home, 'verify', 'sessions')).code).toBe(0);
    const whole = makeHome();
    leave(whole, `${CLAUDE}/aaa.jsonl`, all);
    await run(whole, 'import', 'claude-code');
    const said = (place: Home) =>
      linesOf(place, 'aaa')
        .filter(({ imported_from }) => imported_from === undefined)
        .map(({ writer: _writer, seq: _seq, hash: _hash, ...event }) => JSON.stringify(event))
        .sort();
    expect(said(home)).toEqual(said(whole));
  });

  it('goes on in the middle of a turn, too', async () => {
    const home = makeHome();
    const all = transcript('aaa', 3);
    const path = leave(home, `${CLAUDE}/aaa.jsonl`, []);
    for (let lines = 1; lines <= all.length; lines += 2) {
      write(path, all.slice(0, lines), 0);
      expect(await run(home, 'import', 'claude-code')).toMatchObject({ code: 0, stderr: '' });
    }
    write(path, all, 1);
    await run(home, 'import', 'claude-code');
    expect(await summaryOf(home, 'sessions')).toEqual(await summaryOf(home, 'claude-code'));
  });

  it('tells of a source that was rewritten, and mixes nothing', async () => {
    const home = makeHome();
    const path = leave(home, `${CLAUDE}/aaa.jsonl`, transcript('aaa', 3));
    await run(home, 'import', 'claude-code');
    const before = readFileSync(home.at('sessions/aaa.jsonl'), 'utf8');
    write(path, JSON.parse(JSON.stringify(transcript('aaa', 4)).replace('"ls"', '"rm"')), 1);
    const changed = await run(home, 'import', 'claude-code');
    expect(changed.code).toBe(1);
    expect(changed.stderr).toContain('is not what was imported into session aaa');
    expect(changed.stderr).toContain('[SOURCE_CHANGED]');
    write(path, transcript('aaa', 1), 1);
    expect((await run(home, 'import', 'claude-code')).stderr).toContain('[SOURCE_CHANGED]');
    expect(readFileSync(home.at('sessions/aaa.jsonl'), 'utf8')).toBe(before);
  });

  it('outlives the original, also beside a seal', async () => {
    const home = makeHome();
    const path = leave(home, `${CLAUDE}/aaa.jsonl`, transcript('aaa', 2));
    await run(home, 'import', 'claude-code');
    await run(home, 'keygen', '--key', 'k/seal.key');
    await run(home, 'seal', 'aaa', '--key', 'k/seal.key');
    appendFileSync(
      path,
      transcript('aaa', 1, { from: 2 })
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    expect((await run(home, 'import', 'claude-code')).code).toBe(0);
    rmSync(home.at('.claude'), { recursive: true });
    const { code } = await run(home, 'verify', 'aaa', '--key', 'k/seal.key.pub');
    expect(code).toBe(0);
  });

  it('writes the history that a fork repeats once, and remembers that when the original is gone', async () => {
    const home = makeHome();
    const first = transcript('aaa', 2);
    const fork = [...repeated(first, 'fork'), ...transcript('fork', 1, { from: 20 })];
    const original = leave(home, `${CLAUDE}/aaa.jsonl`, first, 3);
    const path = leave(home, `${CLAUDE}/fork.jsonl`, fork, 2);
    await run(home, 'import', 'claude-code');
    expect(await summaryOf(home, 'sessions')).toMatchObject({ tool_calls_count: 3 });
    rmSync(original);
    write(path, [...fork, ...transcript('fork', 1, { from: 21 })], 1);
    expect(await run(home, 'import', 'claude-code')).toMatchObject({ code: 0, stderr: '' });
    expect(await summaryOf(home, 'sessions')).toMatchObject({ tool_calls_count: 4 });
  });

  it('knows again where the head of a fork ended, whatever stood before and behind it', async () => {
    const home = makeHome();
    const hook = { type: 'attachment', attachment: { type: 'hook_success' } };
    const clock = { type: 'system', subtype: 'turn_duration', durationMs: 20_000 };
    const first = [beside('aaa', 'h1', 0, hook), ...transcript('aaa', 1), beside('aaa', 'd1', 21, clock)];
    const own = beside('fork', 'h2', 36_000, hook);
    const fork = [own, ...repeated(first, 'fork'), ...transcript('fork', 1, { from: 600 })];
    const original = leave(home, `${CLAUDE}/aaa.jsonl`, first, 3);
    const path = leave(home, `${CLAUDE}/fork.jsonl`, fork, 2);
    await run(home, 'import', 'claude-code');
    expect(await summaryOf(home, 'fork')).toMatchObject({ tool_calls_count: 1, total_duration_ms: 20_000 });
    rmSync(original);
    write(path, [...fork, ...transcript('fork', 1, { from: 601 })], 1);
    expect(await run(home, 'import', 'claude-code')).toMatchObject({ code: 0, stderr: '' });
    expect(await summaryOf(home, 'fork')).toMatchObject({ tool_calls_count: 2, total_duration_ms: 80_000 });
  });

  it('takes secrets out, and names that may not name a file', async () => {
    const home = makeHome();
    const secret = `ghp_${'a1'.repeat(20)}`;
    const lines = JSON.parse(JSON.stringify(transcript('aaa', 1)).replace('"ls"', `"echo ${secret}"`));
    leave(home, `${CLAUDE}/aaa.jsonl`, lines);
    leave(home, 'in/bot_s1.jsonl', [{ name: '__proto__', start_time: 1790000000, end_time: 1790000001, metadata: {} }]);
    await run(home, 'import', 'claude-code', 'in');
    expect(readFileSync(home.at('sessions/aaa.jsonl'), 'utf8')).not.toContain(secret);
    expect(await summaryOf(home, 'bot_s1')).toMatchObject({ tasks_completed: 1 });
  });

  it('refuses what it cannot take, and takes the rest', async () => {
    const home = makeHome();
    await run(home, 'append', 'live', '{"type":"tool_call","name":"a"}');
    const own = await run(home, 'import', 'live');
    expect(own.code).toBe(1);
    expect(own.stderr).toContain('a log of our own already');
    // A session that was logged live into the same directory would count twice.
    leave(home, `${CLAUDE}/live.jsonl`, transcript('live', 1));
    leave(home, `${CLAUDE}/aaa.jsonl`, transcript('aaa', 1));
    const { code, stdout, stderr } = await run(home, 'import', 'claude-code', 'gone');
    expect(code).toBe(1);
    expect(stderr).toContain('logged live');
    expect(stderr).toContain('[FILE_NOT_FOUND]');
    expect(stdout).toContain('of 1 session into');
    expect((await run(home, 'import')).code).toBe(2);
    expect((await run(home, 'import', '-')).code).toBe(2);
  });

  it('--json tells of each file', async () => {
    const home = makeHome();
    const path = leave(home, `${CLAUDE}/aaa.jsonl`, transcript('aaa', 1));
    const { stdout } = await run(home, 'import', 'claude-code', '--json');
    expect(JSON.parse(stdout).imports).toEqual([
      expect.objectContaining({ source: path, format: 'claude-code', sessions: ['aaa'], known_events: 0, problems: 0 }),
    ]);
  });
});
