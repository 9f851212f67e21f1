import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { Encoder } from '../event/encode.js';
import { createRedactor } from '../event/redact.js';
import type { EventInput } from '../event/types.js';
import { AppendFile } from './append-file.js';
import { sessionPath } from './paths.js';

/** Where the lines of one session go. */
export interface LineSink {
  /** @param line is valid during the call only */
  add(line: Buffer): void;
  close(): void;
}

/** Takes lines, and writes none. */
export const NO_FILE: LineSink = { add() {}, close() {} };

/** Writes the lines of one session that several writers add to, and holds them until they are many. */
export class LineFile implements LineSink {
  readonly path: string;
  readonly #file: AppendFile;
  // The byte before the lines is the file's, to close a stump with.
  #parts: Buffer[] = [Buffer.alloc(1)];
  #bytes = 0;

  /** @throws SessionlogError SESSION_ID_INVALID */
  constructor(dir: string, sessionId: string) {
    this.path = sessionPath(dir, sessionId);
    this.#file = new AppendFile(this.path, { durable: true });
  }

  /** @param line is copied @throws SessionlogError WRITE_FAILED, FILE_UNSAFE */
  add(line: Buffer): void {
    this.#parts.push(Buffer.from(line));
    this.#bytes += line.length;
    if (this.#bytes >= LIMITS.buffer_bytes) this.#write();
  }

  /** Brings everything to the disk, and gives the file up. @throws SessionlogError WRITE_FAILED, SYNC_FAILED */
  close(): void {
    try {
      this.#write();
      this.#file.sync();
    } finally {
      this.#file.close();
    }
  }

  #write(): void {
    if (this.#bytes === 0) return;
    const buffer = Buffer.concat(this.#parts);
    this.#parts = [Buffer.alloc(1)];
    this.#bytes = 0;
    this.#file.write(buffer, 1, buffer.length, Date.now());
  }
}

/**
 * A writer whose events are known beforehand, such as those of a source that is read again: lines that stand in the log
 * already are only compared, by their hash, and what comes behind them is written.
 */
export class ContinuedWriter {
  readonly #encoder: Encoder;
  readonly #known: readonly string[];
  readonly #file: LineSink;
  #refused = 0;

  /** @param known the hashes of the writer's lines in the log, by their number */
  constructor(file: LineSink, sessionId: string, writer: string, known: readonly string[]) {
    this.#encoder = new Encoder(sessionId, writer, undefined, createRedactor());
    this.#known = known;
    this.#file = file;
  }

  /** Lines so far, those that were known included. */
  get lines(): number {
    return this.#encoder.nextSeq;
  }

  /** Events that no line can hold. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * What became of the event: `changed` when the log holds another one in its place; then nothing is written.
   *
   * @throws SessionlogError WRITE_FAILED, FILE_UNSAFE
   */
  add(event: EventInput, at_ms: number): 'known' | 'written' | 'changed' | 'refused' {
    const seq = this.#encoder.nextSeq;
    const line = this.#encode(event, at_ms);
    if (line === undefined) return 'refused';
    const known = this.#known[seq];
    if (known !== undefined) return known === line.hash ? 'known' : 'changed';
    this.#file.add(line.buffer.subarray(line.start, line.end));
    return 'written';
  }

  #encode(event: EventInput, at_ms: number) {
    try {
      return this.#encoder.encode(event, at_ms);
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      this.#refused++;
      return undefined;
    }
  }
}
