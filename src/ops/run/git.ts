import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LIMITS } from '../../base/limits.js';

// Nothing of the user's configuration may start a program, take a lock, or change what is printed.
const SAFE = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false'];

/** What git prints about a directory; undefined when there is no git, no repository, or no answer in time. */
export async function git(cwd: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', [...SAFE, ...args], {
      cwd,
      timeout: LIMITS.git_ms,
      maxBuffer: LIMITS.git_bytes,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
    });
    return stdout;
  } catch {
    // What git cannot tell is left out of the record; the command runs all the same.
    return undefined;
  }
}

export const gitLine = async (cwd: string, ...args: string[]): Promise<string | undefined> =>
  (await git(cwd, ...args))?.replace(/\n$/, '') || undefined;
