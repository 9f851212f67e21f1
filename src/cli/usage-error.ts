import { type Command, nameOf } from './command.js';

/** Wrong usage: the message names what is wrong, the help of the command is one option away. */
export class UsageError extends Error {}

type Wording = readonly [said: RegExp, say: (found: string, command: Command | undefined) => string];

/** What yargs finds wrong, in words that name what to do. */
const WORDINGS: readonly Wording[] = [
  [/^Not enough non-option arguments/, (_found, command) => `${titleOf(command)}: a ${missing(command)} is missing`],
  [/^Not enough arguments following: (.*)$/, (found) => `${found.length === 1 ? '-' : '--'}${found} needs a value`],
  [
    /^Unknown arguments?: (.*)$/,
    (found, command) => `${titleOf(command)}: there is no place for ${JSON.stringify(found)}`,
  ],
];

export function usageError(message: string, command: Command | undefined): UsageError {
  for (const [said, say] of WORDINGS) {
    const [whole, found = ''] = said.exec(message) ?? [];
    if (whole !== undefined) return new UsageError(say(found, command));
  }
  return new UsageError(message);
}

const titleOf = (command: Command | undefined): string => (command === undefined ? 'sessionlog' : nameOf(command));

const missing = (command: Command | undefined): string => /<(\w+)/.exec(command?.usage ?? '')?.[1] ?? 'command';
