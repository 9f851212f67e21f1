/** A simple command line means the same, whether the parser reads it or not. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Args, Command } from '../../src/cli/command.js';
import { commandOf, GROUP, TOP_NAMES } from '../../src/cli/commands.js';
import { configured } from '../../src/cli/configured.js';
import { runCommand } from '../../src/cli/parser.js';
import { simpleArgs } from '../../src/cli/simple.js';
import { Terminal } from '../../src/cli/terminal.js';

async function load(name: string): Promise<Command> {
  const command = await commandOf([name]);
  if (command === undefined) throw new Error(`there is no command ${name}`);
  return command;
}

const terminal = new Terminal();

/** What the parser hands to the command, of what the command declares; undefined where it refuses. */
async function parsed(name: string, words: readonly string[]): Promise<Args | undefined> {
  const command = await load(name);
  let given: Args | undefined;
  const run = vi.spyOn(command, 'run').mockImplementation(async (args) => {
    given = args;
    return 0;
  });
  const tell = vi.spyOn(terminal, 'tell').mockReturnValue();
  await runCommand([name, ...words], '0.0.0', terminal);
  run.mockRestore();
  tell.mockRestore();
  return given === undefined ? undefined : declared(command, given);
}

/** The parser adds keys of its own. What is absent, undefined, or a list of nothing is the same to a command. */
function declared(command: Command, args: Args): Args {
  const names = [...command.positionals.map(({ name }) => name), ...Object.keys(command.options)];
  return Object.fromEntries(
    names.map((name) => [name, args[name]]).filter(([, value]) => [value].flat().some((one) => one !== undefined)),
  );
}

const WORDS = [
  's1',
  '{"type":"note"}',
  'a b',
  '7',
  '0x1f',
  'true',
  'ä',
  'no=1',
  '-',
  '--',
  '-h',
  '-n',
  '-f',
  '5',
  '--nope',
  '',
];

/** `run` has a command line of another program behind it: that is for the parser. */
const NAMES = TOP_NAMES.filter((name) => name !== GROUP && name !== 'run');

describe.each(NAMES)('%s', (name) => {
  it('is read the same way', async () => {
    const command = await load(name);
    const options = Object.keys(command.options).flatMap((option) => [
      `--${option}`,
      `--${option}=x`,
      `--no-${option}`,
      `--${option}=-1`,
      `--${option}='a b'`,
    ]);
    const word = fc.constantFrom(...WORDS, ...options, ...options);
    const needed = command.usage.match(/</g)?.map(() => 's1') ?? [];
    let simple = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 5 }), fc.boolean(), async (given, complete) => {
        // Chance alone seldom gives a command all that it needs.
        const words = complete ? [...needed, ...given] : given;
        const args = simpleArgs(command, words);
        if (args === undefined) return;
        simple++;
        expect(await parsed(name, words)).toEqual(declared(command, { ...args, ...(await configured(command, args)) }));
      }),
      { numRuns: 150 },
    );
    expect(simple).toBeGreaterThan(0);
  });
});

it.each<[string, string[]]>([
  ['append', ['s1', '{"type":"note"}']],
  ['append', ['s1', '{"type":"note"}', '--dir', 'logs', '--agent', 'bot-7']],
  ['append', ['--agent', '7', 's1']],
  ['analyze', []],
  ['analyze', ['a', 'b', '--json', '--threshold', '0.5']],
  ['analyze', ['-', '--json', '--no-cache', '--threshold=0.5', '--group-by=day']],
  ['analyze', ['--no-strict', '--timezone=Europe/Berlin']],
  ['tail', ['s1', '--follow', '--lines', '3', '--type', 'note']],
  ['tail', ['-f', 's1', '-n', '5']],
])('%s %j is simple', async (name, words) => {
  const args = simpleArgs(await load(name), words);
  expect(args).toBeDefined();
});

it.each<[string, string[]]>([
  ['append', []],
  ['append', ['a', 'b', 'c']],
  ['append', ['s1', '--dir', '']],
  ['append', ['s1', '--dir']],
  ['append', ['s1', '--dir', 'a', '--dir', 'b']],
  ['append', ['s1', '--nope', 'x']],
  ['append', ['s1', '--help']],
  ['append', ['s1', '--__proto__', 'x']],
  ['analyze', ['--json', 'true']],
  ['analyze', ['--json=true']],
  ['analyze', ['--threshold=']],
  ['analyze', ['--timezone="UTC"']],
  ['analyze', ['--cache', '--no-cache']],
  ['analyze', ['--no-dir']],
  ['analyze', ['--no-nope']],
  ['analyze', ['-x']],
  ['tail', ['-n5', 's1']],
  ['tail', ['-n=5', 's1']],
  ['tail', ['-ff', 's1']],
])('%s %j is for the parser', async (name, words) => {
  expect(simpleArgs(await load(name), words)).toBeUndefined();
});
