import { isUtf8 } from 'node:buffer';
import { messageOf } from '../base/errors.js';
import type { Problem, ProblemCode } from '../event/problem.js';
import { LineSplitter, type Place, type Quick } from './lines.js';
import { mayBeNested, type Piece, salvage } from './salvage.js';
import type { ScannedRows } from './scanned.js';

/** One JSON object of a log, with the bytes it was read from. */
export interface RawRecord {
  readonly value: Readonly<Record<string, unknown>>;
  /** Its bytes without the newline; valid during the call only. */
  readonly bytes: Buffer;
  readonly place: Place;
  /** Found inside a damaged line, or read from an unterminated one: only proof makes it an event. */
  readonly doubtful: boolean;
  /** Inside a damaged line, where it might be a part of a larger, torn one. */
  readonly nested: boolean;
}

export interface RecordSink {
  /** False when a doubtful record is refused; the search for whole records then goes on inside it. */
  record(record: RawRecord): boolean;
  problem(problem: Problem): void;
  /** What is needed of the record in these bytes, if that is known without parsing them: they are JSON and UTF-8 then. */
  readonly prune?: ((bytes: Buffer) => Readonly<Record<string, unknown>> | undefined) | undefined;
  /** Takes whole lines without their being parsed: see `LineSink`. */
  readonly quick?: Quick | undefined;
  /** The last record was given. */
  end?(): void;
}

/** Whether what follows the last newline is still being written, or all that will ever come. */
export type Tail = 'in flight' | 'final';

const NUL = 0;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const CARRIAGE_RETURN = 0x0d;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Bytes in, JSON objects and problems out: the first half of every reader, for our own format and for foreign
 * ones alike. A bad line is a problem and reading goes on; whole records in it are taken out.
 */
export class RecordReader {
  readonly #sink: RecordSink;
  readonly #splitter: LineSplitter;

  constructor(sink: RecordSink, limit_bytes?: number, offset?: number, lines?: number) {
    this.#sink = sink;
    this.#splitter = new LineSplitter(
      {
        line: (bytes, place, terminated) => this.#line(bytes, place, terminated),
        overLong: (place) =>
          this.#problem('over_long', place, `the line has ${place.length} bytes, more than the limit`),
        quick: sink.quick,
      },
      limit_bytes,
      offset,
      lines,
    );
  }

  get lines(): number {
    return this.#splitter.lines;
  }

  /** See `LineSplitter.allow`. */
  allow(limit_bytes: number): void {
    this.#splitter.allow(limit_bytes);
  }

  /** Bytes behind the last newline so far. */
  get pending_bytes(): number {
    return this.#splitter.pending_bytes;
  }

  /** @param scanned what a scanner found in the chunk */
  push(chunk: Buffer, scanned?: ScannedRows): void {
    this.#splitter.push(chunk, scanned);
  }

  end(tail: Tail): void {
    const { pending_bytes: length, lines, offset } = this.#splitter;
    if (length > 0 && tail === 'in flight') {
      this.#problem(
        'pending',
        { line: lines + 1, offset, length },
        'the last line has no newline yet: it may still be written',
      );
    } else this.#splitter.end();
    this.#sink.end?.();
  }

  #problem(problem: ProblemCode, { line, offset, length }: Place, reason: string): void {
    this.#sink.problem({ problem, line, offset, length, reason });
  }

  #line(raw: Buffer, place: Place, terminated: boolean): void {
    // Nearly every line: nothing stands around the record.
    if (raw[0] === OPEN && raw[raw.length - 1] === CLOSE) {
      this.#parse(raw, place, terminated);
    } else this.#dressed(raw, place, terminated);
  }

  /** A line with something around its record: a mark, a return, NULs, or nothing in it at all. */
  #dressed(raw: Buffer, place: Place, terminated: boolean): void {
    let { bytes, offset } = this.#withoutBom(raw, place);
    bytes = this.#withoutReturn(bytes, place, terminated);
    ({ bytes, offset } = this.#withoutNul(bytes, offset, place));
    if (isBlank(bytes)) {
      if (bytes.length === raw.length) this.#problem('blank_line', place, 'the line is blank');
      return;
    }
    this.#parse(bytes, { line: place.line, offset, length: bytes.length }, terminated);
  }

  #withoutBom(bytes: Buffer, place: Place): { bytes: Buffer; offset: number } {
    if (place.offset !== 0 || !bytes.subarray(0, BOM.length).equals(BOM)) return { bytes, offset: place.offset };
    this.#problem('bom', { ...place, length: BOM.length }, 'the file begins with a byte order mark');
    return { bytes: bytes.subarray(BOM.length), offset: BOM.length };
  }

  #withoutReturn(bytes: Buffer, place: Place, terminated: boolean): Buffer {
    if (!terminated || bytes.at(-1) !== CARRIAGE_RETURN) return bytes;
    this.#problem('crlf', { ...place, offset: place.offset + place.length - 1, length: 1 }, 'the line ends in CR LF');
    return bytes.subarray(0, -1);
  }

  /** Runs of NUL are what a file system leaves where data did not reach the disk. */
  #withoutNul(bytes: Buffer, offset: number, place: Place): { bytes: Buffer; offset: number } {
    if (bytes[0] !== NUL && bytes.at(-1) !== NUL) return { bytes, offset };
    let start = 0;
    let end = bytes.length;
    while (start < end && bytes[start] === NUL) start++;
    while (end > start && bytes[end - 1] === NUL) end--;
    const dropped = bytes.length - (end - start);
    this.#problem('nul_bytes', { line: place.line, offset, length: dropped }, `${dropped} NUL bytes around the record`);
    return { bytes: bytes.subarray(start, end), offset: offset + start };
  }

  #parse(bytes: Buffer, place: Place, terminated: boolean): void {
    const pruned = this.#sink.prune?.(bytes);
    if (pruned !== undefined) {
      this.#give(pruned, bytes, place, terminated);
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString('utf8'));
    } catch (error) {
      this.#salvage(bytes, place, terminated, messageOf(error));
      return;
    }
    if (!isUtf8(bytes)) this.#problem('invalid_utf8', place, 'bytes that are no UTF-8 are read as U+FFFD');
    if (!isRecord(value)) {
      this.#problem('not_an_object', place, `a line holds one JSON object; this is ${wordFor(value)}`);
      return;
    }
    this.#give(value, bytes, place, terminated);
  }

  #give(value: Readonly<Record<string, unknown>>, bytes: Buffer, place: Place, terminated: boolean): void {
    const taken = this.#sink.record({ value, bytes, place, doubtful: !terminated, nested: false });
    if (!taken && terminated) this.#salvage(bytes, place, terminated, 'its hash does not fit');
    else if (!taken) this.#problem('torn', place, 'the last line has no newline and is no whole record');
  }

  #salvage(bytes: Buffer, place: Place, terminated: boolean, why: string): void {
    const within = (start: number, end: number): Place => ({
      line: place.line,
      offset: place.offset + start,
      length: end - start,
    });
    const accept = ({ value, start, end }: Piece): boolean => {
      const nested = mayBeNested(bytes, start);
      return this.#sink.record({
        value,
        bytes: bytes.subarray(start, end),
        place: within(start, end),
        doubtful: true,
        nested,
      });
    };
    const { pieces, rest } = salvage(bytes, accept);
    if (pieces.length > 0) {
      const records = pieces.length === 1 ? 'one whole record was' : `${pieces.length} whole records were`;
      this.#problem('glued', place, `the line is not one record (${why}); ${records} taken out of it`);
    }
    for (const { start, end } of rest) {
      if (isBlank(bytes.subarray(start, end))) continue;
      if (!terminated && end === bytes.length) {
        this.#problem('torn', within(start, end), 'the last line has no newline and is no whole record');
      } else this.#problem('bad_json', within(start, end), `these bytes are no whole record: ${why}`);
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const wordFor = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;

const SPACE = 0x20;
const TAB = 0x09;

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes)
    if (byte !== SPACE && byte !== TAB && byte !== CARRIAGE_RETURN && byte !== NUL) return false;
  return true;
}
