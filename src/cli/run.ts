import { COMMANDS } from './commands.js';
import type { ExitCode } from './exit.js';
import { simpleArgs } from './simple.js';
import type { Terminal } from './terminal.js';

/**
 * Runs the command that a command line names. The parser is loaded only where it has something to explain, to refuse, or
 * to help with. @throws SessionlogError, and what else the command throws
 */
export async function run(args: readonly string[], version: () => string, terminal: Terminal): Promise<ExitCode> {
  const command = await COMMANDS.get(args[0] ?? '')?.();
  const simple = command === undefined ? undefined : simpleArgs(command, args.slice(1));
  if (command !== undefined && simple !== undefined) return command.run(simple, terminal);
  const { runCommand } = await import('./parser.js');
  return runCommand(args, version(), terminal);
}
