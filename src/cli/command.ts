import type { Options } from 'yargs';
import type { ConfigKey } from '../ops/config/keys.js';
import type { Terminal } from './terminal.js';

export interface Positional {
  readonly name: string;
  readonly describe: string;
  readonly array?: boolean;
}

/** An option, and the key of the configuration that stands in where it is not given. */
export type Option = Options & { readonly setting?: ConfigKey };

/** Parsed arguments. Every command names the ones that it declared. */
export type Args = Readonly<Record<string, unknown>>;

/** One command of the program: what it takes, and what it does with it. */
export interface Command {
  /** As yargs takes it: `cat <target..>`. */
  readonly usage: string;
  readonly summary: string;
  /** Shown first in the help: a command line, and what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  readonly positionals: readonly Positional[];
  readonly options: Readonly<Record<string, Option>>;
  /** The first operand ends the options: it and all that follows is a command line of its own. */
  readonly takesCommand?: boolean;
  /** Resolves with the exit code: one of `EXIT`, or that of a command which was run. */
  run(args: Args, terminal: Terminal): Promise<number>;
}
