import { onTestFinished } from 'vitest';
import { SessionLogger, type SessionLoggerOptions } from '../../src/logger/logger.js';
import { tempDir } from './temp.js';

/** A logger in a directory of its own, which throws what it cannot log; closed after the test. */
export function makeLogger(options: Partial<SessionLoggerOptions> = {}): SessionLogger {
  const logger = new SessionLogger({
    agentId: 'AGENT-004',
    sessionId: 'sprint',
    dir: tempDir(),
    onError: 'throw',
    ...options,
  });
  onTestFinished(() => logger.close().catch(() => {}));
  return logger;
}
