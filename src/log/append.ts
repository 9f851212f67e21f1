import type { EventInput } from '../event/types.js';
import { assertOptions, assertPath } from './arguments.js';
import { LogWriter, type Receipt, type WriterOptions } from './writer.js';

/**
 * Opens a session's log for many events. The file comes with the first one.
 *
 * @throws TypeError when an argument is of the wrong type; SessionlogError SESSION_ID_INVALID, OPTION_INVALID
 */
export function openLog(dir: string, sessionId: string, options: WriterOptions = {}): LogWriter {
  return open('openLog(dir, sessionId, options)', dir, sessionId, options);
}

function open(call: string, dir: string, sessionId: string, options: WriterOptions): LogWriter {
  assertPath(call, 'dir', dir);
  assertOptions(call, options);
  return new LogWriter(dir, sessionId, options);
}

/**
 * Appends one event to `<dir>/<sessionId>.jsonl`. Each call is a writer of its own: for more than a few events
 * keep a handle with `openLog`. When it returns, the event survives the death of the process.
 *
 * @throws TypeError as `openLog`; SessionlogError as `openLog` and `LogWriter.append`; here nothing is kept for another try
 */
export function append(dir: string, sessionId: string, event: EventInput, options: WriterOptions = {}): Receipt {
  const log = open('append(dir, sessionId, event, options)', dir, sessionId, options);
  try {
    const receipt = log.append(event);
    log.flushSync();
    return receipt;
  } finally {
    log.closeNow();
  }
}
