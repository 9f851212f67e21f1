import { commandOf, isGrouped } from './commands.js';
import { configured } from './configured.js';
import { simpleArgs } from './simple.js';
import { PipeClosed, Terminal } from './terminal.js';

/** Runs the command that a command line names, and tells what goes wrong. */
export async function run(args: readonly string[], version: () => string): Promise<number> {
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
async function runNamed(args: readonly string[], version: () => string, terminal: Terminal): Promise<number> {
  const command = await commandOf(args);
  if (command !== undefined && command.takesCommand !== true) {
    const simple = simpleArgs(command, args.slice(isGrouped(command) ? 2 : 1));
    if (simple !== undefined) return command.run({ ...simple, ...(await configured(command, simple)) }, terminal);
  }
  const { runCommand } = await import('./parser.js');
  return runCommand(args, version(), terminal);
}
