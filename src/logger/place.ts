import { SessionlogError } from '../base/errors.js';
import { newSessionId } from '../base/ids.js';
import { DEFAULT_DIR } from '../log/paths.js';
import type { SessionLoggerOptions } from './logger.js';

/** Who logs, as which session, and where. */
export interface LoggerPlace {
  readonly agentId: string;
  readonly sessionId: string;
  readonly dir: string;
}

/** What the options say, else what the environment says, as `sessionlog run` hands it down. @throws SessionlogError OPTION_INVALID */
export function placeOf(options: SessionLoggerOptions): LoggerPlace {
  const { SESSIONLOG_AGENT_ID, SESSIONLOG_SESSION_ID, SESSIONLOG_DIR } = process.env;
  const agentId = options.agentId ?? (SESSIONLOG_AGENT_ID || undefined);
  if (agentId === undefined) {
    throw new SessionlogError(
      'OPTION_INVALID',
      "SessionLogger: agentId is missing: expected a name, such as AGENT-001, here or in the environment's SESSIONLOG_AGENT_ID",
    );
  }
  return {
    agentId,
    sessionId: options.sessionId ?? (SESSIONLOG_SESSION_ID || newSessionId()),
    dir: options.dir ?? (SESSIONLOG_DIR || DEFAULT_DIR),
  };
}
