import { LIMITS } from '../base/limits.js';
import type { Problem } from '../event/problem.js';
import type { SessionEvent } from '../event/types.js';
import type { Decoder, RecordNeeds } from '../formats/format.js';
import { detectFormat, isOwn } from '../formats/registry.js';
import { folderOfFile, sessionIdFromFile } from '../formats/source.js';
import { DocumentReader } from '../log/documents.js';
import { type DecoderOptions, EventDecoder, type RowSink } from '../log/events.js';
import type { Place } from '../log/lines.js';
import { openPruner } from '../log/pruner.js';
import { type RawRecord, RecordReader, type RecordSink, type Tail } from '../log/records.js';
import type { ScannedRows } from '../log/scanned.js';
import type { CopyWatch } from './copies.js';
import { type LineOf, Lines } from './line-of.js';

const OWN_FORMAT = 'sessionlog';

export interface AnySink {
  /**
   * What one record holds: one event of our own format, any number of a foreign one. `bytes` as stored. `lineOf` tells
   * of a foreign event that was held back where it comes from.
   */
  record(events: readonly SessionEvent[], place: Place, bytes: Buffer, format: string, lineOf?: LineOf): void;
  /** What the end of a foreign log lets out; further lines could have made something else of it (default: `record`). */
  rest?(events: readonly SessionEvent[], place: Place, format: string, lineOf?: LineOf): void;
  problem(problem: Problem): void;
  /** Events of our own format of which rows are enough, where the chunk was scanned. */
  readonly rows?: RowSink | undefined;
}

export interface AnyReaderOptions extends DecoderOptions {
  /** The file's name, from which a foreign log takes its session id. */
  readonly name: string;
  /** Stands in where a foreign line has no time: the file's mtime in epoch ms. */
  readonly fallback_ms: number;
  /** Finds what a foreign log repeats of another one. */
  readonly copies?: CopyWatch | undefined;
  /** The file offset of the first byte that will be pushed. */
  readonly offset?: number;
  /** How many lines stand before it. */
  readonly lines?: number;
  /** The file is known to be of our own format. */
  readonly own?: boolean;
}

/** What turns records of one format into events. */
interface Dialect extends RecordSink {
  end(): void;
}

/**
 * Bytes of a log in any format in, events out. The first records are held until they tell the format; then they go
 * the way of all others.
 */
export class AnyReader {
  readonly #sink: AnySink;
  readonly #options: AnyReaderOptions;
  readonly #records: RecordReader;
  /** Looks at the beginning of the file; undefined when reading begins further on. */
  #document: DocumentReader | undefined;
  #hasBegun = false;
  #dialect: Dialect | undefined;
  #prune: RecordSink['prune'];
  #held: RawRecord[] = [];
  #format = OWN_FORMAT;

  constructor(sink: AnySink, options: AnyReaderOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#records = new RecordReader(
      {
        record: (record) => this.#dialect?.record(record) ?? this.#hold(record),
        problem: (problem) => sink.problem(problem),
        prune: (bytes) => this.#prune?.(bytes),
        quick: sink.rows && ((cursor) => this.#dialect?.quick?.(cursor)),
      },
      undefined,
      options.offset,
      options.lines,
    );
    if (options.own === true) this.#dialect = ownDialect(sink, options);
    const document = {
      lines: (bytes: Buffer) => this.#records.push(bytes),
      document: (value: unknown, bytes: Buffer, place: Place) => this.#takeDocument(value, bytes, place),
      problem: (problem: Problem) => sink.problem(problem),
    };
    if ((options.offset ?? 0) === 0)
      this.#document = new DocumentReader(document, { named: isDocumentName(options.name) });
  }

  /** The name of the format, once `end` was called or enough was read. */
  get format(): string {
    return this.#format;
  }

  get lines(): number {
    return this.#isLines ? this.#records.lines : (this.#document?.lines ?? 0);
  }

  get #isLines(): boolean {
    return this.#document?.isLines ?? true;
  }

  /** Bytes behind the last newline so far. */
  get pending_bytes(): number {
    return this.#records.pending_bytes;
  }

  /** @param scanned what a scanner found in the chunk */
  push(chunk: Buffer, scanned?: ScannedRows): void {
    // What begins with lines of ours is no document.
    if (scanned !== undefined && !this.#hasBegun) this.#document = undefined;
    this.#hasBegun = true;
    if (this.#isLines) this.#records.push(chunk, scanned);
    else this.#document?.push(chunk);
  }

  /** What comes next may be long in coming: nothing is held back for it. */
  pause(): void {
    this.#document?.pause();
    if (this.#format === OWN_FORMAT) this.#dialect?.end();
  }

  end(tail: Tail): void {
    this.#document?.end();
    this.#records.end(tail);
    this.#choose();
    this.#dialect?.end();
  }

  /** Takes the first records of the file for its format, when reading begins further on. */
  detect(head: readonly Readonly<Record<string, unknown>>[]): void {
    this.#dialect = this.#dialectOf(head);
  }

  /** A document is one record; of an array each item is one, if we know them. */
  #takeDocument(value: unknown, bytes: Buffer, place: Place): void {
    const values = (Array.isArray(value) ? value : [value]).filter(isRecord);
    if (Array.isArray(value) && detectFormat(values) === undefined) {
      const reason = 'a log holds JSON objects; this is one array of what no known format has';
      this.#sink.problem({ problem: 'not_an_object', ...place, reason });
      return;
    }
    this.#dialect ??= this.#dialectOf(values);
    for (const [index, each] of values.entries()) {
      // The bytes are those of all items: they are given once.
      const own = index === 0 ? bytes : bytes.subarray(0, 0);
      this.#dialect.record({ value: each, bytes: own, place, doubtful: false, nested: false });
    }
  }

  #hold(record: RawRecord): boolean {
    // The bytes are valid during the call only.
    this.#held.push({ ...record, bytes: Buffer.from(record.bytes) });
    const values = this.#held.map(({ value }) => value);
    const enough = this.#held.length >= LIMITS.detect_lines;
    if (enough || isOwn(values) || detectFormat(values) !== undefined) this.#choose();
    return true;
  }

  #choose(): void {
    if (this.#dialect !== undefined) return;
    const held = this.#held;
    this.#held = [];
    this.#dialect = this.#dialectOf(held.map(({ value }) => value));
    for (const record of held) this.#dialect.record(record);
  }

  #dialectOf(values: readonly Readonly<Record<string, unknown>>[]): Dialect {
    const { name, fallback_ms, copies } = this.#options;
    const format = detectFormat(values);
    if (format === undefined) return ownDialect(this.#sink, this.#options);
    this.#format = format.name;
    this.#prune = format.pruned && prunerOf(format.pruned);
    this.#records.allow(LIMITS.document_bytes);
    const hint = { session_id: sessionIdFromFile(name), fallback_ms, folder: folderOfFile(name) };
    return foreignDialect(this.#sink, format.open(hint), format.name, copies);
  }
}

const isDocumentName = (name: string): boolean => name.toLowerCase().endsWith('.json');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Takes what is needed out of the lines of a format; undefined where that cannot be done, or is not enough. */
function prunerOf({ needs, isEnough }: RecordNeeds): RecordSink['prune'] {
  const prune = openPruner(needs);
  if (prune === undefined) return undefined;
  return (bytes) => {
    const left = prune(bytes);
    return left !== undefined && isEnough(left) ? left : undefined;
  };
}

function ownDialect(sink: AnySink, options: DecoderOptions): Dialect {
  const decoder = new EventDecoder(
    {
      event: (event, place, bytes) => sink.record([event], place, bytes, OWN_FORMAT),
      problem: (problem) => sink.problem(problem),
      rows: sink.rows,
    },
    options,
  );
  return decoder;
}

function foreignDialect(sink: AnySink, decoder: Decoder, format: string, copies: CopyWatch | undefined): Dialect {
  let last: Place = { line: 0, offset: 0, length: 0 };
  const lines = new Lines();
  const { lineOf } = lines;
  return {
    record({ value, bytes, place, doubtful, nested }) {
      if (doubtful && nested) return false;
      last = place;
      if (copies?.isCopy(value, format)) return true;
      lines.note(value, place.line);
      const { events, fault } = decoder.push(value);
      if (fault !== undefined) sink.problem({ problem: 'invalid_event', ...place, reason: fault });
      // A document may have faults, and events all the same.
      if (fault === undefined || events.length > 0) sink.record(events, place, bytes, format, lineOf);
      return true;
    },
    problem: (problem) => sink.problem(problem),
    end() {
      const { events } = decoder.end();
      if (events.length === 0) return;
      if (sink.rest === undefined) sink.record(events, last, Buffer.alloc(0), format, lineOf);
      else sink.rest(events, last, format, lineOf);
    },
  };
}
