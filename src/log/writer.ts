import type { Clock } from '../base/clock.js';
import { SessionlogError } from '../base/errors.js';
import { newWriterId } from '../base/ids.js';
import { LIMITS } from '../base/limits.js';
import { Encoder } from '../event/encode.js';
import { createRedactor, type RedactOptions } from '../event/redact.js';
import type { EventInput } from '../event/types.js';
import { Delivery } from './delivery.js';
import { flushAtExit, forgetAtExit } from './exit.js';
import { assertLevel, gathers, isDurable, type Level } from './levels.js';
import { sessionPath, shardPath } from './paths.js';

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

/** One open log handle: takes events, chains them, and keeps the level's promise for each. */
export class LogWriter {
  readonly path: string;
  readonly #delivery: Delivery;
  readonly #encoder: Encoder;
  readonly #level: Level;
  readonly #clock: Clock;
  readonly #onError: (error: SessionlogError) => void;
  #turn: NodeJS.Immediate | undefined;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #closed = false;
  #closing: Promise<void> | undefined;

  /** @throws SessionlogError SESSION_ID_INVALID, OPTION_INVALID */
  constructor(dir: string, sessionId: string, options: WriterOptions = {}) {
    const { agent_id, level = 'process', shard = 'session', redact, clock = Date.now, onError = () => {} } = options;
    assertLevel(level);
    const writer = newWriterId();
    this.path = shard === 'writer' ? shardPath(dir, sessionId, writer) : sessionPath(dir, sessionId);
    this.#level = level;
    this.#clock = clock;
    this.#onError = onError;
    this.#delivery = new Delivery(this.path, { durable: isDurable(level), shared: shard === 'session', retry: this });
    const redactor = createRedactor(redact);
    // Twice the bound: a usual line does not make the buffer grow.
    this.#encoder = new Encoder(sessionId, writer, agent_id, redactor, gathers(level) ? 2 * LIMITS.buffer_bytes : 0);
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
    if (this.#delivery.isBehind) this.#catchUp(now_ms);
    const at_ms = this.#encoder.add(input, now_ms);
    const seq = this.#encoder.nextSeq - 1;
    if (this.#delivery.isBehind) this.#wait(now_ms);
    if (!gathers(this.#level)) this.#write(now_ms);
    else {
      this.#atEndOfTurn();
      if (this.#encoder.length >= LIMITS.buffer_bytes) this.#write(now_ms);
    }
    return { session_id: this.#encoder.sessionId, writer: this.writer, seq, at_ms };
  }

  /** Brings everything to the level's promise. @throws SessionlogError WRITE_FAILED, SYNC_FAILED */
  flushSync(): void {
    const now_ms = this.#clock();
    this.#writeAll(now_ms);
    if (isDurable(this.#level)) this.#delivery.sync(now_ms);
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

  /** Gives the file up without another try to write what waits. */
  closeNow(): void {
    this.#closed = true;
    clearImmediate(this.#turn);
    forgetAtExit(this);
    this.#delivery.close();
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
      this.#write(this.#clock());
    } catch (error) {
      this.#onError(error as SessionlogError);
    }
  }

  /** All that was added since the last time, in one write. */
  #write(now_ms: number): void {
    if (this.#encoder.length === 0) return;
    const { buffer, start, end } = this.#encoder.take();
    this.#delivery.write(buffer, start, end, now_ms);
    if (this.#level === 'each') this.#delivery.sync(now_ms);
  }

  /** Everything into the file. @throws SessionlogError WRITE_FAILED */
  #writeAll(now_ms: number): void {
    this.#catchUp(now_ms);
    this.#write(now_ms);
    if (this.#delivery.isBehind) throw this.#delivery.waiting();
  }

  async #syncGroup(): Promise<void> {
    this.#writeAll(this.#clock());
    if (!(await this.#delivery.syncAsync())) this.flushSync();
  }

  /** Writes what waits, if it can be written now; then says what was dropped. */
  #catchUp(now_ms: number): void {
    this.#delivery.catchUp(now_ms);
    const dropped = this.#delivery.takeDropped();
    if (dropped === undefined) return;
    try {
      this.#encoder.add(dropped, now_ms);
      this.#write(now_ms);
    } catch (error) {
      // It waits like any other line.
      if (!(error instanceof SessionlogError)) throw error;
    }
  }

  /** Others wait already: the line joins them, or is dropped, and the caller is told. */
  #wait(now_ms: number): never {
    if (this.#delivery.hasRoom(this.#encoder.length)) {
      const { buffer, start, end } = this.#encoder.take();
      this.#delivery.keep(buffer, start, end);
      throw this.#delivery.waiting();
    }
    this.#encoder.undo();
    this.#delivery.drop(now_ms);
    throw new SessionlogError(
      'QUEUE_FULL',
      `${this.path}: the event is dropped: the log cannot be written and the queue is full`,
    );
  }
}
