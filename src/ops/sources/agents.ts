import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Environment, hookSessionsDir } from '../hook/places.js';

/** What a file below a root is: a session's log, or a further one of a session (a subagent's). */
export type Kind = 'session' | 'part';

/** An agent that leaves logs on this machine, and where. */
export interface AgentSource {
  /** As it is typed for a target. */
  readonly name: string;
  readonly title: string;
  /** Directories that may hold logs; those that are missing hold none. */
  readonly roots: (env: Environment) => readonly string[];
  /** What a file is, by its way from the root; undefined for what is no log. */
  readonly kindOf: (way: readonly string[]) => Kind | undefined;
  /** Why its files cannot be read where they lie, and what to do. */
  readonly unreadable?: string;
  /** Our own logs, which stand beside the agent's and tell of the same sessions. */
  readonly own?: boolean;
}

const home = (env: Environment, name: string, ...way: readonly string[]): string =>
  env[name] || join(homedir(), ...way);

const claudeHomes = (env: Environment): string[] => {
  const given = (env['CLAUDE_CONFIG_DIR'] ?? '').split(',').filter((dir) => dir.trim() !== '');
  if (given.length > 0) return given.map((dir) => dir.trim());
  return [join(homedir(), '.claude'), join(home(env, 'XDG_CONFIG_HOME', '.config'), 'claude')];
};

const isLines = (name: string): boolean => /\.jsonl(?:\.zst)?$/.test(name);

/** Every agent whose logs are found without a path, one row each. */
export const AGENT_SOURCES: readonly AgentSource[] = [
  {
    name: 'claude-code',
    title: 'Claude Code',
    roots: (env) => claudeHomes(env).map((dir) => join(dir, 'projects')),
    // A project's folder holds sessions and, of older versions, subagents; newer ones keep those below their session.
    kindOf: ([, ...way]) => {
      const name = way.at(-1) ?? '';
      if (!isLines(name)) return undefined;
      if (name.startsWith('agent-')) return 'part';
      return way.length === 1 ? 'session' : undefined;
    },
  },
  {
    name: 'codex',
    title: 'Codex',
    roots: (env) => ['sessions', 'archived_sessions'].map((dir) => join(home(env, 'CODEX_HOME', '.codex'), dir)),
    kindOf: (way) => (/^rollout-.*\.json(?:l|l\.zst)?$/.test(way.at(-1) ?? '') ? 'session' : undefined),
  },
  {
    name: 'gemini',
    title: 'Gemini CLI',
    roots: (env) => [join(home(env, 'GEMINI_CLI_HOME'), '.gemini', 'tmp')],
    kindOf: ([, folder, ...way]) => {
      if (folder !== 'chats' || !/\.jsonl?$/.test(way.at(-1) ?? '')) return undefined;
      return way.length === 1 ? 'session' : 'part';
    },
  },
  {
    name: 'opencode',
    title: 'opencode',
    roots: (env) => {
      const data = join(home(env, 'XDG_DATA_HOME', '.local', 'share'), 'opencode');
      return [join(data, 'storage', 'session'), join(data, 'opencode.db')];
    },
    kindOf: (way) => (way.length === 2 && way[1]?.endsWith('.json') === true ? 'session' : undefined),
    unreadable:
      'its sessions lie in many pieces, or in a database: export it (opencode export <id> > session.json) and give that file',
  },
  {
    name: 'copilot',
    title: 'Copilot CLI',
    roots: (env) => [join(home(env, 'COPILOT_HOME', '.copilot'), 'session-state')],
    kindOf: (way) =>
      way.at(-1) === 'events.jsonl' || (way.length === 1 && isLines(way[0] ?? '')) ? 'session' : undefined,
  },
  {
    name: 'pi',
    title: 'Pi',
    roots: (env) => [join(home(env, 'PI_CODING_AGENT_DIR', '.pi', 'agent'), 'sessions')],
    kindOf: (way) => (isLines(way.at(-1) ?? '') ? 'session' : undefined),
  },
  {
    name: 'hooks',
    title: 'sessionlog hook',
    roots: (env) => [env['SESSIONLOG_DIR'] || hookSessionsDir(env)],
    kindOf: (way) => (way.length === 1 && isLines(way[0] ?? '') ? 'session' : undefined),
    own: true,
  },
];

export const sourceNamed = (name: string): AgentSource | undefined =>
  AGENT_SOURCES.find((source) => source.name === name);
