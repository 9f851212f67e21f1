import {
  closeSync,
  constants,
  fchmodSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  openSync,
  readSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf, messageOf, SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { makeDirectory, syncDirectory } from './directory.js';

const NEWLINE = 0x0a;
const FILE_MODE = 0o600;
// Reading is needed too: to see how the file ends, and to prove what was written. A FIFO must not block us.
const OPEN = constants.O_RDWR | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** Tries to get one record whole into the file before the caller is told. */
const TRIES = 8;
/** While others write to the file, or after this pause, its end is looked at before a write. */
const ALONE_MS = 20;
const SHARED_MS = 1_000;

/**
 * Every disk operation of a writer, for one path.
 *
 * | call | when it returns |
 * |---|---|
 * | `write` | every line given stands whole in the file, on lines of its own: it survives the death of this process |
 * | `sync` | what was written through this object since the last failure of `sync` is on the disk: it survives power loss |
 *
 * A line is sent as one write(2) on an O_APPEND descriptor, and then proved: libuv carries on after a short write
 * and reports the whole length, so the remainder may stand behind another writer's line. If the file did not grow
 * by exactly what was sent, what was sent is looked for; if it is not there whole, it is sent again.
 */
export class AppendFile {
  readonly path: string;
  readonly #durable: boolean;
  #fd: number | undefined;
  #stat: Stats | undefined;
  /** The end of the file as it was last seen. */
  #end = 0;
  /** The last byte is no newline: what comes next begins with one. */
  #stump = false;
  #checked_ms = Number.NEGATIVE_INFINITY;
  #shared_until_ms = Number.NEGATIVE_INFINITY;
  #pathChecked_ms = Number.NEGATIVE_INFINITY;

  /** @param durable a new file's name is synced too, as levels `group` and `each` need it */
  constructor(path: string, durable = false) {
    this.path = path;
    this.#durable = durable;
  }

  get fd(): number | undefined {
    return this.#fd;
  }

  /** @throws SessionlogError FILE_UNSAFE, WRITE_FAILED */
  open(): void {
    if (this.#fd !== undefined) return;
    const fd = openSafely(this.path, this.#durable);
    const stat = fstatSync(fd);
    this.#fd = fd;
    this.#stat = stat;
    this.#end = stat.size;
    this.#stump = !endsInNewline(fd, stat.size);
  }

  /**
   * @param buffer holds whole lines from `start` to `end`; the byte before `start` is ours to use
   * @throws SessionlogError FILE_UNSAFE, WRITE_FAILED: then none of it counts as written
   */
  write(buffer: Buffer, start: number, end: number, now_ms: number): void {
    try {
      this.#look(now_ms);
      for (let tries = 0; tries < TRIES; tries++) if (this.#send(buffer, start, end, now_ms)) return;
    } catch (error) {
      throw writeError(this.path, error);
    }
    throw new SessionlogError(
      'WRITE_FAILED',
      `${this.path}: the file changes under every write; ${TRIES} tries failed`,
    );
  }

  /** @throws SessionlogError SYNC_FAILED: the descriptor is given up, all since the last sync must be written again */
  sync(): void {
    if (this.#fd === undefined) return;
    try {
      fdatasyncSync(this.#fd);
    } catch (error) {
      this.close();
      throw syncError(this.path, error);
    }
  }

  /** As `sync`, off the caller's thread. */
  syncAsync(): Promise<void> {
    const fd = this.#fd;
    if (fd === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      fdatasync(fd, (error) => {
        if (error === null) resolve();
        else {
          if (this.#fd === fd) this.close();
          reject(syncError(this.path, error));
        }
      });
    });
  }

  close(): void {
    if (this.#fd === undefined) return;
    const fd = this.#fd;
    this.#fd = undefined;
    closeSync(fd);
  }

  /** The state of file and path before a write, as often as it may have changed. */
  #look(now_ms: number): void {
    if (this.#fd !== undefined && now_ms - this.#pathChecked_ms >= LIMITS.path_check_ms) {
      this.#pathChecked_ms = now_ms;
      if (!this.#pathLeadsHere()) this.close();
    }
    this.open();
    if (now_ms < this.#shared_until_ms || now_ms - this.#checked_ms >= ALONE_MS) {
      const { size, nlink } = fstatSync(this.#fd as number);
      if (nlink === 0) {
        this.close();
        this.open();
      } else if (size !== this.#end) this.#sawOthers(size, now_ms);
    }
    this.#checked_ms = now_ms;
  }

  #sawOthers(size: number, now_ms: number): void {
    this.#shared_until_ms = now_ms + SHARED_MS;
    this.#end = size;
    this.#stump = !endsInNewline(this.#fd as number, size);
  }

  #pathLeadsHere(): boolean {
    const there = statSync(this.path, { throwIfNoEntry: false });
    return there !== undefined && there.ino === this.#stat?.ino && there.dev === this.#stat.dev;
  }

  /** One write and its proof. False: the file holds no whole copy yet, send again. */
  #send(buffer: Buffer, start: number, end: number, now_ms: number): boolean {
    const fd = this.#fd as number;
    const from = this.#stump ? start - 1 : start;
    if (this.#stump) buffer[from] = NEWLINE;
    const before = this.#end;
    let written: number;
    try {
      written = writeSync(fd, buffer, from, end - from);
    } catch (error) {
      if (isTransient(error)) return false;
      throw error;
    }
    const { size, nlink } = fstatSync(fd);
    if (nlink === 0) {
      this.close();
      this.open();
      return false;
    }
    this.#end = size;
    if (written === end - from && size === before + written) {
      this.#stump = false;
      return true;
    }
    this.#sawOthers(size, now_ms);
    return written === end - from && holds(fd, buffer.subarray(start, end), Math.min(before, size), size);
  }
}

/** Whether whole lines stand in a stretch of the file, at the beginning of a line. */
function holds(fd: number, lines: Buffer, from: number, to: number): boolean {
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

function endsInNewline(fd: number, size: number): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  return readSync(fd, last, 0, 1, size - 1) === 0 || last[0] === NEWLINE;
}

const isTransient = (error: unknown): boolean => ['EINTR', 'EAGAIN'].includes(errnoOf(error));

function openSafely(path: string, durable: boolean): number {
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

const syncError = (path: string, error: unknown): SessionlogError =>
  new SessionlogError('SYNC_FAILED', `${path}: fdatasync failed: ${messageOf(error)}`, error);

const TOLD: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device: free some',
  EDQUOT: 'the disk quota is used up: free some space',
  EFBIG: 'the file has reached the largest size allowed here',
  EACCES: 'permission denied: ask for write access to it',
  EPERM: 'the system does not permit to write to it',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory, not a file',
};

function writeError(path: string, error: unknown): SessionlogError {
  if (error instanceof SessionlogError) return error;
  const errno = errnoOf(error);
  if (errno === 'ELOOP')
    return new SessionlogError('FILE_UNSAFE', `${path}: it is a symbolic link: log to a real file`, error);
  if (errno === 'ENXIO')
    return new SessionlogError('FILE_UNSAFE', `${path}: it is no regular file: a log must be one`, error);
  return new SessionlogError('WRITE_FAILED', `${path}: ${TOLD[errno] ?? messageOf(error)}`, error);
}
