import { COMMANDS } from './commands.js';
import type { ExitCode } from './exit.js';
import { simpleArgs } from './simple.js';
import { PipeClosed, Terminal } from './terminal.js';

/** Runs the command that a command line names, and tells what goes wrong. */
export async function run(args: readonly string[], version: () => string): Promise<ExitCode> {
  const terminal = new Terminal();
  try {
    return await runNamed(args, version, terminal);
  } catch (error) {
    if (error instanceof PipeClosed) return 0;
    const { tellError } = await import('./tell-error.js');
    return tellError(terminal, error);
  }
}

/** The parser is loaded only where it has something to explain, to refuse, or to help with. */
async function runNamed(args: readonly string[], version: () => string, terminal: Terminal): Promise<ExitCode> {
  const command = await COMMANDS.get(args[0] ?? '')?.();
  const simple = command === undefined ? undefined : simpleArgs(command, args.slice(1));
  if (command !== undefined && simple !== undefined) return command.run(simple, terminal);
  const { runCommand } = await import('./parser.js');
  return runCommand(args, version(), terminal);
}
