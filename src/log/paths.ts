import { join } from 'node:path';
import { assertSessionId } from '../base/ids.js';

export const LOG_SUFFIX = '.jsonl';
export const DEFAULT_DIR = 'sessions';

/** The file of a session. @throws SessionlogError SESSION_ID_INVALID, before any file is touched */
export function sessionPath(dir: string, sessionId: string): string {
  assertSessionId(sessionId);
  return join(dir, sessionId + LOG_SUFFIX);
}
