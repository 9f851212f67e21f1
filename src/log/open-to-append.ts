import { closeSync, constants, fchmodSync, fstatSync, openSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { makeDirectory, syncDirectory } from '../base/directory.js';
import { errnoOf, SessionlogError } from '../base/errors.js';

const FILE_MODE = 0o600;
// Reading is needed too: to see how the file ends, and to prove what was written. A FIFO must not block us.
const OPEN = constants.O_RDWR | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** A file may go away between the two ways to open it. */
const TRIES = 8;

/**
 * Opens a log for appending, with its directory when there is none yet, and checks what was opened.
 *
 * @param durable a new name is on the disk when this returns
 * @throws SessionlogError FILE_UNSAFE, and whatever the system calls throw
 */
export function openToAppend(path: string, durable: boolean): number {
  let fd: number;
  try {
    fd = openOrCreate(path, durable);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    makeDirectory(dirname(path), durable);
    fd = openOrCreate(path, durable);
  }
  const fault = faultOf(fstatSync(fd));
  if (fault !== undefined) {
    closeSync(fd);
    throw new SessionlogError('FILE_UNSAFE', `${path}: ${fault}`);
  }
  return fd;
}

function openOrCreate(path: string, durable: boolean): number {
  for (let tries = 0; ; tries++) {
    try {
      const fd = openSync(path, OPEN | constants.O_CREAT | constants.O_EXCL, FILE_MODE);
      // A umask may have taken bits that the next open needs.
      fchmodSync(fd, FILE_MODE);
      if (durable) syncDirectory(dirname(path));
      return fd;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    try {
      return openSync(path, OPEN);
    } catch (error) {
      // A directory at the path, a link, or a file that went away between the two calls.
      if (errnoOf(error) === 'ENOENT' && tries < TRIES) continue;
      throw error;
    }
  }
}

function faultOf(stat: Stats): string | undefined {
  if (!stat.isFile()) return 'it is no regular file: a log must be one';
  if (stat.nlink > 1) return `it has ${stat.nlink} hard links: remove the others, or log elsewhere`;
  const user = process.geteuid?.();
  if (user !== undefined && stat.uid !== user) return `it belongs to user ${stat.uid}, not to us (${user})`;
  return undefined;
}
