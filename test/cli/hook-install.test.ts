/** The settings of agents are edited with care: what is not ours stays. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Home, makeHome } from '../support/home.js';
import { sessionlog, shell } from './support/cli.js';

const SETTINGS = `{
    "model": "opus",
    "permissions": { "allow": ["Bash(ls)", "Read"] },
    "big": 12345678901234567890,
    "hooks": {
        "Stop": [{ "hooks": [{ "type": "command", "command": "say done" }] }],
        "PreToolUse": [{ "matcher": "Bash", "hooks": [{ "type": "command", "command": "my-sessionlog-hook check" }] }]
    },
    "n": 1.0
}
`;

function withSettings(text = SETTINGS) {
  const home = makeHome();
  const path = home.at('.claude/settings.json');
  mkdirSync(dirname(path));
  writeFileSync(path, text, { mode: 0o640 });
  return { home, path };
}

const hook = (home: Home, ...args: string[]) => sessionlog(['hook', ...args], { env: home.env, cwd: home.dir });
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const commandsOf = (path: string): string[] =>
  Object.values<{ hooks: { command: string }[] }[]>(json(path).hooks)
    .flat()
    .flatMap(({ hooks }) => hooks.map(({ command }) => command));

describe('hook install claude-code', () => {
  it('adds a hook for each event that every version knows, and touches nothing else', async () => {
    const { home, path } = withSettings();
    const { code, stdout, stderr } = await hook(home, 'install', 'claude-code');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(`${path} now runs: `);
    const text = readFileSync(path, 'utf8');
    const [before = ''] = SETTINGS.split('"hooks": {');
    expect(text.startsWith(before)).toBe(true);
    expect(text.endsWith('    "n": 1.0\n}\n')).toBe(true);
    expect(text).toContain('\n        "Stop": [\n');
    // An event that a version does not know makes it pass over the whole file.
    expect(Object.keys(json(path).hooks).sort()).toEqual([
      ...['Notification', 'PostToolUse', 'PreCompact', 'PreToolUse', 'SessionEnd', 'SessionStart', 'Stop'],
      ...['SubagentStop', 'UserPromptSubmit'],
    ]);
    expect(commandsOf(path)).toContain('say done');
    expect(commandsOf(path)).toContain('my-sessionlog-hook check');
    expect(json(path).hooks.PostToolUse).toEqual([
      {
        matcher: '*',
        hooks: [{ type: 'command', command: expect.stringMatching(/ hook --agent claude-code$/), timeout: 5 }],
      },
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readFileSync(`${path}.before-sessionlog`, 'utf8')).toBe(SETTINGS);
  });

  it('changes nothing the second time; uninstall gives the file back byte for byte', async () => {
    const { home, path } = withSettings();
    await hook(home, 'install', 'claude-code');
    const once = readFileSync(path, 'utf8');
    const again = await hook(home, 'install', 'claude-code');
    expect(again.stderr).toContain('calls the hook already');
    expect(readFileSync(path, 'utf8')).toBe(once);
    await hook(home, 'uninstall', 'claude-code');
    expect(readFileSync(path, 'utf8')).toBe(SETTINGS);
    const { code, stderr } = await hook(home, 'uninstall', 'claude-code');
    expect({ code, stderr }).toEqual({ code: 0, stderr: `${path} does not call the hook.\n` });
  });

  it('uninstall keeps what was changed since', async () => {
    const { home, path } = withSettings();
    await hook(home, 'install', 'claude-code');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"opus"', '"sonnet"'));
    await hook(home, 'uninstall', 'claude-code');
    const { hooks, ...rest } = JSON.parse(SETTINGS);
    expect(json(path)).toEqual({ ...rest, hooks, model: 'sonnet' });
  });

  it('takes the place of an older one: another directory, another path to the program', async () => {
    const { home, path } = withSettings();
    await hook(home, 'install', 'claude-code');
    await hook(home, 'install', 'claude-code', '--dir', '/var/log/my agents');
    const own = commandsOf(path).filter((command) => command.includes('--agent'));
    expect(own).toHaveLength(9);
    for (const command of own) expect(command).toMatch(/ --dir "\/var\/log\/my agents"$/);
  });

  it('--dry-run shows, and writes nothing', async () => {
    const { home, path } = withSettings();
    const { stdout, stderr } = await hook(home, 'install', 'claude-code', '--dry-run');
    expect(JSON.parse(stdout).hooks.SessionEnd).toHaveLength(1);
    expect(stderr).toContain('nothing was changed');
    expect(readFileSync(path, 'utf8')).toBe(SETTINGS);
    expect(readdirSync(dirname(path))).toEqual(['settings.json']);
  });

  it('follows a link to where the settings are kept', async () => {
    const { home, path } = withSettings();
    const kept = home.at('dotfiles.json');
    writeFileSync(kept, SETTINGS);
    unlinkSync(path);
    symlinkSync(kept, path);
    await hook(home, 'install', 'claude-code');
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(json(kept).hooks.SessionEnd).toHaveLength(1);
  });

  it.each([
    ['{ // mine\n "hooks": {} }', 'no plain JSON'],
    ['[]', 'no JSON object'],
    ['{"hooks": []}', '"hooks" is no object'],
    ['{"a": 1', 'no plain JSON'],
  ])('leaves %j as it is', async (text, why) => {
    const { home, path } = withSettings(text);
    const { code, stderr } = await hook(home, 'install', 'claude-code');
    expect(code).toBe(1);
    expect(stderr).toContain(why);
    expect(stderr).toContain('[SETTINGS_UNUSABLE]');
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(readdirSync(dirname(path))).toEqual(['settings.json']);
  });

  it('calls the program by its name where that leads to it, and what it installs works', async () => {
    const home = makeHome();
    const env = { ...home.env, CLAUDE_CONFIG_DIR: home.at('elsewhere') };
    const { code } = await shell('sessionlog hook install claude-code', { env });
    expect(code).toBe(0);
    const [command = ''] = commandsOf(home.at('elsewhere/settings.json'));
    expect(command).toBe('sessionlog hook --agent claude-code');
    const call = { hook_event_name: 'Stop', session_id: 's1', cwd: home.dir };
    const ran = await shell(command, { env, input: JSON.stringify(call) });
    expect(ran).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(existsSync(home.at('.local/share/sessionlog/sessions/s1.jsonl'))).toBe(true);
  });
});

describe('hook install of other agents', () => {
  it('codex: hooks.json, with what there is to do besides', async () => {
    const home = makeHome();
    const { stderr } = await hook(home, 'install', 'codex');
    expect(stderr).toContain('trust');
    const { hooks } = json(home.at('.codex/hooks.json'));
    expect(Object.keys(hooks)).toContain('PermissionRequest');
    expect(hooks.SessionEnd[0].hooks[0].timeout).toBeLessThanOrEqual(3);
    await hook(home, 'uninstall', 'codex');
    expect(json(home.at('.codex/hooks.json'))).toEqual({});
  });

  it('gemini: its own names, milliseconds, beside switches', async () => {
    const home = makeHome();
    mkdirSync(home.at('.gemini'));
    writeFileSync(home.at('.gemini/settings.json'), '{"hooks": {"enabled": true, "disabled": []}}');
    await hook(home, 'install', 'gemini');
    const { hooks } = json(home.at('.gemini/settings.json'));
    expect(hooks).toMatchObject({ enabled: true, disabled: [] });
    expect(hooks.AfterTool[0].hooks[0]).toMatchObject({ name: 'sessionlog', timeout: 5_000 });
    await hook(home, 'uninstall', 'gemini');
    expect(readFileSync(home.at('.gemini/settings.json'), 'utf8')).toBe('{"hooks": {"enabled": true, "disabled": []}}');
  });

  it('--project: into the project, whose sessions stay there', async () => {
    const home = makeHome();
    await hook(home, 'install', 'claude-code', '--project', '--dir', 'sessions');
    const [command = ''] = commandsOf(home.at('.claude/settings.json'));
    expect(command).toMatch(/ hook --agent claude-code --dir sessions$/);
    const call = { hook_event_name: 'Stop', session_id: 's1', cwd: home.at('below') };
    const env = { ...home.env, CLAUDE_PROJECT_DIR: home.dir };
    await shell(command, { env, input: JSON.stringify(call) });
    expect(existsSync(home.at('sessions/s1.jsonl'))).toBe(true);
  });

  it.each([
    [['install'], 'name the agent: claude-code, codex, gemini'],
    [['install', 'emacs'], 'name the agent'],
    [['uninstall', 'codex', '--porject'], '--project'],
  ])('%j is wrong usage', async (args, why) => {
    const { code, stderr } = await hook(makeHome(), ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });
});
