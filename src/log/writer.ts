import type { Clock } from '../base/clock.js';
import { SessionlogError } from '../base/errors.js';
import { newWriterId } from '../base/ids.js';
import { LIMITS } from '../base/limits.js';
import { type EncodedLine, Encoder } from '../event/encode.js';
import { createRedactor, type RedactOptions } from '../event/redact.js';
import type { EventInput } from '../event/types.js';
import { AppendFile } from './append-file.js';
import { flushAtExit, forgetAtExit } from './exit.js';
import { gathers, isDurable, type Level } from './levels.js';
import { sessionPath, shardPath } from './paths.js';
import { RetryQueue } from './queue.js';

export interface WriterOptions {
  /** Stands in every event that names no agent of its own. */
  readonly agent_id?: string | undefined;
  /** What an acknowledged event survives (default `process`). */
  readonly level?: Level | undefined;
  /** false switches redaction off; options add to it (default true). */
  readonly redact?: boolean | RedactOptions | undefined;
  /** `writer`: a file for each writer, `<session>.d/<writer>.jsonl`, for a network file system (default `session`). */
  readonly shard?: 'session' | 'writer' | undefined;
  readonly clock?: Clock | undefined;
  /** Hears of failures that no caller can be told of: of a flush at the end of a turn, or of a retry. */
  readonly onError?: ((error: SessionlogError) => void) | undefined;
}

/** What identifies a written event everywhere. */
export interface Receipt {
  readonly session_id: string;
  readonly writer: string;
  readonly seq: number;
  /** The event's time in epoch milliseconds. */
  readonly at_ms: number;
}

/**
 * One open log handle: takes events, keeps the level's promise, and holds what could not be written until it can.
 */
export class LogWriter {
  readonly path: string;
  readonly #file: AppendFile;
  readonly #encoder: Encoder;
  readonly #level: Level;
  readonly #clock: Clock;
  readonly #onError: (error: SessionlogError) => void;
  readonly #queue = new RetryQueue();
  readonly #gathered: Buffer;
  // The byte before the lines is the file's, to close a stump with.
  #filled = 1;
  /** Written since the last sync; kept until then, because a failed sync sends them back into the queue. */
  #unsynced: Buffer[] = [];
  #turn: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #closed = false;
  #closing: Promise<void> | undefined;

  /** @throws SessionlogError SESSION_ID_INVALID, FILE_UNSAFE, WRITE_FAILED */
  constructor(dir: string, sessionId: string, options: WriterOptions = {}) {
    const { agent_id, level = 'process', shard = 'session', redact, clock = Date.now, onError = () => {} } = options;
    const writer = newWriterId();
    this.path = shard === 'writer' ? shardPath(dir, sessionId, writer) : sessionPath(dir, sessionId);
    this.#level = level;
    this.#clock = clock;
    this.#onError = onError;
    this.#file = new AppendFile(this.path, {
      durable: isDurable(level),
      shared: shard === 'session',
      onLost: () => this.#takeBack(),
    });
    this.#encoder = new Encoder(sessionId, writer, agent_id, createRedactor(redact));
    this.#gathered = Buffer.allocUnsafeSlow(gathers(level) ? LIMITS.buffer_bytes + 1 : 1);
  }

  get writer(): string {
    return this.#encoder.writer;
  }

  /**
   * Takes one event. When it returns, the level's promise holds for it; at level `group` once `flush` resolves.
   *
   * @throws SessionlogError EVENT_INVALID, LINE_TOO_LONG, VALUE_*: the event was refused, nothing was written;
   *   WRITE_FAILED, SYNC_FAILED: it is kept and will be tried again; QUEUE_FULL: it is dropped, and the log will say so
   */
  append(input: EventInput): Receipt {
    if (this.#closed) throw new SessionlogError('LOG_CLOSED', `${this.path}: the log was closed`);
    const now_ms = this.#clock();
    if (this.#queue.length > 0) this.#catchUp(now_ms);
    const line = this.#encoder.encode(input, now_ms);
    if (this.#queue.length > 0) this.#enqueue(line, now_ms);
    else if (gathers(this.#level)) this.#gather(line, now_ms);
    else this.#send(line, now_ms);
    return { session_id: this.#encoder.sessionId, writer: this.writer, seq: line.seq, at_ms: line.at_ms };
  }

  /** Brings everything to the level's promise. @throws SessionlogError WRITE_FAILED, SYNC_FAILED */
  flushSync(): void {
    const now_ms = this.#clock();
    this.#catchUp(now_ms);
    this.#writeGathered(now_ms);
    if (this.#queue.length > 0) throw this.#waiting();
    if (isDurable(this.#level)) this.#sync(now_ms);
  }

  /**
   * Resolves when everything appended before holds the level's promise. At level `group` the next fdatasync takes
   * all that came while the last one ran, so it clocks itself. Rejects as `flushSync` throws.
   */
  flush(): Promise<void> {
    if (this.#level !== 'group') return Promise.resolve().then(() => this.flushSync());
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      const run = this.#syncGroup();
      // A failure is told to those who wait for this run; the next run begins all the same.
      this.#running = run.catch(() => {});
      return run;
    });
    return this.#next;
  }

  /** Takes no more events, flushes, and gives the file up. Further calls wait for the first. */
  close(): Promise<void> {
    this.#closed = true;
    this.#closing ??= this.flush().finally(() => this.closeNow());
    return this.#closing;
  }

  /** Gives the file up without another try to write what is queued. */
  closeNow(): void {
    this.#closed = true;
    clearImmediate(this.#turn);
    clearTimeout(this.#retry);
    forgetAtExit(this);
    this.#file.close();
  }

  #send(line: EncodedLine, now_ms: number): void {
    try {
      this.#file.write(line.buffer, line.start, line.end, now_ms);
    } catch (error) {
      this.#keep(line, error);
    }
    this.#encoder.commit(line);
    if (isDurable(this.#level)) this.#unsynced.push(Buffer.from(line.buffer.subarray(line.start, line.end)));
    if (this.#level === 'each') this.#sync(now_ms);
  }

  #gather(line: EncodedLine, now_ms: number): void {
    const length = line.end - line.start;
    if (this.#filled + length > this.#gathered.length) {
      try {
        this.#writeGathered(now_ms);
      } catch (error) {
        this.#keep(line, error);
      }
    }
    if (length >= this.#gathered.length) this.#send(line, now_ms);
    else {
      this.#filled += line.buffer.copy(this.#gathered, this.#filled, line.start, line.end);
      this.#encoder.commit(line);
    }
    this.#atEndOfTurn();
  }

  #atEndOfTurn(): void {
    if (this.#turn !== undefined) return;
    this.#turn = setImmediate(() => this.#endOfTurn());
    flushAtExit(this);
  }

  #endOfTurn(): void {
    this.#turn = undefined;
    if (this.#level === 'group') {
      this.flush().catch(this.#onError);
      return;
    }
    try {
      this.#writeGathered(this.#clock());
    } catch (error) {
      this.#onError(error as SessionlogError);
    }
  }

  #writeGathered(now_ms: number): void {
    if (this.#filled === 1) return;
    const end = this.#filled;
    this.#filled = 1;
    try {
      this.#file.write(this.#gathered, 1, end, now_ms);
    } catch (error) {
      // Already acknowledged: kept whatever the bounds say, they are one buffer long.
      this.#queue.push(Buffer.from(this.#gathered.subarray(1, end)));
      this.#retryLater();
      throw error;
    }
    if (isDurable(this.#level)) this.#unsynced.push(Buffer.from(this.#gathered.subarray(1, end)));
  }

  /** After a failure all is in the queue again: one more try, on a descriptor of its own. */
  #sync(now_ms: number): void {
    try {
      this.#file.sync();
    } catch {
      this.#catchUp(now_ms);
      if (this.#queue.length > 0) throw this.#waiting();
      this.#file.sync();
    }
    this.#unsynced = [];
  }

  async #syncGroup(): Promise<void> {
    const now_ms = this.#clock();
    this.#catchUp(now_ms);
    this.#writeGathered(now_ms);
    if (this.#queue.length > 0) throw this.#waiting();
    const unsynced = this.#unsynced;
    const taken = unsynced.length;
    try {
      await this.#file.syncAsync();
    } catch {
      this.flushSync();
      return;
    }
    if (this.#unsynced === unsynced) unsynced.splice(0, taken);
    // Another sync came between, and may have failed.
    else this.flushSync();
  }

  /** What an fdatasync failed on may be gone from the cache: it is all written again, before anything else. */
  #takeBack(): void {
    if (this.#unsynced.length === 0) return;
    this.#queue.putBack(this.#unsynced);
    this.#unsynced = [];
    this.#retryLater();
  }

  #writeCopy(lines: Buffer, now_ms: number): void {
    const copy = Buffer.concat([Buffer.alloc(1), lines]);
    this.#file.write(copy, 1, copy.length, now_ms);
  }

  /** The event could not be written: kept for later, and the caller is told. */
  #keep(line: EncodedLine, error: unknown): never {
    this.#encoder.commit(line);
    this.#queue.push(Buffer.from(line.buffer.subarray(line.start, line.end)));
    this.#retryLater();
    throw error;
  }

  #enqueue(line: EncodedLine, now_ms: number): never {
    if (this.#queue.hasRoom(line.end - line.start)) this.#keep(line, this.#waiting());
    this.#queue.drop(now_ms, 'the log could not be written and the queue was full');
    throw new SessionlogError(
      'QUEUE_FULL',
      `${this.path}: the event is dropped: the log cannot be written and the queue is full`,
    );
  }

  #waiting(): SessionlogError {
    return new SessionlogError(
      'WRITE_FAILED',
      `${this.path}: cannot be written; ${this.#queue.length} record(s) wait for another try`,
    );
  }

  /** Writes what waits, if it can be written now; then says what was dropped. */
  #catchUp(now_ms: number): void {
    if (this.#queue.length === 0) return;
    try {
      this.#queue.drain((lines) => {
        this.#writeCopy(lines, now_ms);
        if (isDurable(this.#level)) this.#unsynced.push(lines);
      });
      if (this.#queue.dropped > 0) this.#send(this.#encoder.encode(this.#queue.takeDropped(), now_ms), now_ms);
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      this.#retryLater();
    }
  }

  #retryLater(): void {
    if (this.#closed) return;
    flushAtExit(this);
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      try {
        this.flushSync();
      } catch {
        // Not a failure of this moment, and the caller was told of it: no need to tell again.
        this.#retryLater();
      }
    }, LIMITS.retry_ms).unref();
  }
}
