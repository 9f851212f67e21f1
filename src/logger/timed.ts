import { performance } from 'node:perf_hooks';

/** How a timed call ended. */
export interface Outcome {
  readonly duration_ms: number;
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly error?: unknown;
}

/** Milliseconds since whenever: a clock that the computer's user cannot set. */
export const stopwatch = (): number => performance.now();

/** @throws TypeError before anything is logged: the caller's mistake, which no `onError` may hide */
export function assertFunction(call: string, fn: unknown): void {
  if (typeof fn !== 'function') throw new TypeError(`${call}: fn must be a function`);
}

/**
 * Runs a function, sync or async, and tells how it ended and how long it took, in milliseconds; hands on what it
 * returns, resolves to or throws. When it fails, its own error is the one that is thrown, whatever `end` does.
 */
export function timed<Result>(fn: () => Result, end: (outcome: Outcome) => void, now: () => number): Result {
  const started_ms = now();
  // A clock on the wall may be set back.
  const duration = (): number => Math.max(0, Math.round((now() - started_ms) * 1000) / 1000);
  const completed = (): void => end({ duration_ms: duration(), status: 'completed' });
  const failed = (error: unknown): void => {
    try {
      end({ duration_ms: duration(), status: isAbort(error) ? 'cancelled' : 'failed', error });
    } catch {
      // The caller asked to hear of failures of logging, but its own failure comes first; this one was counted.
    }
  };
  let result: Result;
  try {
    result = fn();
  } catch (error) {
    failed(error);
    throw error;
  }
  if (!isThenable(result)) {
    completed();
    return result;
  }
  // A thenable that is no promise need not return one from `then`.
  const settled = Promise.resolve(result).then(
    (value) => {
      completed();
      return value;
    },
    (error: unknown) => {
      failed(error);
      throw error;
    },
  );
  return settled as Result;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  try {
    return typeof (value as { then?: unknown }).then === 'function';
  } catch {
    // A getter that throws: for whoever awaits it to find out, not for us.
    return false;
  }
}

function isAbort(error: unknown): boolean {
  try {
    return error instanceof Error && error.name === 'AbortError';
  } catch {
    return false;
  }
}
