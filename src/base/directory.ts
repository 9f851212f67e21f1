import { chmodSync, closeSync, constants, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from './errors.js';

const DIR_MODE = 0o700;

/**
 * Makes a directory and all above it that are missing, for us alone. Not by `recursive: true`, which never returns
 * where a directory cannot be made inside one that is there, as in /proc (Node 20).
 *
 * @param durable each new name is on the disk when this returns
 */
export function makeDirectory(dir: string, durable: boolean): void {
  const above = dirname(dir);
  if (above !== dir && !existsSync(above)) makeDirectory(above, durable);
  try {
    mkdirSync(dir, DIR_MODE);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return;
    throw error;
  }
  // A umask may have taken bits that we need.
  chmodSync(dir, DIR_MODE);
  if (durable) syncDirectory(above);
}

/** A new name is on the disk only when its directory is. */
export function syncDirectory(dir: string): void {
  const fd = openSync(dir, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } catch (error) {
    // Some file systems and platforms cannot sync a directory; there the name is as durable as they make it.
    if (!['EINVAL', 'ENOTSUP', 'EPERM', 'EBADF', 'EISDIR'].includes(errnoOf(error))) throw error;
  } finally {
    closeSync(fd);
  }
}
