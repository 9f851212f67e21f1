import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the hook keeps what it must remember from one event to the next, and what went wrong. */
export const stateDir = (env: Environment): string =>
  join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'sessionlog');

export const failureLog = (env: Environment): string => join(stateDir(env), 'hook.log');

/** Where sessions go that agents log by their hooks, unless told otherwise: a project is not littered unasked. */
export const hookSessionsDir = (env: Environment): string =>
  join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'sessionlog', 'sessions');

/** The directory of sessions: as given, which is meant from the project's root, else the one for all projects. */
export function sessionsDir(given: string | undefined, cwd: string | undefined, env: Environment): string {
  const dir = given || env['SESSIONLOG_DIR'];
  if (dir === undefined || dir === '') return hookSessionsDir(env);
  if (isAbsolute(dir)) return dir;
  return resolve(env['CLAUDE_PROJECT_DIR'] || env['GEMINI_PROJECT_DIR'] || cwd || '.', dir);
}
