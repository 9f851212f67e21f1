import { LIMITS } from '../base/limits.js';
import type { Problem } from '../event/problem.js';
import type { SessionEvent } from '../event/types.js';
import type { Decoder } from '../formats/format.js';
import { detectFormat, isOwn } from '../formats/registry.js';
import { sessionIdFromFile } from '../formats/source.js';
import { type DecoderOptions, EventDecoder } from '../log/events.js';
import type { Place } from '../log/lines.js';
import { type RawRecord, RecordReader, type RecordSink, type Tail } from '../log/records.js';
import type { CopyWatch } from './copies.js';

const OWN_FORMAT = 'sessionlog';

export interface AnySink {
  /** What one record holds: one event of our own format, any number of a foreign one. `bytes` as stored. */
  record(events: readonly SessionEvent[], place: Place, bytes: Buffer, format: string): void;
  /** What the end of a foreign log lets out; further lines could have made something else of it (default: `record`). */
  rest?(events: readonly SessionEvent[], place: Place, format: string): void;
  problem(problem: Problem): void;
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
  #dialect: Dialect | undefined;
  #held: RawRecord[] = [];
  #format = OWN_FORMAT;

  constructor(sink: AnySink, options: AnyReaderOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#records = new RecordReader(
      {
        record: (record) => this.#dialect?.record(record) ?? this.#hold(record),
        problem: (problem) => sink.problem(problem),
      },
      undefined,
      options.offset,
    );
  }

  /** The name of the format, once `end` was called or enough was read. */
  get format(): string {
    return this.#format;
  }

  get lines(): number {
    return this.#records.lines;
  }

  push(chunk: Buffer): void {
    this.#records.push(chunk);
  }

  /** What comes next may be long in coming: nothing is held back for it. */
  pause(): void {
    if (this.#format === OWN_FORMAT) this.#dialect?.end();
  }

  end(tail: Tail): void {
    this.#records.end(tail);
    this.#choose();
    this.#dialect?.end();
  }

  /** Takes the first records of the file for its format, when reading begins further on. */
  detect(head: readonly Readonly<Record<string, unknown>>[]): void {
    this.#dialect = this.#dialectOf(head);
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
    return foreignDialect(
      this.#sink,
      format.open({ session_id: sessionIdFromFile(name), fallback_ms }),
      format.name,
      copies,
    );
  }
}

function ownDialect(sink: AnySink, options: DecoderOptions): Dialect {
  const decoder = new EventDecoder(
    {
      event: (event, place, bytes) => sink.record([event], place, bytes, OWN_FORMAT),
      problem: (problem) => sink.problem(problem),
    },
    options,
  );
  return decoder;
}

function foreignDialect(sink: AnySink, decoder: Decoder, format: string, copies: CopyWatch | undefined): Dialect {
  let last: Place = { line: 0, offset: 0, length: 0 };
  return {
    record({ value, bytes, place, doubtful, nested }) {
      if (doubtful && nested) return false;
      last = place;
      if (copies?.isCopy(value, format)) return true;
      const { events, fault } = decoder.push(value);
      if (fault !== undefined) sink.problem({ problem: 'invalid_event', ...place, reason: fault });
      else sink.record(events, place, bytes, format);
      return true;
    },
    problem: (problem) => sink.problem(problem),
    end() {
      const { events } = decoder.end();
      if (events.length === 0) return;
      if (sink.rest === undefined) sink.record(events, last, Buffer.alloc(0), format);
      else sink.rest(events, last, format);
    },
  };
}
