import { SessionlogError } from '../ops/errors.js';
import { safeText } from '../render/safe.js';
import { type ExitCode, exitCodeOf } from './exit.js';
import type { Terminal } from './terminal.js';

/** Says on stderr what went wrong, and returns the exit code that goes with it. */
export function tellError(terminal: Terminal, error: unknown): ExitCode {
  if (error instanceof SessionlogError) terminal.tell(safeText(`sessionlog: ${error.message} [${error.code}]`));
  else if (isNowhere(error)) terminal.tell('sessionlog: the current directory is gone: change to one that is there');
  else
    terminal.tell(
      `sessionlog: a bug: ${safeText(error instanceof Error ? (error.stack ?? error.message) : String(error))}`,
    );
  return exitCodeOf(error);
}

/** Whoever works in a directory that somebody has removed. */
const isNowhere = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd';
