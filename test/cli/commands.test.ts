/** Each command as it is meant to be used: data on stdout, everything else on stderr, the exit code. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { sessionlog, shell } from './support/cli.js';
import { linesOf, put, toolCalls } from './support/files.js';

const COMMANDS = ['analyze', 'tail', 'cat', 'append', 'schema', 'completion'] as const;
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));

describe('sessionlog', () => {
  it.each([['--version'], ['-V'], ['cat', '--version'], ['cat', '-V']])('says its version: %s %s', async (...args) => {
    expect(await sessionlog(args)).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([[['--help']], [['-h']], [['help']]])('introduces itself: %s', async (args) => {
    const { code, stdout, stderr } = await sessionlog(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^The flight recorder for AI agents\.\n\n {2}# .+\n {2}sessionlog analyze\n/);
    for (const command of COMMANDS) expect(stdout).toContain(`sessionlog ${command}`);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('speaks one language, whatever the locale', async () => {
    const { stderr } = await sessionlog(['cat'], { env: { LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de' } });
    expect(stderr).toBe('sessionlog: cat: a target is missing\nRun "sessionlog cat --help" for help.\n');
  });
});

describe.each(COMMANDS)('sessionlog %s --help', (command) => {
  it.each([[[command, '--help']], [['help', command]]])('shows examples first: %s', async (args) => {
    const { code, stdout, stderr } = await sessionlog(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^sessionlog ${command}: .+\\n\\n {2}# .+\\n {2}.*sessionlog ${command}`));
    const usage = stdout.indexOf('Usage: sessionlog');
    expect(usage).toBeGreaterThan(stdout.indexOf('  # '));
    expect(stdout.slice(usage)).not.toContain('# ');
    // Defaults as people type them.
    expect(stdout).not.toMatch(/default: ["[]/);
  });
});

describe('append', () => {
  it('appends one event', async () => {
    const cwd = tempDir();
    const event = '{"type":"tool_call","name":"make","duration_ms":2500}';
    expect(await sessionlog(['append', 's1', event], { cwd })).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const [line = ''] = readFileSync(join(cwd, 'sessions/s1.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(line)).toMatchObject({ session_id: 's1', seq: 0, type: 'tool_call', duration_ms: 2500 });
    expect(statSync(join(cwd, 'sessions/s1.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('appends JSON lines from stdin, and names their agent', async () => {
    const cwd = tempDir();
    const input = '\u{feff}{"type":"task_start","name":"a"}\r\n\n{"type":"task_start","name":"b","agent_id":"own"}';
    const run = await sessionlog(['append', 's1', '--agent', 'bot-7', '--dir', 'logs'], { cwd, input });
    expect(run).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const stored = readFileSync(join(cwd, 'logs/s1.jsonl'), 'utf8').trimEnd().split('\n');
    expect(stored.map((line) => JSON.parse(line))).toMatchObject([
      { name: 'a', agent_id: 'bot-7', seq: 0 },
      { name: 'b', agent_id: 'own', seq: 1 },
    ]);
  });

  it('tells of a type that is most likely a slip', async () => {
    const cwd = tempDir();
    const told = (type: string, near: string): string =>
      `sessionlog: type "${type}" is not one that sessionlog knows: did you mean ${near}?\n`;
    const one = await sessionlog(['append', 's1', '{"type":"tool_cal","name":"make"}'], { cwd });
    expect(one).toMatchObject({ code: 0, stdout: '', stderr: told('tool_cal', 'tool_call') });
    const input = ['tool_cal', 'thought', 'tool_cal', 'task_strat', 'tool_call"'].map((type) => ({ type, name: 'n' }));
    const many = await sessionlog(['append', 's1'], { cwd, input: input.map((e) => JSON.stringify(e)).join('\n') });
    expect(many).toMatchObject({
      code: 0,
      stderr: told('tool_cal', 'tool_call') + told('task_strat', 'task_start') + told('tool_call"', 'tool_call'),
    });
    expect(readFileSync(join(cwd, 'sessions/s1.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(6);
    const refused = await sessionlog(['append', 's1', '{"type":"tool_cal","ts":5}'], { cwd });
    expect(refused.code).toBe(1);
    expect(refused.stderr).not.toContain('did you mean');
  });

  it('takes the good lines and tells of the bad ones', async () => {
    const cwd = tempDir();
    const input = '{"type":"task_start","name":"a"}\n{"type":\nnull\n{"type":"task_start"}\n{"type":"x"}\n';
    const { code, stdout, stderr } = await sessionlog(['append', 's1'], { cwd, input });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^stdin:2: .*\(bad_json, /),
      expect.stringMatching(/^stdin:3: .*\(not_an_object, /),
      expect.stringMatching(/^stdin:4: .*task_start\.name: is missing \(invalid_event, /),
      'sessionlog: 3 problems in the input; 2 events appended',
      '',
    ]);
    expect(readFileSync(join(cwd, 'sessions/s1.jsonl'), 'utf8').match(/\n/g)).toHaveLength(2);
  });

  it.each([
    ['no JSON', 'nonsense', /the event is no JSON: .*\[EVENT_INVALID\]/],
    ['no object', '[]', /the event is no JSON object, such as \{"type"/],
    ['null', 'null', /the event is no JSON object/],
    ['no type', '{}', /type: is missing/],
    ['a field of the wrong kind', '{"type":"task_start","name":7}', /task_start\.name: expected text, got 7/],
  ])('refuses %s and makes no file', async (_what, event, message) => {
    const cwd = tempDir();
    const { code, stdout, stderr } = await sessionlog(['append', 's1', event], { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(join(cwd, 'sessions/s1.jsonl'))).toBe(false);
  });

  it('takes its directory from the environment, and the option before it', async () => {
    const cwd = tempDir();
    const options = { cwd, env: { SESSIONLOG_DIR: 'from-env' } };
    await sessionlog(['append', 's1', '{"type":"x"}'], options);
    await sessionlog(['append', 's2', '{"type":"x"}', '--dir', 'from-option'], options);
    expect(existsSync(join(cwd, 'from-env/s1.jsonl'))).toBe(true);
    expect(existsSync(join(cwd, 'from-option/s2.jsonl'))).toBe(true);
  });
});

describe('what append wrote', () => {
  it('is read by every other command', async () => {
    const cwd = tempDir();
    const input = '{"type":"task_start","name":"a"}\n{"type":"task_complete","name":"a"}\n';
    await sessionlog(['append', 's1'], { cwd, input });
    const stored = readFileSync(join(cwd, 'sessions/s1.jsonl'), 'utf8');
    for (const command of ['cat', 'tail']) {
      expect(await sessionlog([command, 's1'], { cwd })).toMatchObject({ code: 0, stdout: stored, stderr: '' });
    }
    const analyzed = await sessionlog(['analyze'], { cwd });
    expect(analyzed).toMatchObject({ code: 0, stderr: '' });
    expect(analyzed.stdout).toMatch(/^s1 · /);
    expect(analyzed.stdout).toContain('1 task completed');
  });
});

describe('analyze without a target', () => {
  it('takes the session that changed last', async () => {
    const cwd = tempDir();
    put(cwd, 'sessions/z-older.jsonl', linesOf(toolCalls(1), { session: 'z-older' }));
    await sessionlog(['append', 'newer', '{"type":"tool_call","name":"n"}'], { cwd });
    expect((await sessionlog(['analyze'], { cwd })).stdout).toMatch(/^newer · /);
  });
});

describe('schema', () => {
  it.each(['event', 'report', 'diff', 'session'])('prints the JSON Schema: %s', async (name) => {
    const { code, stdout, stderr } = await sessionlog(['schema', name]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:sessionlog:${name}:1`,
    });
  });

  it('is of the event, when nothing is asked for', async () => {
    expect((await sessionlog(['schema'])).stdout).toBe((await sessionlog(['schema', 'event'])).stdout);
  });
});

describe('completion', () => {
  it('prints a script that bash takes, and that completes', async () => {
    const { code, stdout, stderr } = await shell(
      'source <(sessionlog completion); COMP_WORDS=(sessionlog an); COMP_CWORD=1; _sessionlog_yargs_completions; echo "$COMPREPLY"',
      { env: { SHELL: '/bin/bash' } },
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'analyze\n', stderr: '' });
  });
});
