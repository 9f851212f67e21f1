import { fchmodSync, fstatSync, readSync } from 'node:fs';
import { LIMITS } from '../base/limits.js';

const NEWLINE = 0x0a;

/** Whether whole lines stand in a stretch of the file, at the beginning of a line. */
export function holds(fd: number, lines: Buffer, from: number, to: number): boolean {
  // The newline before the first line belongs to the proof.
  const wanted = Buffer.concat([Buffer.of(NEWLINE), lines]);
  let position = Math.max(0, from - 1);
  let window = position === 0 ? Buffer.of(NEWLINE) : Buffer.alloc(0);
  while (position < to) {
    const block = Buffer.allocUnsafe(Math.min(to - position, LIMITS.block_bytes));
    const length = readSync(fd, block, 0, block.length, position);
    if (length === 0) return false;
    position += length;
    window = Buffer.concat([window, block.subarray(0, length)]);
    if (window.indexOf(wanted) !== -1) return true;
    window = window.subarray(Math.max(0, window.length - wanted.length + 1));
  }
  return false;
}

const twoBytes = Buffer.alloc(2);

/**
 * Whether a file ends here, with a newline. Asking for its size instead would cost twice as much: a file system that
 * keeps fine timestamps has to write the inode again after everyone who read them.
 */
export const endsAt = (fd: number, size: number): boolean =>
  readSync(fd, twoBytes, 0, 2, size - 1) === 1 && twoBytes[0] === NEWLINE;

/** Whether a file of this size ends in a newline, or is empty. */
export function endsInNewline(fd: number, size: number): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  return readSync(fd, last, 0, 1, size - 1) === 0 || last[0] === NEWLINE;
}

/**
 * Returns when a write(2) that another process is in the middle of is done: a change of the file's mode has to
 * wait for it, and this one changes nothing. A file system that does not know such an order is not waited for.
 */
export function awaitWrite(fd: number): void {
  try {
    fchmodSync(fd, fstatSync(fd).mode & 0o7777);
  } catch {
    // The worst that can follow is a blank line.
  }
}
