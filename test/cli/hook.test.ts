/** The hook as an agent calls it: it prints nothing, ends with 0, and costs little more than Node itself. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeHome } from '../support/home.js';
import { sessionlog } from './support/cli.js';

const ROOT = join(import.meta.dirname, '../..');
const STOP = { hook_event_name: 'Stop', session_id: 's1', cwd: '/tmp' };
const SILENT = { code: 0, signal: null, stdout: '', stderr: '' };

const hookOf = (home: ReturnType<typeof makeHome>, payload: unknown, ...args: string[]) =>
  sessionlog(['hook', ...args], {
    env: home.env,
    cwd: home.dir,
    input: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
const logOf = (home: ReturnType<typeof makeHome>) => home.at('.local/share/sessionlog/sessions/s1.jsonl');

describe('sessionlog hook', () => {
  it('appends what it is told, and the log is clean and private', async () => {
    const home = makeHome();
    for (const hook_event_name of ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'Stop'])
      expect(await hookOf(home, { ...STOP, hook_event_name, prompt: 'Hi', tool_name: 'Bash' })).toEqual(SILENT);
    const { stdout } = await sessionlog(['verify', logOf(home)]);
    expect(stdout).toContain('clean: 4 lines, 4 events');
    const report = await sessionlog(['analyze', 'hooks', '--json'], { env: home.env });
    expect(JSON.parse(report.stdout).summary).toMatchObject({ tasks_completed: 1, tool_calls_count: 1 });
  });

  it('loses none of many calls at the same time', async () => {
    const home = makeHome();
    const calls = Array.from({ length: 24 }, (_, i) => ({
      ...STOP,
      hook_event_name: i % 2 === 0 ? 'PreToolUse' : 'PostToolUse',
      tool_name: 'Bash',
      tool_use_id: `t${i}`,
    }));
    await hookOf(home, STOP);
    const ends = await Promise.all(calls.map((call) => hookOf(home, call)));
    for (const end of ends) expect(end).toEqual(SILENT);
    const tools = readFileSync(logOf(home), 'utf8').match(/"type":"tool_call"/g);
    expect(tools).toHaveLength(12);
  });

  it.each([
    ['nothing', '', []],
    ['no JSON', '{"a":', []],
    ['no call of an agent', '{"a":1}', []],
    ['an option that is not known', JSON.stringify(STOP), ['--verbose']],
    ['a word that is not known', JSON.stringify(STOP), ['go']],
    ['an agent that is not known', JSON.stringify(STOP), ['--agent', 'emacs']],
  ])('is silent and ends with 0 for %s', async (_, input, args) => {
    const home = makeHome();
    expect(await hookOf(home, input, ...args)).toEqual(SILENT);
  });

  it('tells what went wrong in a log of its own', async () => {
    const home = makeHome();
    mkdirSync(home.at('sessions'));
    mkdirSync(home.at('sessions/s1.jsonl'));
    expect(await hookOf(home, { ...STOP, cwd: home.dir }, '--dir', 'sessions', '--agent=codex')).toEqual(SILENT);
    expect(await hookOf(home, 'x')).toEqual(SILENT);
    const lines = readFileSync(home.at('.local/state/sessionlog/hook.log'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).code)).toEqual(['WRITE_FAILED', 'EVENT_INVALID']);
  });

  it('is silent where the home is no directory', async () => {
    const home = makeHome();
    writeFileSync(home.at('file'), '');
    expect(await sessionlog(['hook'], { env: { ...home.env, HOME: home.at('file') }, input: 'x' })).toEqual(SILENT);
  });

  it('has help for people', async () => {
    const { code, stdout } = await sessionlog(['hook', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('sessionlog hook install claude-code');
  });
});

describe('the code that V8 made of the hook', () => {
  const cached = (home: ReturnType<typeof makeHome>) => readdirSync(home.at('.cache/sessionlog/code'));

  it('is kept for the next call, for us alone, and made again when it is damaged', async () => {
    const home = makeHome();
    await hookOf(home, STOP);
    const [name = ''] = cached(home);
    expect(cached(home)).toEqual([expect.stringMatching(/^hook\.v\d+\.\d+\.\d+\.[\w-]{43}$/)]);
    const path = home.at('.cache/sessionlog/code', name);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(path, 'no code');
    expect(await hookOf(home, STOP)).toEqual(SILENT);
    expect(statSync(path).size).toBeGreaterThan(10_000);
    expect(cached(home)).toEqual([name]);
  });

  it('is not taken from what others may write', async () => {
    const home = makeHome();
    await hookOf(home, STOP);
    const [name = ''] = cached(home);
    const path = home.at('.cache/sessionlog/code', name);
    writeFileSync(path, 'no code');
    chmodSync(path, 0o666);
    expect(await hookOf(home, STOP)).toEqual(SILENT);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe('the file that the build joins', () => {
  const linked = join(ROOT, 'dist/bin/hook.cjs');

  it('holds all that the hook needs, and nothing of a package', () => {
    const source = readFileSync(linked, 'utf8');
    const needed = [...source.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name);
    expect(new Set(needed)).toEqual(new Set(['node:crypto', 'node:fs', 'node:os', 'node:path', 'node:util']));
  });
});
