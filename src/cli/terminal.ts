import { fstatSync, statSync, writeSync } from 'node:fs';
import type { ColorMode } from '../ops/common.js';
import { errnoOf, SessionlogError } from '../ops/errors.js';
import { foldLines } from '../render/fold.js';
import type { ColorLevel } from '../render/paint.js';

const DEFAULT_COLUMNS = 80;
const STDOUT = 1;
const STDERR = 2;

/** Standard output is closed (`| head`): nobody wants more, and that is no failure. */
export class PipeClosed extends Error {}

/**
 * Where a command writes: data to stdout, everything else to stderr. Node makes these streams when they are first asked for,
 * and that takes a while: a command that says nothing does not pay for them.
 */
export class Terminal {
  #out: NodeJS.WriteStream | undefined;
  #err: NodeJS.WriteStream | undefined;
  #failure: Error | undefined;

  get isTty(): boolean {
    return mayBeTerminal(STDOUT) && this.#stdout.isTTY === true;
  }

  get isErrorTty(): boolean {
    return mayBeTerminal(STDERR) && this.#stderr.isTTY === true;
  }

  get columns(): number {
    return (this.isTty && this.#stdout.columns) || DEFAULT_COLUMNS;
  }

  get unicode(): boolean {
    return process.platform === 'win32'
      ? Boolean(process.env['WT_SESSION'] || process.env['TERM_PROGRAM'])
      : process.env['TERM'] !== 'linux';
  }

  /** Resolves when stdout has taken the data. @throws PipeClosed; SessionlogError WRITE_FAILED */
  async write(data: string | Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const rest = this.#out === undefined ? writeAtOnce(data) : data;
    if (rest.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (error?: Error | null): void => (error ? reject(outputError(error)) : resolve());
      try {
        this.#stdout.write(rest, settle);
      } catch (error) {
        reject(outputError(error));
      }
    });
  }

  /** A line, folded where it is read on a terminal; programs get one that is whole. The text must be safe already. */
  async say(line: string): Promise<void> {
    await this.write(`${this.isTty ? foldLines(line, this.columns) : line}\n`);
  }

  /** The same for a person, on stderr. */
  tell(line: string): void {
    const shown = this.isErrorTty ? foldLines(line, this.#stderr.columns || DEFAULT_COLUMNS) : line;
    this.#stderr.write(`${shown}\n`);
  }

  /** What stdout can show: `auto` honours NO_COLOR, FORCE_COLOR and TERM=dumb. */
  async colorLevel(mode: ColorMode): Promise<ColorLevel> {
    if (mode === 'never') return 0;
    if (mode === 'always') {
      const { terminalColors } = await import('../render/color.js');
      return terminalColors() || 1;
    }
    const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
    if (FORCE_COLOR === undefined && (NO_COLOR || TERM === 'dumb' || !this.isTty)) return 0;
    const { terminalColors } = await import('../render/color.js');
    return terminalColors();
  }

  get #stdout(): NodeJS.WriteStream {
    this.#out ??= process.stdout.on('error', (error) => {
      this.#failure ??= outputError(error);
    });
    return this.#out;
  }

  get #stderr(): NodeJS.WriteStream {
    // Nothing can be said any more when stderr is gone.
    this.#err ??= process.stderr.on('error', () => {});
    return this.#err;
  }
}

/**
 * Writes to stdout without a stream, and returns what it did not take: it does not block, and is full.
 *
 * @throws as `Terminal.write`
 */
function writeAtOnce(data: string | Uint8Array): Uint8Array {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  let done = 0;
  try {
    while (done < bytes.length) done += writeSync(STDOUT, bytes, done);
  } catch (error) {
    if (errnoOf(error) !== 'EAGAIN') throw outputError(error);
  }
  return bytes.subarray(done);
}

/** False for a file, a pipe and /dev/null: to ask Node whether it is a terminal makes the stream. */
function mayBeTerminal(fd: number): boolean {
  if (process.platform === 'win32') return true;
  const stat = fstatSync(fd);
  return stat.isCharacterDevice() && stat.rdev !== statSync('/dev/null', { throwIfNoEntry: false })?.rdev;
}

function outputError(error: unknown): Error {
  if (errnoOf(error) === 'EPIPE') return new PipeClosed();
  const what = errnoOf(error) === 'ENOSPC' ? 'no space is left on the device' : String((error as Error).message);
  return new SessionlogError('WRITE_FAILED', `standard output cannot be written: ${what}`, error);
}
