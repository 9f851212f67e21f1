import type { EventInput } from '../event/types.js';
import { LogWriter, type Receipt, type WriterOptions } from './writer.js';

/** Opens a session's log for many events. The file comes with the first one. */
export const openLog = (dir: string, sessionId: string, options: WriterOptions = {}): LogWriter =>
  new LogWriter(dir, sessionId, options);

/**
 * Appends one event to `<dir>/<sessionId>.jsonl`. Each call is a writer of its own: for more than a few events
 * keep a handle with `openLog`. When it returns, the event survives the death of the process.
 *
 * @throws SessionlogError as `LogWriter.append`; here nothing is kept for another try
 */
export function append(dir: string, sessionId: string, event: EventInput, options: WriterOptions = {}): Receipt {
  const log = openLog(dir, sessionId, options);
  try {
    const receipt = log.append(event);
    log.flushSync();
    return receipt;
  } finally {
    log.closeNow();
  }
}
