import { Chains } from '../event/chain.js';
import { decodeEvent, FORMAT_VERSION } from '../event/decode.js';
import type { Link } from '../event/link.js';
import type { Problem, ProblemCode } from '../event/problem.js';
import { Recognizer } from '../event/recognize.js';
import { UNKNOWN } from '../event/scan/rows.js';
import type { SessionEvent } from '../event/types.js';
import { HeldBack } from './held-back.js';
import type { Cursor, Place, Quick } from './lines.js';
import type { RawRecord, RecordSink } from './records.js';
import type { ScannedRows } from './scanned.js';

/** Hears of rows [from, to), the first of which stands on `line`. They are valid during the call only. */
export type RowSink = (scanned: ScannedRows, from: number, to: number, line: number) => void;

export interface EventSink {
  /** `bytes` are the stored bytes of the event without the newline, valid during the call only. */
  event(event: SessionEvent, place: Place, bytes: Buffer): void;
  problem(problem: Problem): void;
  /** Whether a line that is proved by its hash needs no parsing. */
  proved?(session_id: string, type: string): boolean;
  /** Events of which rows are enough, where the chunk was scanned; without this and `proved`, every line is parsed. */
  readonly rows?: RowSink | undefined;
}

export interface DecoderOptions {
  /** Whether hashes are checked (default true). */
  readonly verify?: boolean | undefined;
  /** Reading begins inside the file: what a writer wrote before is not missing. */
  readonly midway?: boolean | undefined;
  /** The chains that earlier files of the same run have begun: an event that stands in two files counts once. */
  readonly chains?: Chains | undefined;
}

/**
 * Records in, events of our own format out: checked against the schema and against the chain of their writer. A
 * duplicate is reported and goes no further, so that it counts once. What the chain doubts
 * is held back for a while: see `HeldBack`.
 */
export class EventDecoder implements RecordSink {
  readonly #out: HeldBack;
  readonly #chains: Chains;
  readonly #sink: EventSink;
  readonly #recognizer = new Recognizer();
  #unhashed = 0;
  #proved = 0;

  constructor(sink: EventSink, options: DecoderOptions = {}) {
    this.#out = new HeldBack(sink);
    this.#sink = sink;
    if (sink.rows !== undefined) this.quick = (cursor) => this.#takeRows(cursor, sink.rows);
    else if (sink.proved !== undefined) this.quick = (cursor) => this.#takeProved(cursor);
    this.#chains = options.chains ?? new Chains(options.verify, options.midway);
  }

  /** Events without a hash so far: valid, but nothing vouches for them. */
  get unhashed(): number {
    return this.#unhashed;
  }

  problem(problem: Problem): void {
    this.#out.problem(problem);
  }

  readonly quick: Quick | undefined;

  /** Lines that a scanner has recognised, as long as each is the next one of its writer. */
  #takeRows(cursor: Cursor, take: RowSink | undefined): void {
    if (cursor.scanned === undefined || this.#out.holds) return;
    const first = cursor.scanned.rowAt(cursor.at);
    const end = this.#chains.checksHashes
      ? this.#takeHashed(cursor.scanned, first, cursor.chunk)
      : cursor.scanned.takeNext(first, this.#chains);
    if (end === first) return;
    cursor.at = (cursor.scanned.rows.ends[end - 1] as number) + 1;
    take?.(cursor.scanned, first, end, cursor.line);
    cursor.line += end - first;
  }

  /** As `ScannedRows.takeNext`, with the hashes. */
  #takeHashed({ rows, event }: ScannedRows, first: number, chunk: Buffer): number {
    let row = first;
    for (; row < rows.count && rows.types[row] !== UNKNOWN; row++) {
      event.go(row);
      const from = row === 0 ? 0 : (rows.ends[row - 1] as number) + 1;
      if (!this.#chains.takeNext(event, chunk, from)) break;
    }
    return row;
  }

  /** Lines that are proved by their hash, of which nothing else is asked. */
  #takeProved(cursor: Cursor): void {
    const recognizer = this.#recognizer;
    const { chunk, to } = cursor;
    while (cursor.at < to && !this.#out.holds && recognizer.recognize(chunk, cursor.at)) {
      const { session_id, type, end } = recognizer;
      if (this.#sink.proved?.(session_id, type) !== true) return;
      if (!this.#chains.takeNext(recognizer, chunk, cursor.at)) return;
      this.#proved++;
      cursor.line++;
      cursor.at = end + 1;
    }
  }

  /** Lines that were not parsed, because their hash fits. */
  get proved(): number {
    return this.#proved;
  }

  record({ value, bytes, place, doubtful, nested }: RawRecord): boolean {
    const decoded = decodeEvent(value);
    if ('fault' in decoded) {
      if (!doubtful) this.#problem('invalid_event', place, decoded.fault);
      return !doubtful;
    }
    const { event } = decoded;
    if ((doubtful || maySplice(event, bytes)) && !this.#believes(event, bytes, nested, !doubtful)) return false;
    const link = this.#chains.take(event, bytes);
    if (link.kind === 'mended' || link.kind === 'late') this.#out.drop(event);
    this.#reportLink(link, event, place);
    this.#reportVersion(event, place);
    if (link.kind !== 'duplicate') this.#out.event(event, place, bytes, link.kind === 'gap' || 'doubtful' in link);
    return true;
  }

  /** Nothing more comes, or not soon: nothing is held back any longer. */
  end(): void {
    this.#out.release();
  }

  /** A record from a damaged line: by its hash if it has one, else if it cannot be a part of another. */
  #believes(event: SessionEvent, bytes: Buffer, nested: boolean, alone: boolean): boolean {
    return event.hash === undefined ? !nested : this.#chains.proves(event, bytes, alone);
  }

  #reportLink(link: Link, { writer, seq }: SessionEvent, place: Place): void {
    switch (link.kind) {
      case 'unhashed':
        this.#unhashed++;
        break;
      case 'gap':
        this.#problem('seq_gap', place, `writer ${writer}: ${link.missing} event(s) are missing before seq ${seq}`);
        break;
      case 'late':
        this.#problem('seq_order', place, `writer ${writer}: seq ${seq} stands behind a later one`);
        break;
      case 'duplicate':
        this.#problem('duplicate', place, `writer ${writer}: seq ${seq} stands here again; it counts once`);
        break;
      case 'changed':
        this.#problem('wrong_hash', place, `${nameOf(writer, seq)} was changed, or the line before it was`);
        break;
      default:
        break;
    }
  }

  #reportVersion(event: SessionEvent, place: Place): void {
    if (event.v !== undefined && event.v > FORMAT_VERSION) {
      this.#problem(
        'newer_version',
        place,
        `version ${event.v} of the format: read as far as version ${FORMAT_VERSION} knows it`,
      );
    }
  }

  #problem(problem: ProblemCode, { line, offset, length }: Place, reason: string): void {
    this.#out.problem({ problem, line, offset, length, reason });
  }
}

const nameOf = (writer: string | undefined, seq: number | undefined): string =>
  writer === undefined || seq === undefined ? 'a line with a hash, but not of whom,' : `writer ${writer}: seq ${seq}`;

const RECORD = Buffer.from('{"v":');

/** A splice of two lines can parse as one: then the beginning of another record stands inside it. */
const maySplice = ({ hash }: SessionEvent, bytes: Buffer): boolean =>
  hash !== undefined && bytes.indexOf(RECORD, 1) !== -1;
