import type { Options } from 'yargs';
import type { ExitCode } from './exit.js';
import type { Terminal } from './terminal.js';

export interface Positional {
  readonly name: string;
  readonly describe: string;
  readonly array?: boolean;
}

/** Parsed arguments. Every command names the ones that it declared. */
export type Args = Readonly<Record<string, unknown>>;

/** One command of the program: what it takes, and what it does with it. */
export interface Command {
  /** As yargs takes it: `cat <target..>`; of a group with its name: `session start [session]`. */
  readonly usage: string;
  readonly summary: string;
  /** Shown first in the help: a command line, and what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  readonly positionals: readonly Positional[];
  readonly options: Readonly<Record<string, Options>>;
  run(args: Args, terminal: Terminal): Promise<ExitCode>;
}

/** The name of a command, with its group: `cat`, `session start`. */
export const nameOf = ({ usage }: Command): string => usage.replace(/\s*[<[].*$/s, '');
