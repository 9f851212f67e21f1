import type { Link } from '../event/chain.js';
import { Chains } from '../event/chain.js';
import { decodeEvent, FORMAT_VERSION } from '../event/decode.js';
import type { Problem, ProblemCode } from '../event/problem.js';
import type { SessionEvent } from '../event/types.js';
import type { Place } from './lines.js';
import type { RawRecord, RecordSink } from './records.js';

export interface EventSink {
  /** `bytes` are the stored bytes of the event without the newline, valid during the call only. */
  event(event: SessionEvent, place: Place, bytes: Buffer): void;
  problem(problem: Problem): void;
}

export interface DecoderOptions {
  /** Whether hashes are checked (default true). */
  readonly verify?: boolean | undefined;
  /** Reading begins inside the file: what a writer wrote before is not missing. */
  readonly midway?: boolean | undefined;
  /** The chains that earlier files of the same run have begun: an event that stands in two files counts once. */
  readonly chains?: Chains | undefined;
}

/** Events that are held back at most; hostile input must not fill the memory. */
const HELD = 64;

interface Held {
  readonly event: SessionEvent;
  readonly place: Place;
  readonly bytes: Buffer;
}

/**
 * Records in, events of our own format out: checked against the schema and against the chain of their writer. A
 * duplicate is reported and goes no further, so that it counts once. A line with a wrong hash is held back until its
 * writer's next one: two torn lines can make one that parses, and then the true one follows.
 */
export class EventDecoder implements RecordSink {
  readonly #sink: EventSink;
  readonly #chains: Chains;
  readonly #held = new Map<string, Held>();
  #unhashed = 0;

  constructor(sink: EventSink, options: DecoderOptions = {}) {
    this.#sink = sink;
    this.#chains = options.chains ?? new Chains(options.verify, options.midway);
  }

  /** Events without a hash so far: valid, but nothing vouches for them. */
  get unhashed(): number {
    return this.#unhashed;
  }

  problem(problem: Problem): void {
    this.#sink.problem(problem);
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
    this.#reportLink(link, event, place);
    this.#reportVersion(event, place);
    if (link.kind !== 'duplicate') this.#deliver(link, event, place, bytes);
    return true;
  }

  /** Nothing more comes. */
  end(): void {
    for (const key of this.#held.keys()) this.#release(key);
  }

  #deliver(link: Link, event: SessionEvent, place: Place, bytes: Buffer): void {
    const key = `${event.session_id}\0${event.writer}`;
    if (link.kind === 'mended') this.#held.delete(key);
    else if (link.kind !== 'late') this.#release(key);
    if (link.kind !== 'changed') {
      this.#sink.event(event, place, bytes);
      return;
    }
    this.#held.set(key, { event, place, bytes: Buffer.from(bytes) });
    const [oldest] = this.#held.keys();
    if (this.#held.size > HELD && oldest !== undefined) this.#release(oldest);
  }

  #release(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    this.#sink.event(held.event, held.place, held.bytes);
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
        this.#problem('wrong_hash', place, `writer ${writer}: seq ${seq} was changed, or the line before it was`);
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
    this.#sink.problem({ problem, line, offset, length, reason });
  }
}

const RECORD = Buffer.from('{"v":');

/** A splice of two lines can parse as one: then the beginning of another record stands inside it. */
const maySplice = ({ hash }: SessionEvent, bytes: Buffer): boolean =>
  hash !== undefined && bytes.indexOf(RECORD, 1) !== -1;
