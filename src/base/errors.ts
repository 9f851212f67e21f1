/**
 * Every error of ours carries a stable uppercase code, so that callers branch on the code and people read
 * the message. A message says what is wrong, where, and what to do.
 */
export type ErrorCode =
  | 'SESSION_ID_INVALID'
  | 'EVENT_INVALID'
  | 'VALUE_TOO_DEEP'
  | 'VALUE_CIRCULAR'
  | 'VALUE_UNSUPPORTED'
  | 'LINE_TOO_LONG'
  | 'FILE_NOT_FOUND'
  | 'FILE_UNSAFE'
  | 'FILE_UNREADABLE'
  | 'NO_LOGS'
  | 'NOT_A_LOG'
  | 'WRITE_FAILED'
  | 'SYNC_FAILED'
  | 'QUEUE_FULL'
  | 'LOG_CLOSED'
  | 'KEY_EXISTS'
  | 'KEY_UNUSABLE'
  | 'SEAL_FAILED'
  | 'SESSION_STATE'
  | 'CONFIG_INVALID'
  | 'ARCHIVE_UNREADABLE'
  | 'ARCHIVE_TOO_LARGE'
  | 'ZSTD_UNSUPPORTED'
  | 'OPTION_INVALID'
  | 'DATA_PROBLEMS'
  | 'SETTINGS_UNUSABLE'
  | 'SOURCE_CHANGED'
  | 'SESSION_NOT_FOUND'
  | 'SESSION_AMBIGUOUS'
  | 'SESSION_STATE'
  | 'SESSION_FOREIGN'
  | 'DUPLICATE_START';

export class SessionlogError extends Error {
  override readonly name = 'SessionlogError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The errno name of a failed system call ('ENOENT'), or '' when the error is of another kind. */
export function errnoOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  // libuv has no name for EDQUOT: a full quota arrives as errno -122 with the code 'UNKNOWN'.
  if (error.code === 'UNKNOWN' && 'errno' in error && error.errno === -122) return 'EDQUOT';
  return String(error.code);
}

/** What a thrown value says, whatever was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return String(thrown);
  } catch {
    return 'a value that cannot be shown was thrown';
  }
}
