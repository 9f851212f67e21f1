import { type ErrorCode, SessionlogError } from '../ops/common.js';

/** What a process says by its exit code. */
export const EXIT = { done: 0, failed: 1, usage: 2, problems: 3, not_found: 5, conflict: 6 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const OF_CODE: Partial<Record<ErrorCode, ExitCode>> = {
  FILE_NOT_FOUND: EXIT.not_found,
  NO_LOGS: EXIT.not_found,
  SESSION_STATE: EXIT.conflict,
  CONFIG_INVALID: EXIT.usage,
  OPTION_INVALID: EXIT.usage,
  SESSION_ID_INVALID: EXIT.usage,
};

export const exitCodeOf = (error: unknown): ExitCode =>
  (error instanceof SessionlogError ? OF_CODE[error.code] : undefined) ?? EXIT.failed;
