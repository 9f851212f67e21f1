import type { Args, Command, Option } from './command.js';

/**
 * The arguments of a command line that leaves nothing to explain: options that the command has, each once, with the value
 * that they need, and as many operands as the command takes. Undefined for any other: the parser knows what to make of it.
 * The parser costs more than most commands; a hook that appends one event must not pay for it.
 */
export function simpleArgs(command: Command, words: readonly string[]): Args | undefined {
  const given = new Map<string, string | string[] | boolean>();
  const operands: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '') return undefined;
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    const { name = '', option, isNegated, joined } = optionOf(command, word) ?? {};
    if (option === undefined || given.has(name)) return undefined;
    if (option.type === 'boolean') {
      // Some take the word behind a flag for its value.
      if (joined !== undefined || ['true', 'false'].includes(words[i + 1] ?? '')) return undefined;
      given.set(name, isNegated !== true);
      continue;
    }
    const value = joined ?? words[++i] ?? '';
    // The parser takes quotes off what is joined to its name.
    if (value === '' || value.startsWith('-') || (joined !== undefined && /^["']/.test(joined))) return undefined;
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

interface Named {
  readonly name: string;
  readonly option: Option;
  /** `--no-name`. */
  readonly isNegated?: boolean;
  /** Of `--name=value`. */
  readonly joined?: string | undefined;
}

/** The option that a word names: `--name`, `--name=value`, `--no-name` of a flag, or its one letter. */
function optionOf({ options }: Command, word: string): Named | undefined {
  const [, dashes, name = '', joined] = /^(--?)([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  if (dashes === '-') {
    const [long, option] = Object.entries(options).find(([, { alias }]) => alias === name) ?? [];
    return long === undefined || option === undefined || joined !== undefined ? undefined : { name: long, option };
  }
  const own = Object.hasOwn(options, name) ? options[name] : undefined;
  if (own !== undefined) return { name, option: own, joined };
  const positive = name.replace(/^no-/, '');
  const negated = Object.hasOwn(options, positive) ? options[positive] : undefined;
  if (negated?.type !== 'boolean' || joined !== undefined) return undefined;
  return { name: positive, option: negated, isNegated: true };
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
