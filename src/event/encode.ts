import { isoFromMs, msFromIso } from '../base/clock.js';
import { messageOf, SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { carefulMembers, invalid } from './careful.js';
import { digestOf, firstLink, HASH_END, HASH_KEY, HASH_LENGTH, putHash } from './hash.js';
import { jsonOf } from './json.js';
import { digits, NOT_PLAIN, PlainWriter } from './plain.js';
import type { Redactor } from './redact.js';
import type { EventInput } from './types.js';

type Given = Readonly<Record<string, unknown>>;

// Room before the lines: the previous hash while the first is hashed, and a newline when a stump has to be closed.
const BEFORE = HASH_LENGTH;
const TAIL = HASH_KEY.length + HASH_LENGTH + HASH_END.length + 1;
const DIGITS = String(Number.MAX_SAFE_INTEGER).length;
const FRONT = '{"v":1,"ts":"';
const TS_LENGTH = '2026-11-21T07:35:00.123Z'.length;
/** Text up to this length is given three bytes for each UTF-16 unit, longer text is counted. */
const SHORT = 16 * 1024;

/** Whole lines in the encoder's own buffer, valid until an event is added. */
export interface Lines {
  readonly buffer: Buffer;
  /** Where the first line begins; the byte before is free for a newline. */
  readonly start: number;
  /** After the last newline. */
  readonly end: number;
}

/**
 * Turns the events of one writer into lines, each linked to the one before. Lines gather in a buffer that is kept; they
 * are hashed when they are taken. An event that was refused leaves no gap.
 */
export class Encoder {
  readonly sessionId: string;
  readonly writer: string;
  readonly #agentId: string | undefined;
  readonly #redactor: Redactor | undefined;
  readonly #plain: PlainWriter | undefined;
  /** How the line ends that was hashed last; its hash is `#link`. */
  readonly #tail: Buffer;
  readonly #link: Buffer;
  #seq = 0;
  #buffer: Buffer;
  /** Where the hash comes in each line that waits; as many as `#count` are in use. */
  readonly #ends: number[] = [];
  #count = 0;
  /** Counts what moves the end of the lines, to find out that it was moved meanwhile. */
  #moves = 0;
  #isReading = false;
  #next = BEFORE;
  /** From the beginning of a line to its sequence number: the same on all lines of an agent, but for the time. */
  #front: Buffer = Buffer.alloc(0);
  #frontAgent: unknown;
  #front_ms = Number.NaN;

  constructor(
    sessionId: string,
    writer: string,
    agentId: string | undefined,
    redactor: Redactor | undefined,
    capacity_bytes = 0,
  ) {
    this.sessionId = sessionId;
    this.writer = writer;
    this.#agentId = agentId;
    this.#redactor = redactor;
    this.#plain = redactor === undefined || redactor.isUsual ? new PlainWriter(redactor) : undefined;
    this.#tail = Buffer.from(`${HASH_KEY}${firstLink(sessionId, writer)}${HASH_END}\n`);
    this.#link = this.#tail.subarray(HASH_KEY.length, HASH_KEY.length + HASH_LENGTH);
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(capacity_bytes, SHORT));
  }

  get nextSeq(): number {
    return this.#seq;
  }

  /** What waits, in bytes. */
  get length(): number {
    return this.#next - BEFORE;
  }

  /** The bytes of the line that was added last; 0 when none waits. */
  get lastLength(): number {
    return this.#count === 0 ? 0 : this.#next - this.#startOf(this.#count - 1);
  }

  /**
   * Adds a line, and returns the event's time in epoch milliseconds.
   *
   * @throws SessionlogError EVENT_INVALID, LINE_TOO_LONG and what `jsonOf` throws: then nothing is added
   */
  add(input: EventInput, now_ms: number): number {
    try {
      return this.#add(input, now_ms);
    } catch (error) {
      if (error instanceof SessionlogError) throw error;
      // No object at all, or a getter or a proxy of the caller's threw.
      throw new SessionlogError('VALUE_UNSUPPORTED', `the event cannot be read: ${messageOf(error)}`, error);
    }
  }

  /** Takes the line that was added last out again, as if it had never been. */
  undo(): void {
    if (this.#count === 0) return;
    this.#next = this.#startOf(--this.#count);
    this.#moves++;
    this.#seq--;
  }

  /** Hashes the lines that wait, and gives them away. */
  take(): Lines {
    const buffer = this.#buffer;
    for (let i = 0; i < this.#count; i++) {
      const start = this.#startOf(i);
      // What is hashed begins with the previous hash: for this moment it stands over the end of the line before.
      buffer.set(this.#link, start - HASH_LENGTH);
      const digest = digestOf(new Uint8Array(buffer.buffer, start - HASH_LENGTH, this.#endOf(i) - start + HASH_LENGTH));
      if (i > 0) buffer.set(this.#tail, start - TAIL);
      putHash(this.#link, digest);
    }
    const end = this.#next;
    if (this.#count > 0) buffer.set(this.#tail, end - TAIL);
    this.#count = 0;
    this.#moves++;
    this.#next = BEFORE;
    return { buffer, start: BEFORE, end };
  }

  /** One event as one line, with its hash. @throws as `add` */
  encode(input: EventInput, now_ms: number): Lines & { readonly hash: string } {
    this.add(input, now_ms);
    return { ...this.take(), hash: this.#link.toString('latin1') };
  }

  #add(event: Given, now_ms: number): number {
    const at_ms = timeOf(event['ts'], now_ms);
    const agent = event['agent_id'] ?? this.#agentId;
    const moves = ++this.#moves;
    let end = this.#plain === undefined ? NOT_PLAIN : this.#addPlainly(this.#plain, event, agent, at_ms);
    // Reading the event may have run code of the caller's that logs, too: then something else stands here now.
    if (end === NOT_PLAIN || this.#moves !== moves) end = this.#addCarefully(event, agent, at_ms);
    const length = end + TAIL - 1 - this.#next;
    if (length > LIMITS.line_bytes) throw tooLong(event, length);
    this.#room(end + TAIL);
    this.#ends[this.#count++] = end;
    this.#next = end + TAIL;
    this.#seq++;
    return at_ms;
  }

  #addPlainly(plain: PlainWriter, event: Given, agent: unknown, at_ms: number): number {
    const from = this.#begin(agent, at_ms);
    this.#isReading = true;
    try {
      return plain.members(this.#buffer, from, event);
    } catch {
      // Code of the caller's threw; it does so again, where the careful way can say what was read.
      return NOT_PLAIN;
    } finally {
      this.#isReading = false;
    }
  }

  #addCarefully(event: Given, agent: unknown, at_ms: number): number {
    const text = carefulMembers(event, this.#redactor);
    const at = this.#begin(agent, at_ms);
    const bytes = text.length < SHORT ? text.length * 3 : Buffer.byteLength(text);
    if (bytes > LIMITS.line_bytes) throw tooLong(event, at - this.#next + bytes + TAIL - 1);
    this.#room(at + bytes);
    return at + this.#buffer.write(text, at);
  }

  /** Writes the line up to its sequence number; returns where it goes on. */
  #begin(agent: unknown, at_ms: number): number {
    // An event that logs while it is read goes on writing where this line begins: let it have the old buffer.
    if (this.#isReading) this.#copy(this.#buffer.length);
    if (agent !== this.#frontAgent || this.#front.length === 0) this.#setFront(agent);
    const front = this.#front;
    if (at_ms !== this.#front_ms) {
      const ts = isoFromMs(at_ms);
      if (ts.length !== TS_LENGTH) throw invalid(`ts: ${ts} lies outside the years that a line can name`);
      front.write(ts, FRONT.length, 'latin1');
      this.#front_ms = at_ms;
    }
    let at = this.#next;
    this.#room(at + front.length + DIGITS + TAIL);
    this.#buffer.set(front, at);
    at += front.length;
    const seq = this.#seq;
    return seq <= 0x7fff_ffff ? digits(this.#buffer, at, seq) : at + this.#buffer.write(String(seq), at);
  }

  #setFront(agent: unknown): void {
    if (agent !== undefined && typeof agent !== 'string') {
      throw invalid(`agent_id: expected text, got a ${typeof agent}`);
    }
    const named = agent === undefined ? '' : `,"agent_id":${jsonOf(agent, 'agent_id', this.#redactor)}`;
    const time = ' '.repeat(TS_LENGTH);
    this.#front = Buffer.from(
      `${FRONT}${time}","session_id":"${this.sessionId}"${named},"writer":"${this.writer}","seq":`,
    );
    this.#frontAgent = agent;
    this.#front_ms = Number.NaN;
  }

  /** Makes the buffer as long as that. */
  #room(bytes: number): void {
    if (bytes > this.#buffer.length) this.#copy(Math.max(bytes, this.#buffer.length * 2));
  }

  #copy(bytes: number): void {
    const buffer = Buffer.allocUnsafeSlow(bytes);
    this.#buffer.copy(buffer);
    this.#buffer = buffer;
  }

  #startOf(line: number): number {
    return line === 0 ? BEFORE : this.#endOf(line - 1) + TAIL;
  }

  /** Where the hash comes. */
  #endOf(line: number): number {
    return this.#ends[line] as number;
  }
}

const tooLong = (event: Given, bytes: number): SessionlogError =>
  new SessionlogError(
    'LINE_TOO_LONG',
    `${event['type']}: the line would have ${bytes} bytes, more than ${LIMITS.line_bytes}: log a path or a summary instead`,
  );

function timeOf(given: unknown, now_ms: number): number {
  if (given === undefined) return now_ms;
  const at_ms = typeof given === 'string' ? msFromIso(given) : Number.NaN;
  if (Number.isNaN(at_ms))
    throw invalid(`ts: ${JSON.stringify(given) ?? typeof given} is no ISO 8601 time with an offset`);
  return at_ms;
}
