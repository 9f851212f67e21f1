import { didYouMean } from '../ops/common.js';
import type { Command } from './command.js';

/**
 * Marks a word that begins with a dash and is no option: `-`, and everything behind `--`. The parser would take it
 * for one. No argument of a process can hold a NUL, so that nothing is mistaken for a mark.
 */
const MARK = '\0';

export function markOperands(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  const before = end === -1 ? args : args.slice(0, end);
  const behind = end === -1 ? [] : args.slice(end + 1);
  const mark = (word: string): string => (word.startsWith('-') ? MARK + word : word);
  return [...before.map((word) => (word === '-' ? mark(word) : word)), ...behind.map(mark)];
}

/**
 * The same for a command that takes a command line: the first operand, or `--` before it, ends the options. All that
 * follows is marked, lest the parser take anything for quotes or options.
 */
export function markCommand(args: readonly string[], command: Command): string[] {
  let first = 1;
  while (first < args.length && isOption(args[first] ?? '')) first += takesValue(args[first] ?? '', command) ? 2 : 1;
  const behind = args.slice(args[first] === '--' ? first + 1 : first);
  return [...args.slice(0, first), ...behind.map((word) => MARK + word)];
}

const isOption = (word: string): boolean => word.startsWith('-') && word !== '-' && word !== '--';

/** The words as they were given, in whatever the parser made of them. */
export function unmark<Value>(value: Value): Value {
  if (typeof value === 'string') return value.replaceAll(MARK, '') as Value;
  if (Array.isArray(value)) return value.map(unmark) as Value;
  return value;
}

const EVERYWHERE = ['help', 'h', 'version', 'V'];
const COUNT = /^-(\d+)$/;

/** The options of a command, by every name that they have. */
function optionNames(command: Command | undefined): string[] {
  const own = Object.entries(command?.options ?? {}).flatMap(([name, { alias = [] }]) => [name, alias].flat());
  return [...own, ...EVERYWHERE];
}

/** What to say of the first option that the command does not have, or that takes no value and has one; or undefined. */
export function optionFault(words: readonly string[], command: Command | undefined): string | undefined {
  const names = optionNames(command);
  const isKnown = (name: string): boolean => names.includes(name) || names.includes(name.replace(/^no-/, ''));
  for (const [index, word] of words.entries()) {
    const count = COUNT.exec(word)?.[1];
    if (count !== undefined && hasCount(command) && !takesValue(words[index - 1] ?? '', command)) {
      return `there is no option ${word}: did you mean -n ${count}?`;
    }
    // A word such as -1 is a value, and -n5 the option n.
    const [, dashes, name = '', value] = /^(--?)([^=\d][^=]*)(=.*)?$/s.exec(word) ?? [];
    if (dashes === undefined) continue;
    const unknown = dashes === '--' ? [name] : [...name.replace(/\d.*$/, '')];
    const first = unknown.find((candidate) => !isKnown(candidate));
    // Many programs tell their version so.
    if (first === 'v' && dashes === '-') return 'there is no option -v: did you mean -V (--version)?';
    if (first !== undefined) return `there is no option ${dashes}${first}${didYouMean(first, names, '--')}`;
    if (value !== undefined && command?.options[name]?.type === 'boolean') return `--${name} takes no value`;
  }
  return undefined;
}

const hasCount = (command: Command | undefined): boolean => command?.options['lines']?.alias === 'n';

/** Whether the word is an option whose value is the word behind it. */
function takesValue(word: string, command: Command | undefined): boolean {
  const name = word.replace(/^--?/, '');
  if (name === word) return false;
  return Object.entries(command?.options ?? {}).some(
    ([long, { alias = [], type }]) => type === 'string' && [long, alias].flat().includes(name),
  );
}
