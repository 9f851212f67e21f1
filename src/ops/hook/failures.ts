import { appendFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isoFromMs } from '../../base/clock.js';
import { makeDirectory } from '../../base/directory.js';
import { messageOf, SessionlogError } from '../../base/errors.js';
import { visibleJson } from '../../event/escape.js';
import { type Environment, failureLog } from './places.js';

const FILE_BYTES = 1024 * 1024;

/**
 * Notes a failure of the hook where a person can find it: the agent must never hear of it. The log is kept below two
 * files of 1 MiB.
 */
export function noteFailure(env: Environment, error: unknown, now_ms: number): void {
  const path = failureLog(env);
  const code = error instanceof SessionlogError ? error.code : 'BUG';
  const stack = error instanceof SessionlogError || !(error instanceof Error) ? undefined : error.stack;
  const line = visibleJson({ ts: isoFromMs(now_ms), code, message: messageOf(error), stack });
  try {
    makeDirectory(dirname(path), false);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > FILE_BYTES) renameSync(path, `${path}.1`);
    appendFileSync(path, `${line}\n`, { mode: 0o600 });
  } catch {
    // A full disk, a home that cannot be written: there is nobody left to tell.
  }
}
