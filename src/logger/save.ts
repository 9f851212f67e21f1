import { randomBytes } from 'node:crypto';
import { closeSync, constants, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, SessionlogError } from '../base/errors.js';
import { makeDirectory } from '../log/directory.js';

/** Letters that may stand in a file name everywhere; the rest of an agent's name becomes '-'. */
const fileNameOf = (agentId: string): string =>
  agentId
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^\.+/, '-')
    .slice(0, 100);

/**
 * Copies a log to `<outputDir>/<agent>_<session>.jsonl`: whole, or not at all. Returns the path.
 *
 * @throws SessionlogError WRITE_FAILED
 */
export function saveLog(logPath: string, outputDir: string, agentId: string, sessionId: string): string {
  const name = `${fileNameOf(agentId)}_${sessionId}.jsonl`;
  const path = join(outputDir, name);
  const temporary = join(outputDir, `.${name}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    makeDirectory(outputDir, true);
    if (existsSync(logPath)) copyFileSync(logPath, temporary, constants.COPYFILE_EXCL);
    const fd = openSync(temporary, constants.O_RDWR | constants.O_CREAT, 0o600);
    fsyncSync(fd);
    closeSync(fd);
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw new SessionlogError('WRITE_FAILED', `${path}: the session cannot be saved: ${messageOf(error)}`, error);
  }
  return path;
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder is what failed: nothing was left in it.
  }
}
