import type { Args, Command } from './command.js';

/**
 * The arguments of a command line that leaves nothing to explain: options by their long names, each once, with the value
 * that they need, and as many operands as the command takes. Undefined for any other: the parser knows what to make of it.
 * The parser costs more than most commands; a hook that appends one event must not pay for it.
 */
export function simpleArgs(command: Command, words: readonly string[]): Args | undefined {
  const given = new Map<string, string | string[] | boolean>();
  const operands: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '') return undefined;
    if (!word.startsWith('-')) {
      operands.push(word);
      continue;
    }
    const name = word.slice(2);
    const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
    if (option === undefined || !word.startsWith('--') || given.has(name)) return undefined;
    if (option.type === 'boolean') {
      // Some take the word behind a flag for its value.
      if (['true', 'false'].includes(words[i + 1] ?? '')) return undefined;
      given.set(name, true);
      continue;
    }
    const value = words[++i] ?? '';
    if (value === '' || value.startsWith('-')) return undefined;
    given.set(name, option.array === true ? [value] : value);
  }
  const placed = place(command, operands);
  if (placed === undefined) return undefined;
  const options = Object.entries(command.options).map(([name, { default: usual, coerce }]) => {
    const value: unknown = given.get(name) ?? usual;
    return [name, coerce === undefined || value === undefined ? value : coerce(value)] as const;
  });
  return Object.fromEntries([...options, ...placed]);
}

/** The operands by the names of their places, as `<needed> [optional] [many..]` gives them. */
function place({ usage, positionals }: Command, operands: readonly string[]): [string, unknown][] | undefined {
  const needed = usage.split('<').length - 1;
  const last = positionals.at(-1);
  if (operands.length < needed || (last?.array !== true && operands.length > positionals.length)) return undefined;
  return positionals.map(({ name, array = false }, i) => {
    if (!array) return [name, operands[i]];
    return [name, operands.length > i ? operands.slice(i) : undefined];
  });
}
