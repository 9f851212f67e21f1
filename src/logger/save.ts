import { createHash, randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../base/directory.js';
import { discard } from '../base/discard.js';
import { messageOf, SessionlogError } from '../base/errors.js';
import { assertPath } from '../log/arguments.js';
import { logBlocks } from '../log/log-blocks.js';

/**
 * An agent's name in letters that may stand in a file name everywhere. Where that changes it, a hash of the whole name
 * keeps agents apart whose names would become the same.
 */
function fileNameOf(agentId: string): string {
  const name = agentId.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^\.+/, '-');
  if (name === agentId && name.length <= NAME_CHARS) return name;
  const hash = createHash('sha256').update(agentId).digest('hex').slice(0, HASH_CHARS);
  return `${name.slice(0, NAME_CHARS - HASH_CHARS - 1)}-${hash}`;
}

const NAME_CHARS = 100;
const HASH_CHARS = 8;

/**
 * Copies a log to `<outputDir>/<agent>_<session>.jsonl`: whole, or not at all. Returns the path.
 *
 * @param source a log, or the directory of a session's shards, which are saved as one log; may be missing yet
 * @throws SessionlogError WRITE_FAILED; TypeError when the directory is no path
 */
export function saveLog(source: string, outputDir: string, agentId: string, sessionId: string): string {
  assertPath('saveSession(outputDir)', 'outputDir', outputDir);
  const name = `${fileNameOf(agentId)}_${sessionId}.jsonl`;
  const path = join(outputDir, name);
  const temporary = join(outputDir, `.${name}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    makeDirectory(outputDir, true);
    copyLog(source, temporary);
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw new SessionlogError('WRITE_FAILED', `${path}: the session cannot be saved: ${messageOf(error)}`, error);
  }
  return path;
}

/** The copy is new, and on the disk when this returns. */
function copyLog(source: string, path: string): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    if (existsSync(source)) for (const block of logBlocks(source)) writeWhole(fd, block);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function writeWhole(fd: number, block: Buffer): void {
  for (let done = 0; done < block.length; ) done += writeSync(fd, block, done);
}
