import { readFileSync } from 'node:fs';
import { SessionlogError } from '../ops/common.js';
import { EXIT, exitCodeOf } from './exit.js';
import { PipeClosed, Terminal } from './terminal.js';

/**
 * Runs one command. Returns the exit code and never throws: whatever goes wrong is one line on stderr.
 *
 * @param args the command line without node and the script
 */
export async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'hook') {
    const { runHook } = await import('./hook.js');
    if (runHook(args.slice(1))) return EXIT.done;
  }
  const terminal = new Terminal();
  try {
    if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
      await terminal.write(`${version()}\n`);
      return EXIT.done;
    }
    const { runCommand } = await import('./parser.js');
    return await runCommand(args, version(), terminal);
  } catch (error) {
    if (error instanceof PipeClosed) return EXIT.done;
    await tellError(terminal, error);
    return exitCodeOf(error);
  }
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

export async function tellError(terminal: Terminal, error: unknown): Promise<void> {
  const { safeText } = await import('../render/safe.js');
  if (error instanceof SessionlogError) terminal.tell(safeText(`sessionlog: ${error.message} [${error.code}]`));
  else
    terminal.tell(
      `sessionlog: a bug: ${safeText(error instanceof Error ? (error.stack ?? error.message) : String(error))}`,
    );
}
