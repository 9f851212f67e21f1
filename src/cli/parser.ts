import yargs, { type Argv, type Options } from 'yargs';
import { didYouMean, SessionlogError } from '../ops/common.js';
import { type Command, nameOf } from './command.js';
import { allCommands, commandOf, GROUP, GROUPED_NAMES, isGrouped, TOP_NAMES } from './commands.js';
import { configured } from './configured.js';
import { EXIT } from './exit.js';
import type { Terminal } from './terminal.js';
import { UsageError, usageError } from './usage-error.js';
import { markCommand, markOperands, optionFault, unmark } from './words.js';

const EXAMPLES = [
  ['sessionlog analyze', 'where did the time go, in the newest session'],
  ['sessionlog tail -f sessions', 'follow every session of a directory'],
  ['sessionlog cat sprint-42 | jq .type', 'the stored lines, for other tools'],
] as const;

/** Parses the command line and runs its command. @throws SessionlogError, and what else the command throws */
export async function runCommand(args: readonly string[], version: string, terminal: Terminal): Promise<number> {
  // `help cat` is what some type for `cat --help`.
  const given = args[0] === 'help' ? [...args.slice(1), '--help'] : args;
  const command = await commandOf(given);
  const words = command?.takesCommand === true ? markCommand(given, command) : markOperands(given);
  const isCompleting = words[0]?.startsWith('--get-yargs-completions') === true;
  const isHelp = words.some((word) => word === '--help' || word === '-h');
  let exit: number = EXIT.done;
  let output = '';
  try {
    if (!isCompleting) assertKnown(words, command);
    const commands = command === undefined || isCompleting ? await allCommands() : [command];
    const parser = build(commands, terminal, version, command, (code) => {
      exit = code;
    });
    await parser.parseAsync(words, {}, (_error, _argv, text) => {
      output = text;
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { safeText } = await import('../render/safe.js');
    terminal.tell(safeText(`sessionlog: ${unmark(error.message)}`));
    const helped = command !== undefined ? `${nameOf(command)} ` : words[0] === GROUP ? `${GROUP} ` : '';
    terminal.tell(`Run "sessionlog ${helped}--help" for help.`);
    return EXIT.usage;
  }
  if (output !== '') await terminal.write(`${isHelp ? introduction(command) : ''}${output}\n`);
  return exit;
}

/** @throws UsageError for a command or an option that does not exist */
function assertKnown(words: readonly string[], command: Command | undefined): void {
  const inGroup = words[0] === GROUP;
  const name = words[inGroup ? 1 : 0] ?? '';
  if (command === undefined && name !== '' && !name.startsWith('-')) {
    const [group, names] = inGroup ? [`${GROUP} `, GROUPED_NAMES] : ['', TOP_NAMES];
    throw new UsageError(
      `there is no command ${JSON.stringify(group + unmark(name))}${didYouMean(name, names, group)}`,
    );
  }
  const fault = optionFault(words, command);
  if (fault !== undefined) throw new UsageError(fault);
}

function build(
  commands: readonly Command[],
  terminal: Terminal,
  version: string,
  running: Command | undefined,
  done: (code: number) => void,
): Argv {
  const parser = yargs()
    .scriptName('sessionlog')
    // One language, whatever the environment says: what we say ourselves is not translated either.
    .locale('en')
    .usage('Usage: $0 <command> [options]')
    .strict()
    .demandCommand(1, 'a command is missing')
    .help('help', 'show help')
    .version('version', 'show the version', version)
    .alias({ help: 'h', version: 'V' })
    .exitProcess(false)
    .showHelpOnFail(false)
    .parserConfiguration({ 'duplicate-arguments-array': true, 'greedy-arrays': false, 'camel-case-expansion': false })
    .wrap(Math.min(100, terminal.columns))
    .fail((message, error) => {
      if (error instanceof SessionlogError || (error && !message)) throw error;
      throw usageError(message || String(error), running);
    });
  for (const command of commands) if (!isGrouped(command)) addCommand(parser, command, terminal, done);
  if (!commands.some(isGrouped)) return parser;
  parser.command({
    command: GROUP,
    describe: 'start, update, hand over and end sessions',
    builder: (group) => {
      group.usage(`Usage: $0 ${GROUP} <command> [options]`).demandCommand(1, `${GROUP}: a command is missing`);
      for (const command of commands) if (isGrouped(command)) addCommand(group, command, terminal, done);
      return group;
    },
    handler: () => {},
  });
  return parser;
}

function addCommand(parser: Argv, command: Command, terminal: Terminal, done: (code: number) => void): void {
  parser.command({
    command: command.usage.replace(`${GROUP} `, ''),
    describe: command.summary,
    builder: (sub) => {
      sub.usage(`Usage: $0 ${command.usage} [options]`);
      for (const { name, describe, array = false } of command.positionals) {
        sub.positional(name, { type: 'string', describe, array, default: undefined });
      }
      for (const [name, { setting: _key, ...option }] of Object.entries(command.options)) {
        // A value that was forgotten is never taken for an empty one.
        sub.option(name, { ...option, requiresArg: option.type === 'string' } satisfies Options);
      }
      return sub;
    },
    handler: async (args) => {
      const given = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, unmark(value)]));
      done(await command.run({ ...given, ...(await configured(command, given)) }, terminal));
    },
  });
}

/** What comes before the usage: most people look for a line that they can copy. */
function introduction(command: Command | undefined): string {
  const title =
    command === undefined ? 'The flight recorder for AI agents.' : `sessionlog ${nameOf(command)}: ${command.summary}`;
  const lines = (command?.examples ?? EXAMPLES).map(([line, what]) => `  # ${what}\n  ${line}\n`);
  return `${title}\n\n${lines.join('\n')}\n`;
}
