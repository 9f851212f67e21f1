import { messageOf } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import type { Problem, ProblemCode } from '../event/problem.js';
import type { Place } from './lines.js';
import { Outline } from './outline.js';

/** What a file turned out to be: `lines` or `document` is called, never both. */
export interface DocumentSink {
  /** It is no document: all bytes so far, to be taken as lines, as are all that follow. */
  lines(bytes: Buffer): void;
  /** The whole file is this one object or array. */
  document(value: unknown, bytes: Buffer, place: Place): void;
  problem(problem: Problem): void;
}

export interface DocumentOptions {
  /** By its name the file is one document, which may then stand on one long line. */
  readonly named: boolean;
  readonly limit_bytes?: number | undefined;
}

const NEWLINE = 0x0a;
/** The second line of a log begins so; a line inside a printed document is indented. */
const NEXT_RECORD = '\n{';

/**
 * Tells a file that is one JSON document from a log of lines, and reads it whole. Bytes are gathered, up to a limit, for
 * as long as they may be a document: of a log that is its first line.
 */
export class DocumentReader {
  readonly #sink: DocumentSink;
  readonly #named: boolean;
  readonly #limit: number;
  readonly #outline = new Outline();
  #state: 'gathering' | 'lines' | 'done' = 'gathering';
  #parts: Buffer[] = [];
  #length = 0;
  #lines = 0;

  constructor(sink: DocumentSink, { named, limit_bytes = LIMITS.document_bytes }: DocumentOptions) {
    this.#sink = sink;
    this.#named = named;
    this.#limit = limit_bytes;
  }

  /** Whether the file is lines, which are read elsewhere. */
  get isLines(): boolean {
    return this.#state === 'lines';
  }

  /** Newlines so far. */
  get lines(): number {
    return this.#lines;
  }

  push(chunk: Buffer): void {
    const fits = this.#state === 'gathering' && this.#outline.push(chunk);
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) this.#lines++;
    if (this.#state !== 'gathering') return;
    this.#length += chunk.length;
    // A copy: the chunk's memory is the caller's, and usually read into again.
    this.#parts.push(Buffer.from(chunk));
    if (!fits || (!this.#named && (this.#isRecord || this.#isLongLine))) this.#asLines();
    else if (this.#length > this.#limit) this.#tooLong();
  }

  /** What is there may be all: a document that is whole is handed over. */
  pause(): void {
    if (this.#outline.isWhole) this.end();
  }

  end(): void {
    if (this.#state !== 'gathering' || this.#length === 0) return;
    if (this.#isRecord && this.#length <= LIMITS.line_bytes) {
      this.#asLines();
      return;
    }
    const bytes = Buffer.concat(this.#parts);
    // The chunks are not needed beside it.
    this.#parts = [bytes];
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString('utf8'));
    } catch (error) {
      this.#broken(bytes, messageOf(error));
      return;
    }
    this.#close('done');
    const end = bytes.at(-1) === NEWLINE ? -1 : undefined;
    this.#sink.document(value, bytes.subarray(0, end), this.#place);
  }

  /** An object on one line, as a record is. */
  get #isRecord(): boolean {
    return this.#outline.isWhole && !this.#outline.isList && this.#lines <= 1;
  }

  get #isLongLine(): boolean {
    return this.#lines === 0 && this.#length > LIMITS.line_bytes;
  }

  get #place(): Place {
    return { line: 1, offset: 0, length: this.#length };
  }

  #close(state: 'lines' | 'done'): void {
    this.#state = state;
    this.#parts = [];
  }

  #asLines(): void {
    const bytes = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    this.#close('lines');
    this.#sink.lines(bytes);
  }

  #broken(bytes: Buffer, why: string): void {
    if (this.#lines === 0 || bytes.includes(NEXT_RECORD)) {
      this.#asLines();
      return;
    }
    this.#close('done');
    if (this.#outline.isWhole) this.#problem('bad_json', `the file is one document, and no JSON: ${why}`);
    else this.#problem('torn', `the file is one JSON document, which ends before it is whole: ${why}`);
  }

  #tooLong(): void {
    this.#close('done');
    const reason = `the file is one JSON document of more than ${this.#limit} bytes, the limit; write it as JSON lines`;
    this.#problem('over_long', reason);
  }

  #problem(problem: ProblemCode, reason: string): void {
    this.#sink.problem({ problem, ...this.#place, reason });
  }
}
