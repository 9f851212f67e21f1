import yargs, { type Argv, type Options } from 'yargs';
import { didYouMean, SessionlogError } from '../ops/common.js';
import { loadConfig } from '../ops/config/load.js';
import type { Args, Command } from './command.js';
import { analyze } from './commands/analyze.js';
import { append } from './commands/append.js';
import { archive } from './commands/archive.js';
import { cat } from './commands/cat.js';
import { completion } from './commands/completion.js';
import { config } from './commands/config.js';
import { hook } from './commands/hook.js';
import { importCommand } from './commands/import.js';
import { keygen } from './commands/keygen.js';
import { run } from './commands/run.js';
import { schema } from './commands/schema.js';
import { seal } from './commands/seal.js';
import { sources } from './commands/sources.js';
import { tail } from './commands/tail.js';
import { verify } from './commands/verify.js';
import { EXIT } from './exit.js';
import type { Terminal } from './terminal.js';
import { UsageError, usageError } from './usage-error.js';
import { markCommand, markOperands, optionFault, unmark } from './words.js';

const COMMANDS: readonly Command[] = [
  run,
  analyze,
  tail,
  cat,
  append,
  sources,
  importCommand,
  hook,
  verify,
  seal,
  keygen,
  archive,
  config,
  schema,
  completion,
];
const NAMES = COMMANDS.map(({ usage }) => usage.split(' ')[0] ?? '');

const EXAMPLES = [
  ['sessionlog analyze', 'where did the time go, in the newest session'],
  ['sessionlog tail -f sessions', 'follow every session of a directory'],
  ['sessionlog cat sprint-42 | jq .type', 'the stored lines, for other tools'],
] as const;

/** Parses the command line and runs its command. @throws SessionlogError, and what else the command throws */
export async function runCommand(args: readonly string[], version: string, terminal: Terminal): Promise<number> {
  // `help cat` is what some type for `cat --help`.
  const given = args[0] === 'help' ? [...args.slice(1), '--help'] : args;
  const command = COMMANDS[NAMES.indexOf(given[0] ?? '')];
  const words = command?.takesCommand === true ? markCommand(given, command) : markOperands(given);
  const isCompleting = words[0]?.startsWith('--get-yargs-completions') === true;
  const isHelp = words.some((word) => word === '--help' || word === '-h');
  let exit: number = EXIT.done;
  let output = '';
  try {
    if (!isCompleting) assertKnown(words, command);
    const parser = build(terminal, version, command, (code) => {
      exit = code;
    });
    await parser.parseAsync(words, {}, (_error, _argv, text) => {
      output = text;
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { safeText } = await import('../render/safe.js');
    terminal.tell(safeText(`sessionlog: ${unmark(error.message)}`));
    terminal.tell(`Run "sessionlog ${command === undefined ? '' : `${words[0]} `}--help" for help.`);
    return EXIT.usage;
  }
  if (output !== '') await terminal.write(`${isHelp ? introduction(command) : ''}${output}\n`);
  return exit;
}

/** @throws UsageError for a command or an option that does not exist */
function assertKnown(words: readonly string[], command: Command | undefined): void {
  const first = words[0] ?? '';
  if (command === undefined && first !== '' && !first.startsWith('-')) {
    throw new UsageError(`there is no command ${JSON.stringify(unmark(first))}${didYouMean(first, NAMES)}`);
  }
  const fault = optionFault(words, command);
  if (fault !== undefined) throw new UsageError(fault);
}

function build(terminal: Terminal, version: string, running: Command | undefined, done: (code: number) => void): Argv {
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
  for (const command of COMMANDS) addCommand(parser, command, terminal, done);
  return parser;
}

function addCommand(parser: Argv, command: Command, terminal: Terminal, done: (code: number) => void): void {
  parser.command({
    command: command.usage,
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

/** What the configuration says of the options that were not given. @throws SessionlogError CONFIG_INVALID */
async function configured(command: Command, given: Args): Promise<Args> {
  const open = Object.entries(command.options).filter(([name, { setting }]) => setting && given[name] === undefined);
  if (open.length === 0) return {};
  const settings = await loadConfig(process.cwd(), process.env);
  const values = open.map(([name, { setting }]) => [name, setting && settings.get(setting)?.value] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== null));
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
