import { accessSync, constants, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { isRecord, listOf } from '../../formats/agent/values.js';
import type { SourceRecord } from '../../formats/format.js';
import { withMember } from './json-member.js';
import { type Environment, hookSessionsDir } from './places.js';
import { asItWas, backupOf, readSettings, unusable, writeSettings } from './settings.js';

/** An agent whose settings can be edited, and what to put there. */
interface Target {
  /** The file for all projects. */
  readonly user: (env: Environment) => string;
  /** The file of one project, below its root. */
  readonly project: string;
  readonly events: readonly string[];
  /** Events that are asked for tool by tool, and take a pattern of their names. */
  readonly tools: readonly string[];
  /** In the agent's own unit. */
  readonly timeout: number;
  readonly note?: string;
}

/** The longest that an agent waits for the hook, in seconds; usually it takes a twentieth of one. */
const TIMEOUT_S = 5;
const TARGETS = {
  'claude-code': {
    user: (env) => join(env['CLAUDE_CONFIG_DIR'] || join(homedir(), '.claude'), 'settings.json'),
    project: join('.claude', 'settings.json'),
    // Those that every version knows: one unknown name, and older ones pass over the whole file.
    events: [
      ...['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'Notification', 'Stop'],
      ...['SubagentStop', 'PreCompact', 'SessionEnd'],
    ],
    tools: ['PreToolUse', 'PostToolUse'],
    timeout: TIMEOUT_S,
  },
  codex: {
    user: (env) => join(env['CODEX_HOME'] || join(homedir(), '.codex'), 'hooks.json'),
    project: join('.codex', 'hooks.json'),
    // Codex passes over names that it does not know.
    events: [
      ...['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PermissionRequest', 'PostToolUse', 'Stop', 'Interrupt'],
      ...['SubagentStart', 'SubagentStop', 'PreCompact', 'PostCompact', 'SessionEnd'],
    ],
    tools: ['PreToolUse', 'PermissionRequest', 'PostToolUse'],
    // What ends a session may take three seconds at most.
    timeout: 3,
    note: 'Codex asks you to trust a new hook when it starts (/hooks); versions before 0.130 need [features] codex_hooks = true in config.toml.',
  },
  gemini: {
    user: (env) => join(env['GEMINI_CLI_HOME'] || homedir(), '.gemini', 'settings.json'),
    project: join('.gemini', 'settings.json'),
    events: [
      ...['SessionStart', 'BeforeAgent', 'BeforeTool', 'AfterTool', 'AfterAgent', 'Notification', 'PreCompress'],
      'SessionEnd',
    ],
    tools: ['BeforeTool', 'AfterTool'],
    timeout: TIMEOUT_S * 1000,
  },
} as const satisfies Record<string, Target>;

export type InstallAgent = keyof typeof TARGETS;
export const INSTALL_AGENTS = Object.keys(TARGETS) as readonly InstallAgent[];

export interface InstallInput {
  readonly agent: InstallAgent;
  /** The project's root, for its own settings; undefined for those of all projects. */
  readonly project: string | undefined;
  /** Where sessions go, when it was said. */
  readonly dir: string | undefined;
  /** This program: node, and the script. */
  readonly program: readonly [node: string, script: string];
  readonly env: Environment;
  readonly dry_run: boolean;
}

export interface Installed {
  readonly path: string;
  /** What the file becomes; undefined when it need not change. */
  readonly text: string | undefined;
  readonly command: string;
  readonly sessions_dir: string;
  /** Where the file as it was stands; undefined when there was none, or nothing was written. */
  readonly backup: string | undefined;
  readonly note: string | undefined;
}

/** Puts the hook into the agent's settings. @throws SessionlogError SETTINGS_UNUSABLE, WRITE_FAILED */
export function installHook(input: InstallInput): Installed {
  const target: Target = TARGETS[input.agent];
  const command = commandOf(input);
  const hook = { ...(input.agent === 'gemini' ? { name: 'sessionlog' } : {}), type: 'command', command };
  return edit(input, (event, groups) => {
    const matcher = target.tools.includes(event) ? { matcher: '*' } : {};
    const own = { ...matcher, hooks: [{ ...hook, timeout: target.timeout }] };
    if (groups.some((group) => JSON.stringify(group) === JSON.stringify(own))) return groups;
    return target.events.includes(event) ? [...withoutOwn(groups), own] : groups;
  });
}

/** Takes the hook out again; other hooks stay. @throws SessionlogError SETTINGS_UNUSABLE, WRITE_FAILED */
export const uninstallHook = (input: InstallInput): Installed => edit(input, (_event, groups) => withoutOwn(groups));

type Change = (event: string, groups: readonly unknown[]) => readonly unknown[];

function edit(input: InstallInput, change: Change): Installed {
  const { agent, project, env, dry_run } = input;
  const target: Target = TARGETS[agent];
  const settings = readSettings(project === undefined ? target.user(env) : join(project, target.project));
  const before = settings.value['hooks'] ?? {};
  if (!isRecord(before)) throw unusable(settings.path, '"hooks" is no object');
  const after = new Map(Object.entries(before));
  for (const event of new Set([...after.keys(), ...target.events])) {
    const groups = after.get(event) ?? [];
    // Some agents keep switches among the hooks.
    if (!Array.isArray(groups)) continue;
    const changed = change(event, groups);
    if (changed.length > 0 || (groups.length === 0 && after.has(event))) after.set(event, changed);
    else after.delete(event);
  }
  const changed = JSON.stringify(Object.fromEntries(after)) !== JSON.stringify(before);
  const hooks = after.size === 0 ? undefined : Object.fromEntries(after);
  const edited = changed ? withMember(settings.text ?? '{}\n', 'hooks', hooks) : undefined;
  const text = edited === undefined ? undefined : (asItWas(settings.path, edited) ?? edited);
  if (text !== undefined && !dry_run) writeSettings(settings, text);
  return {
    path: settings.path,
    text,
    command: commandOf(input),
    sessions_dir: input.dir ?? (env['SESSIONLOG_DIR'] || hookSessionsDir(env)),
    backup: text === undefined || dry_run || settings.text === undefined ? undefined : backupOf(settings.path),
    note: target.note,
  };
}

/** `sessionlog hook`, by whatever path and with whatever options. */
const OWN = /(?:^|[/\\\s"'])sessionlog(?:\.js|\.cmd)?["']? hook(?:\s|$)/;

const isOwn = (hook: unknown): boolean =>
  isRecord(hook) && typeof hook['command'] === 'string' && OWN.test(hook['command']);

/** The groups without our hook; a group that held nothing else goes with it. */
const withoutOwn = (groups: readonly unknown[]): readonly unknown[] =>
  groups.flatMap((group) => {
    if (!isRecord(group) || !listOf(group['hooks']).some(isOwn)) return [group];
    const hooks = listOf(group['hooks']).filter((hook) => !isOwn(hook));
    return hooks.length === 0 ? [] : [{ ...group, hooks } satisfies SourceRecord];
  });

/** What the agent runs: by its name where that leads to this program, so that the file may be shared; else in full. */
function commandOf({ agent, dir, program, env }: InstallInput): string {
  const [node, script] = program;
  const name = leadsTo(script, env) ? 'sessionlog' : `${quoted(node)} ${quoted(script)}`;
  return `${name} hook --agent ${agent}${dir === undefined ? '' : ` --dir ${quoted(dir)}`}`;
}

function leadsTo(script: string, env: Environment): boolean {
  for (const dir of (env['PATH'] ?? '').split(delimiter)) {
    const found = join(dir, 'sessionlog');
    try {
      accessSync(found, constants.X_OK);
      return realpathSync(found) === realpathSync(script);
    } catch {
      // Not here: the next directory may have it.
    }
  }
  return false;
}

/** As a shell takes it for one word. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/(["\\$`])/g, '\\$1')}"`;
