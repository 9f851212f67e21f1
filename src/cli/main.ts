import { readFileSync } from 'node:fs';
import { PipeClosed, Terminal } from './terminal.js';

/**
 * Runs one command. Returns the exit code and never throws: whatever goes wrong is one line on stderr.
 *
 * @param args the command line without node and the script
 */
export async function main(args: readonly string[]): Promise<number> {
  const terminal = new Terminal();
  try {
    if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
      await terminal.write(`${version()}\n`);
      return 0;
    }
    const { run } = await import('./run.js');
    return await run(args, version, terminal);
  } catch (error) {
    if (error instanceof PipeClosed) return 0;
    const { tellError } = await import('./tell-error.js');
    return tellError(terminal, error);
  }
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
