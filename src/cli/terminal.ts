import { type ColorMode, errnoOf, SessionlogError } from '../ops/common.js';
import type { ColorLevel } from '../render/paint.js';

const DEFAULT_COLUMNS = 80;

/** Standard output is closed (`| head`): nobody wants more, and that is no failure. */
export class PipeClosed extends Error {}

/** Where a command writes: data to stdout, everything else to stderr. */
export class Terminal {
  readonly isTty = process.stdout.isTTY === true;
  readonly isErrorTty = process.stderr.isTTY === true;
  readonly columns = process.stdout.columns || DEFAULT_COLUMNS;
  readonly unicode =
    process.platform === 'win32'
      ? Boolean(process.env['WT_SESSION'] || process.env['TERM_PROGRAM'])
      : process.env['TERM'] !== 'linux';
  #failure: Error | undefined;

  constructor() {
    process.stdout.on('error', (error) => {
      this.#failure ??= outputError(error);
    });
    // Nothing can be said any more when stderr is gone.
    process.stderr.on('error', () => {});
  }

  /** Resolves when stdout has taken the data. @throws PipeClosed; SessionlogError WRITE_FAILED */
  async write(data: string | Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (data.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (error?: Error | null): void => (error ? reject(outputError(error)) : resolve());
      try {
        process.stdout.write(data, settle);
      } catch (error) {
        reject(outputError(error));
      }
    });
  }

  /** One line for a person, on stderr. The text must be safe already. */
  tell(line: string): void {
    process.stderr.write(`${line}\n`);
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
}

function outputError(error: unknown): Error {
  if (errnoOf(error) === 'EPIPE') return new PipeClosed();
  const what = errnoOf(error) === 'ENOSPC' ? 'no space is left on the device' : String((error as Error).message);
  return new SessionlogError('WRITE_FAILED', `standard output cannot be written: ${what}`, error);
}
