import { commandOf, isGrouped } from './commands.js';
import { configured } from './configured.js';
import { simpleArgs } from './simple.js';
import type { Terminal } from './terminal.js';

/**
 * Runs the command that a command line names. The parser is loaded only where it has something to explain, to refuse, or
 * to help with. @throws SessionlogError, and what else the command throws
 */
export async function run(args: readonly string[], version: () => string, terminal: Terminal): Promise<number> {
  const command = await commandOf(args);
  if (command !== undefined && command.takesCommand !== true) {
    const simple = simpleArgs(command, args.slice(isGrouped(command) ? 2 : 1));
    if (simple !== undefined) return command.run({ ...simple, ...(await configured(command, simple)) }, terminal);
  }
  const { runCommand } = await import('./parser.js');
  return runCommand(args, version(), terminal);
}
