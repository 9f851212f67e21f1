import yargs, { type Argv, type Options } from 'yargs';
import { SessionlogError } from '../base/errors.js';
import type { Command } from './command.js';
import { analyze } from './commands/analyze.js';
import { append } from './commands/append.js';
import { cat } from './commands/cat.js';
import { schema } from './commands/schema.js';
import { tail } from './commands/tail.js';
import { EXIT, type ExitCode } from './exit.js';
import type { Terminal } from './terminal.js';

const COMMANDS: readonly Command[] = [analyze, tail, cat, append, schema];

const EXAMPLES = [
  ['sessionlog analyze', 'where did the time go, in the newest session'],
  ['sessionlog tail -f sessions', 'follow every session of a directory'],
  ['sessionlog cat sprint-42 | jq .type', 'the stored lines, for other tools'],
] as const;

/** Wrong usage: the message names what is wrong, the help of the command is one option away. */
class UsageError extends Error {}

/** Parses the command line and runs its command. @throws SessionlogError, and what else the command throws */
export async function runCommand(args: readonly string[], version: string, terminal: Terminal): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  let output = '';
  const command = COMMANDS.find(({ usage }) => usage.split(' ')[0] === args[0]);
  const parser = build(terminal, (code) => {
    exit = code;
  }).version(version);
  try {
    await parser.parseAsync([...args], {}, (_error, _argv, text) => {
      output = text;
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { safeText } = await import('../render/safe.js');
    for (const line of error.message.split('\n')) terminal.tell(`sessionlog: ${safeText(line)}`);
    terminal.tell(`Run "sessionlog ${command === undefined ? '' : `${args[0]} `}--help" for help.`);
    return EXIT.usage;
  }
  const isHelp = args.some((arg) => arg === '--help' || arg === '-h');
  if (output !== '') await terminal.write(`${isHelp ? introduction(command) : ''}${output}\n`);
  return exit;
}

function build(terminal: Terminal, done: (code: ExitCode) => void): Argv {
  const parser = yargs()
    .scriptName('sessionlog')
    .usage('Usage: $0 <command> [options]')
    .strict()
    .recommendCommands()
    .demandCommand(1, 'a command is missing')
    .completion('completion', 'print the completion script for your shell')
    .alias({ help: 'h', version: 'V' })
    .exitProcess(false)
    .showHelpOnFail(false)
    .parserConfiguration({ 'duplicate-arguments-array': true, 'greedy-arrays': false, 'camel-case-expansion': false })
    .wrap(Math.min(100, terminal.columns))
    .fail((message, error) => {
      throw error instanceof SessionlogError || (error && !message) ? error : new UsageError(message || String(error));
    });
  for (const command of COMMANDS) addCommand(parser, command, terminal, done);
  return parser;
}

function addCommand(parser: Argv, command: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  parser.command({
    command: command.usage,
    describe: command.summary,
    builder: (sub) => {
      sub.usage(`Usage: $0 ${command.usage} [options]`);
      for (const { name, describe, array = false } of command.positionals) {
        sub.positional(name, { type: 'string', describe, array });
      }
      return sub.options(command.options as Record<string, Options>);
    },
    handler: async (args) => {
      done(await command.run(args, terminal));
    },
  });
}

/** What comes before the usage: most people look for a line that they can copy. */
function introduction(command: Command | undefined): string {
  const title =
    command === undefined
      ? 'The flight recorder for AI agents.'
      : `sessionlog ${command.usage.split(' ')[0]}: ${command.summary}`;
  const lines = (command?.examples ?? EXAMPLES).map(([line, what]) => `  # ${what}\n  ${line}\n`);
  return `${title}\n\n${lines.join('\n')}\n`;
}
