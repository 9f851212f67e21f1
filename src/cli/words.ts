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

/** The words as they were given, in whatever the parser made of them. */
export function unmark<Value>(value: Value): Value {
  if (typeof value === 'string') return value.replaceAll(MARK, '') as Value;
  if (Array.isArray(value)) return value.map(unmark) as Value;
  return value;
}

const EVERYWHERE = ['help', 'h', 'version', 'V'];

/** The options of a command, by every name that they have. */
function optionNames(command: Command | undefined): string[] {
  const own = Object.entries(command?.options ?? {}).flatMap(([name, { alias = [] }]) => [name, alias].flat());
  return [...own, ...EVERYWHERE];
}

/** What to say of the first option that the command does not have, or that takes no value and has one; or undefined. */
export function optionFault(words: readonly string[], command: Command | undefined): string | undefined {
  const names = optionNames(command);
  const isKnown = (name: string): boolean => names.includes(name) || names.includes(name.replace(/^no-/, ''));
  for (const word of words) {
    // A word such as -1 is a value, and -n5 the option n.
    const [, dashes, name = '', value] = /^(--?)([^=\d][^=]*)(=.*)?$/s.exec(word) ?? [];
    if (dashes === undefined) continue;
    const unknown = dashes === '--' ? [name] : [...name.replace(/\d.*$/, '')];
    const first = unknown.find((candidate) => !isKnown(candidate));
    if (first !== undefined) return `there is no option ${dashes}${first}${didYouMean(first, names, '--')}`;
    if (value !== undefined && command?.options[name]?.type === 'boolean') return `--${name} takes no value`;
  }
  return undefined;
}

/** `: did you mean …?`, when a name is near enough to be meant. */
export function didYouMean(given: string, names: readonly string[], prefix = ''): string {
  const far = Math.max(1, Math.floor(given.length / 3));
  // The beginning of a name is as good as all of it.
  const near = names
    .filter((name) => name.length > 1)
    .map((name) => ({
      name,
      distance: Math.min(distanceOf(given, name), distanceOf(given, name.slice(0, given.length + 1))),
    }))
    .filter(({ distance }) => given.length > 1 && distance <= far)
    .sort((a, b) => a.distance - b.distance)[0];
  return near === undefined ? '' : `: did you mean ${prefix}${near.name}?`;
}

/** How many letters have to be put in, left out or changed (Levenshtein's distance). */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from.slice(0, 64)].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const [left = 0, above = 0, corner = 0] = [next[j], row[j + 1], row[j]];
      next.push(Math.min(left + 1, above + 1, corner + (letter === to[j] ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
