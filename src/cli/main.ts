import { readFileSync, writeSync } from 'node:fs';

/**
 * Runs one command. Returns the exit code and never throws: whatever goes wrong is one line on stderr.
 *
 * @param args the command line without node and the script
 */
export async function main(args: readonly string[]): Promise<number> {
  // Asked for by every script that looks whether we are there: nothing else is loaded for it.
  const wantsVersion = args.length === 1 && (args[0] === '--version' || args[0] === '-V');
  if (wantsVersion && isWritten(`${version()}\n`)) return 0;
  const { run } = await import('./run.js');
  return run(args, version);
}

/** False: stdout did not take it at once; the terminal knows how to wait, and what to tell. */
function isWritten(text: string): boolean {
  try {
    return writeSync(1, text) === text.length;
  } catch {
    return false;
  }
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
