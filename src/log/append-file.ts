import { closeSync, fdatasync, fdatasyncSync, fstatSync, type Stats, statSync, writeSync } from 'node:fs';
import { errnoOf, SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { awaitWrite, endsAt, endsInNewline, holds } from './file-end.js';
import { warnOfNetwork } from './network-fs.js';
import { openToAppend } from './open-to-append.js';
import { syncError, writeError } from './write-error.js';

const NEWLINE = 0x0a;
/** Tries to get one record whole into the file before the caller is told. */
const TRIES = 8;
/** For so long after others wrote to the file its end is looked at before every write, else once a millisecond. */
const SHARED_MS = 1_000;

export interface AppendFileOptions {
  /** A new file's name is synced too, as levels `group` and `each` need it. */
  readonly durable?: boolean;
  /** Other hosts may append to the same file: a network file system is warned of. */
  readonly shared?: boolean;
  /** Hears of every failed sync: all that was written since the last good one must be written again. */
  readonly onLost?: () => void;
}

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
  readonly #shared: boolean;
  readonly #onLost: () => void;
  #fd: number | undefined;
  #stat: Stats | undefined;
  /** The end of the file as it was last seen. */
  #end = 0;
  /** The last byte is no newline: what comes next begins with one. */
  #stump = false;
  #checked_ms = Number.NEGATIVE_INFINITY;
  #shared_until_ms = Number.NEGATIVE_INFINITY;
  #pathChecked_ms = Number.NEGATIVE_INFINITY;

  constructor(path: string, { durable = false, shared = false, onLost = () => {} }: AppendFileOptions = {}) {
    this.path = path;
    this.#durable = durable;
    this.#shared = shared;
    this.#onLost = onLost;
  }

  get fd(): number | undefined {
    return this.#fd;
  }

  /** @throws SessionlogError FILE_UNSAFE, WRITE_FAILED */
  open(): void {
    if (this.#fd !== undefined) return;
    const fd = openToAppend(this.path, this.#durable);
    const stat = fstatSync(fd);
    if (this.#shared) warnOfNetwork(this.path);
    this.#fd = fd;
    this.#stat = stat;
    this.#seeEnd(fd, stat.size);
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
      this.#onLost();
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
          this.#onLost();
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
      if (!this.#pathLeadsHere()) {
        // What stands in the old file keeps its promise too.
        if (this.#durable) this.sync();
        this.close();
      }
    }
    this.open();
    if (now_ms < this.#shared_until_ms || now_ms !== this.#checked_ms) {
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
    this.#seeEnd(this.#fd as number, size);
  }

  /** What looks like a stump may be a line that another process is writing this moment: then it grows. */
  #seeEnd(fd: number, size: number): void {
    this.#end = size;
    this.#stump = !endsInNewline(fd, size);
    for (let tries = 0; this.#stump && tries < TRIES; tries++) {
      awaitWrite(fd);
      const { size: now } = fstatSync(fd);
      if (now === this.#end) return;
      this.#end = now;
      this.#stump = !endsInNewline(fd, now);
    }
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
    if (written === end - from && endsAt(fd, before + written)) {
      this.#end = before + written;
      this.#stump = false;
      return true;
    }
    const { size, nlink } = fstatSync(fd);
    if (nlink === 0) {
      this.close();
      this.open();
      return false;
    }
    this.#sawOthers(size, now_ms);
    return written === end - from && holds(fd, buffer.subarray(start, end), Math.min(before, size), size);
  }
}

const isTransient = (error: unknown): boolean => ['EINTR', 'EAGAIN'].includes(errnoOf(error));
