/** The configuration: which value holds, where it comes from, and what is refused. */
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { type Result, sessionlog } from './support/cli.js';
import { linesOf, put, toolCalls } from './support/files.js';
import { eventOf, eventsOf } from './support/sessions.js';

const FILE = 'sessionlog.config.json';

interface Place {
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly user: string;
}

/** A project, and a user, each with a configuration. */
function configured(project: unknown, user?: unknown): Place {
  const cwd = realpathSync(tempDir());
  const home = realpathSync(tempDir());
  const inHome = join(home, 'sessionlog', FILE);
  const write = (path: string, config: unknown): void =>
    writeFileSync(path, typeof config === 'string' ? config : JSON.stringify(config));
  mkdirSync(join(home, 'sessionlog'));
  if (project !== undefined) write(join(cwd, FILE), project);
  if (user !== undefined) write(inHome, user);
  return { cwd, env: { XDG_CONFIG_HOME: home }, user: inHome };
}

const settingsOf = ({ stdout }: Result): Record<string, { value: unknown; source: string; from: string | null }> =>
  JSON.parse(stdout);

describe('sessionlog config', () => {
  it('shows what holds without any configuration', async () => {
    const { code, stdout, stderr } = await sessionlog(['config'], configured(undefined));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.split(/\s+/))).toEqual([
      ['dir', 'sessions', 'default'],
      ['agent', '-', 'default'],
      ['level', 'process', 'default'],
      ['redact', 'true', 'default'],
      ['retention.enabled', 'false', 'default'],
      ['retention.days', '90', 'default'],
      ['stale_after', '1h', 'default'],
      ['threshold', '0.3', 'default'],
      ['basis', '-', 'default'],
      ['timezone', '-', 'default'],
      ['color', 'auto', 'default'],
      [''],
    ]);
  });

  it('takes the environment over the project over the user', async () => {
    const place = configured(
      { agent: 'project', threshold: 0.4, dir: 'logs' },
      {
        agent: 'user',
        threshold: 0.5,
        basis: 'task',
        retention: { days: 30, enabled: true },
        redact: { paths: ['a.b'] },
      },
    );
    const env = { ...place.env, SESSIONLOG_AGENT_ID: 'variable', SESSIONLOG_STALE_AFTER: '5m', SESSIONLOG_DIR: '' };
    const settings = settingsOf(await sessionlog(['config', '--json'], { ...place, env }));
    const project = { source: 'project', from: join(place.cwd, FILE) };
    const user = { source: 'user', from: place.user };
    expect(settings).toMatchObject({
      agent: { value: 'variable', source: 'environment', from: 'SESSIONLOG_AGENT_ID' },
      stale_after: { value: '5m', source: 'environment', from: 'SESSIONLOG_STALE_AFTER' },
      threshold: { value: 0.4, ...project },
      dir: { value: 'logs', ...project },
      basis: { value: 'task', ...user },
      'retention.days': { value: 30, ...user },
      'retention.enabled': { value: true, ...user },
      redact: { value: { paths: ['a.b'] }, ...user },
      level: { value: 'process', source: 'default', from: null },
    });
  });

  it('finds the project from below, up to the top of the repository and no further', async () => {
    const { cwd, env } = configured({ agent: 'above' });
    const repository = join(cwd, 'repository');
    const below = join(repository, 'a', 'b');
    mkdirSync(below, { recursive: true });
    const agentIn = async (dir: string) =>
      settingsOf(await sessionlog(['config', '--json'], { cwd: dir, env }))['agent']?.value;
    expect(await agentIn(below)).toBeNull();
    mkdirSync(join(cwd, '.git'));
    expect(await agentIn(below)).toBe('above');
    writeFileSync(join(repository, '.git'), 'gitdir: elsewhere');
    expect(await agentIn(below)).toBeNull();
    writeFileSync(join(repository, FILE), '{"agent":"inside","dir":"logs"}');
    expect(await agentIn(below)).toBe('inside');
    const { dir } = settingsOf(await sessionlog(['config', '--json'], { cwd: below, env }));
    expect(dir?.value).toBe(join(repository, 'logs'));
  });

  it.each<[what: string, config: unknown, message: string]>([
    ['an unknown key', { treshold: 0.5 }, 'there is no key "treshold": did you mean threshold?'],
    [
      'an unknown key of a group',
      { retention: { day: 1 } },
      'there is no key "retention.day": did you mean retention.days?',
    ],
    ['a key of an object', '{"__proto__":{"dir":"x"}}', 'there is no key "__proto__"'],
    ['a wrong share', { threshold: 3 }, 'threshold: '],
    ['a share as text', { threshold: '0.3' }, 'threshold: expected a number from 0 to 1'],
    ['a wrong basis', { basis: 'all' }, 'basis: '],
    ['a wrong level', { level: 'fsync' }, 'level: '],
    ['a wrong time', { stale_after: '10' }, 'stale_after: expected a length of time'],
    ['a wrong zone', { timezone: 'Mars/Base' }, 'timezone: expected a time zone'],
    ['a pattern that is none', { redact: { patterns: [{ kind: 'x', pattern: '(' }] } }, 'redact: '],
    ['a group that is none', { retention: 90 }, 'there is no key "retention"'],
    ['a list', [], 'it holds no JSON object'],
    ['no JSON', '{dir: 1}', 'it is no JSON'],
  ])('refuses %s', async (_what, config, message) => {
    const place = configured(config);
    const { code, stdout, stderr } = await sessionlog(['config'], place);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`sessionlog: ${join(place.cwd, FILE)}: ${message}`);
    expect(stderr).toContain('[CONFIG_INVALID]');
  });

  it('refuses what the environment says wrong, by the name of the variable', async () => {
    const place = configured(undefined);
    const env = { ...place.env, SESSIONLOG_THRESHOLD: 'much' };
    const { code, stderr } = await sessionlog(['config'], { ...place, env });
    expect(code).toBe(2);
    expect(stderr).toContain(`the environment's SESSIONLOG_THRESHOLD "much": expected a number from 0 to 1`);
  });
});

describe('what is configured holds', () => {
  it('for who writes: where, who, how', async () => {
    const config = { dir: 'logs', agent: 'bot', redact: { patterns: [{ kind: 'ticket', pattern: 'T-[0-9]{4}' }] } };
    const place = configured(config);
    const event = '{"type":"tool_call","name":"make","params":{"t":"T-1234"}}';
    expect(await sessionlog(['append', 's1', event], place)).toMatchObject({ code: 0, stderr: '' });
    const params = { t: '[REDACTED:ticket]' };
    expect(eventsOf(join(place.cwd, 'logs'), 's1')).toMatchObject([{ agent_id: 'bot', params }]);
    await sessionlog(['append', 's2', event, '--no-redact', '--agent', 'flag', '--level', 'each'], place);
    expect(eventsOf(join(place.cwd, 'logs'), 's2')).toMatchObject([{ agent_id: 'flag', params: { t: 'T-1234' } }]);
    await sessionlog(['run', '--session', 's3', '--dir', 'other', '--', 'true'], place);
    expect(eventOf(join(place.cwd, 'other'), 's3', 'session_start')).toMatchObject({ agent_id: 'bot' });
  });

  it('for who reads, unless an option says otherwise', async () => {
    const place = configured({ threshold: 0.9, basis: 'task', timezone: 'Pacific/Honolulu', color: 'always' });
    put(place.cwd, 'sessions/s1.jsonl', linesOf(toolCalls(3)));
    const optionsOf = async (...args: string[]) =>
      JSON.parse((await sessionlog(['analyze', 's1', '--json', ...args], place)).stdout).options;
    expect(await optionsOf()).toEqual({ threshold: 0.9, basis: 'task' });
    expect(await optionsOf('--threshold', '0.2')).toEqual({ threshold: 0.2, basis: 'task' });
    const { stdout } = await sessionlog(['analyze', 's1'], place);
    expect(stdout).toContain('2026-11-20 21:34:59');
    expect(stdout).toContain('\u001b[');
    expect((await sessionlog(['analyze', 's1', '--color', 'never'], place)).stdout).not.toContain('\u001b[');
    const env = { ...place.env, NO_COLOR: '1' };
    expect((await sessionlog(['analyze', 's1'], { ...place, env })).stdout).not.toContain('\u001b[');
  });

  it('never filters: an agent that is configured is who writes, not who is shown', async () => {
    const place = configured({ agent: 'bot' });
    put(place.cwd, 'sessions/s1.jsonl', linesOf(toolCalls(3)));
    expect((await sessionlog(['cat', 's1'], place)).stdout.split('\n')).toHaveLength(4);
  });

  it('is not asked where nothing can be configured', async () => {
    expect(await sessionlog(['completion'], configured('{'))).toMatchObject({ code: 0, stderr: '' });
    expect(await sessionlog(['cat', 's1'], configured('{'))).toMatchObject({ code: 2 });
  });
});
