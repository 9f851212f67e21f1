import { messageOf, SessionlogError } from '../base/errors.js';

/** What becomes of an event that could not be logged: a warning (once), an exception, nothing, or a call. */
export type OnError = 'warn' | 'throw' | 'ignore' | ((error: SessionlogError) => void);

/** Decides what a failure of logging does to the agent: nothing, unless it asked for more. */
export class Failures {
  readonly #onError: OnError;
  #count = 0;

  constructor(onError: OnError) {
    this.#onError = onError;
  }

  /** Failures so far. */
  get count(): number {
    return this.#count;
  }

  handle(error: unknown): void {
    this.#count++;
    const coded =
      error instanceof SessionlogError ? error : new SessionlogError('EVENT_INVALID', messageOf(error), error);
    if (this.#onError === 'throw') throw coded;
    if (typeof this.#onError === 'function') this.#call(this.#onError, coded);
    else if (this.#onError === 'warn' && this.#count === 1) warn(coded);
  }

  #call(onError: (error: SessionlogError) => void, error: SessionlogError): void {
    try {
      onError(error);
    } catch (thrown) {
      // A handler that throws would take the agent down with it; it is warned of instead.
      warn(thrown instanceof Error ? thrown : error);
    }
  }
}

const warn = (error: Error): void => {
  const code = error instanceof SessionlogError ? error.code : 'ON_ERROR_THREW';
  process.emitWarning(
    `${error.message} (further failures of this logger are counted, not shown)`,
    'SessionlogWarning',
    code,
  );
};
