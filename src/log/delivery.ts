import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { AppendFile } from './append-file.js';
import { flushAtExit } from './exit.js';
import { RetryQueue } from './queue.js';

export interface DeliveryOptions {
  /** Lines are kept until they are on the disk, because a failed sync takes them back. */
  readonly durable: boolean;
  /** Other hosts may append to the same file. */
  readonly shared: boolean;
  /** Called again and again while lines wait, until it does not throw. */
  readonly retry: { flushSync(): void };
}

/** Brings the lines of one writer into its file, in order. What cannot be written waits for another try. */
export class Delivery {
  readonly #path: string;
  readonly #file: AppendFile;
  readonly #options: DeliveryOptions;
  readonly #queue = new RetryQueue();
  #unsynced: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(path: string, options: DeliveryOptions) {
    this.#path = path;
    this.#options = options;
    const { durable, shared } = options;
    this.#file = new AppendFile(path, { durable, shared, onLost: () => this.#takeBack() });
  }

  /** Whether lines wait, so that no other may overtake them. */
  get isBehind(): boolean {
    return this.#queue.length > 0;
  }

  /**
   * Writes whole lines; the byte before `start` is the file's to use.
   *
   * @throws SessionlogError WRITE_FAILED, FILE_UNSAFE, SYNC_FAILED: the lines wait for another try
   */
  write(buffer: Buffer, start: number, end: number, now_ms: number): void {
    try {
      this.#file.write(buffer, start, end, now_ms);
    } catch (error) {
      this.keep(buffer, start, end);
      throw error;
    }
    if (this.#options.durable) this.#unsynced.push(Buffer.from(buffer.subarray(start, end)));
  }

  /** Lets lines wait, whatever the bounds say: who asks `hasRoom` first keeps within them. */
  keep(buffer: Buffer, start: number, end: number): void {
    this.#queue.push(Buffer.from(buffer.subarray(start, end)));
    this.#retryLater();
  }

  hasRoom(bytes: number): boolean {
    return this.#queue.hasRoom(bytes);
  }

  /** An event was dropped for want of room. */
  drop(now_ms: number): void {
    this.#queue.drop(now_ms, 'the log could not be written and the queue was full');
  }

  /** The event that says what was dropped, once nothing waits any more; forgets it. */
  takeDropped(): ReturnType<RetryQueue['takeDropped']> | undefined {
    return this.isBehind || this.#queue.dropped === 0 ? undefined : this.#queue.takeDropped();
  }

  /** Writes what waits, as far as it can be written now. */
  catchUp(now_ms: number): void {
    if (!this.isBehind) return;
    try {
      this.#queue.drain((lines) => {
        const copy = Buffer.concat([Buffer.alloc(1), lines]);
        this.#file.write(copy, 1, copy.length, now_ms);
        if (this.#options.durable) this.#unsynced.push(lines);
      });
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      this.#retryLater();
    }
  }

  /** Brings what was written to the disk. @throws SessionlogError WRITE_FAILED, SYNC_FAILED */
  sync(now_ms: number): void {
    try {
      this.#file.sync();
    } catch {
      // All is in the queue again: one more try, on a descriptor of its own.
      this.catchUp(now_ms);
      if (this.isBehind) throw this.waiting();
      this.#file.sync();
    }
    this.#unsynced = [];
  }

  /** As `sync`, off the caller's thread; false when it has to be done again. */
  async syncAsync(): Promise<boolean> {
    const unsynced = this.#unsynced;
    const taken = unsynced.length;
    try {
      await this.#file.syncAsync();
    } catch {
      return false;
    }
    // Another sync came between, and may have failed.
    if (this.#unsynced !== unsynced) return false;
    unsynced.splice(0, taken);
    return true;
  }

  /** What to tell a caller whose lines wait. */
  waiting(): SessionlogError {
    return new SessionlogError(
      'WRITE_FAILED',
      `${this.#path}: cannot be written; ${this.#queue.length} record(s) wait for another try`,
    );
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#file.close();
  }

  /** What an fdatasync failed on may be gone from the cache: it is all written again, before anything else. */
  #takeBack(): void {
    if (this.#unsynced.length === 0) return;
    this.#queue.putBack(this.#unsynced);
    this.#unsynced = [];
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#closed) return;
    flushAtExit(this.#options.retry);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      try {
        this.#options.retry.flushSync();
      } catch {
        // Not a failure of this moment, and the caller was told of it: no need to tell again.
        this.#retryLater();
      }
    }, LIMITS.retry_ms).unref();
  }
}
