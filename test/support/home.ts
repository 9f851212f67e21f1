import { join } from 'node:path';
import { tempDir } from './temp.js';

/** Names by which an environment tells of places: unset, so that whoever runs the tests has none. */
const PLACES = [
  ...[
    'XDG_CACHE_HOME',
    'XDG_CONFIG_HOME',
    'XDG_DATA_HOME',
    'XDG_STATE_HOME',
    'SESSIONLOG_DIR',
    'CLAUDE_CONFIG_DIR',
    'CODEX_HOME',
  ],
  ...['GEMINI_CLI_HOME', 'COPILOT_HOME', 'PI_CODING_AGENT_DIR', 'CLAUDE_PROJECT_DIR', 'GEMINI_PROJECT_DIR'],
];

export interface Home {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  /** A place below it. */
  at(...way: readonly string[]): string;
}

/** A made-up home directory, and an environment in which it is the only place there is. */
export function makeHome(): Home {
  const dir = tempDir();
  const env = { HOME: dir, ...Object.fromEntries(PLACES.map((name) => [name, ''])) };
  return { dir, env, at: (...way) => join(dir, ...way) };
}
