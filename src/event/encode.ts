import { isoFromMs, msFromIso } from '../base/clock.js';
import { messageOf, SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { type Field, type FieldKind, fieldsFault, payloadFields } from './check.js';
import { quote } from './escape.js';
import { firstLink, HASH_END, HASH_KEY, HASH_LENGTH, hashOf } from './hash.js';
import { jsonOf } from './json.js';
import type { Redactor } from './redact.js';
import type { EventInput } from './types.js';

/** Keys that the encoder sets itself, or places itself; a caller's values for the first five are not used. */
const PLACED = new Set([
  'v',
  'session_id',
  'writer',
  'seq',
  'hash',
  'ts',
  'agent_id',
  'type',
  'span_id',
  'parent_span_id',
]);
const SPANS: readonly Field[] = [
  { key: 'span_id', kind: 'text' },
  { key: 'parent_span_id', kind: 'text' },
];
// Room before the line: the previous hash while hashing, and a newline when a stump has to be closed.
const HEAD = HASH_LENGTH;
const TAIL = HASH_KEY.length + HASH_LENGTH + HASH_END.length + 1;

/** A whole line in the encoder's own buffer, valid until the next call of `encode`. */
export interface EncodedLine {
  readonly buffer: Buffer;
  /** Where the line begins; the byte before is free for a newline. */
  readonly start: number;
  /** After the newline. */
  readonly end: number;
  readonly seq: number;
  readonly hash: string;
  /** The event's time in epoch milliseconds. */
  readonly at_ms: number;
}

/**
 * Turns the events of one writer into lines, each linked to the one before. `encode` has no effect on the chain;
 * `commit` makes the last line part of it, so that an event that was refused leaves no gap.
 */
export class Encoder {
  readonly sessionId: string;
  readonly writer: string;
  readonly #agentId: string | undefined;
  readonly #redactor: Redactor | undefined;
  #head: string;
  #usual: string | undefined;
  #seq = 0;
  #buffer = Buffer.allocUnsafeSlow(16 * 1024);

  constructor(sessionId: string, writer: string, agentId: string | undefined, redactor: Redactor | undefined) {
    this.sessionId = sessionId;
    this.writer = writer;
    this.#agentId = agentId;
    this.#redactor = redactor;
    this.#head = firstLink(sessionId, writer);
  }

  get nextSeq(): number {
    return this.#seq;
  }

  /** @throws SessionlogError EVENT_INVALID, LINE_TOO_LONG and what `jsonOf` throws */
  encode(input: EventInput, now_ms: number): EncodedLine {
    const { at_ms, body } = this.#read(input, now_ms);
    const length = this.#write(body);
    if (length + TAIL - 1 > LIMITS.line_bytes) {
      throw new SessionlogError(
        'LINE_TOO_LONG',
        `${input.type}: the line would have ${length + TAIL - 1} bytes, more than ${LIMITS.line_bytes}: log a path or a summary instead`,
      );
    }
    const buffer = this.#buffer;
    const hash = hashOf(buffer.subarray(0, HEAD + length));
    buffer.write(`${HASH_KEY}${hash}${HASH_END}\n`, HEAD + length, 'latin1');
    return { buffer, start: HEAD, end: HEAD + length + TAIL, seq: this.#seq, hash, at_ms };
  }

  /** The line is the writer's now: the next one links to it. */
  commit(line: EncodedLine): void {
    this.#head = line.hash;
    this.#seq = line.seq + 1;
  }

  #read(input: EventInput, now_ms: number): { at_ms: number; body: string } {
    try {
      const at_ms = timeOf((input as { ts?: unknown }).ts, now_ms);
      return { at_ms, body: this.#body(input, at_ms) };
    } catch (error) {
      if (error instanceof SessionlogError) throw error;
      // No object at all, or a getter or a proxy of the caller's threw.
      throw new SessionlogError('VALUE_UNSUPPORTED', `the event cannot be read: ${messageOf(error)}`, error);
    }
  }

  #write(body: string): number {
    // A UTF-16 unit takes three bytes at most; counting exactly pays only where that would waste memory.
    const bound = body.length < 16_384 ? body.length * 3 : Buffer.byteLength(body);
    if (HEAD + bound + TAIL > this.#buffer.length) {
      if (bound > LIMITS.line_bytes * 3) return bound;
      this.#buffer = Buffer.allocUnsafeSlow(HEAD + bound + TAIL);
    }
    // The previous hash goes with it in one call: it is what is hashed first.
    return this.#buffer.write(this.#head + body) - HEAD;
  }

  /** The line up to where its hash comes. */
  #body(input: EventInput, at_ms: number): string {
    const event = input as Readonly<Record<string, unknown>>;
    const type = event['type'];
    if (typeof type !== 'string' || type === '') throw invalid('type: is missing');
    const fields = payloadFields(type);
    const fault = fieldsFault(fields, event) ?? fieldsFault(SPANS, event);
    if (fault !== undefined) throw invalid(`${type}.${fault}`);

    const agent = event['agent_id'] ?? this.#agentId;
    if (agent === this.#agentId) this.#usual ??= this.#whoWrites(agent);
    const who = agent === this.#agentId ? this.#usual : this.#whoWrites(agent);
    const text = `{"v":1,"ts":"${isoFromMs(at_ms)}"${who}${this.#seq},"type":${quote(type)}`;
    return text + this.#members(event, fields) + this.#members(event, SPANS) + this.#others(event, type, fields);
  }

  /** From the session to the sequence number: the same on nearly every line of a writer. */
  #whoWrites(agent: unknown): string {
    const named = agent === undefined ? '' : `,"agent_id":${this.#required('agent_id', agent)}`;
    return `,"session_id":"${this.sessionId}"${named},"writer":"${this.writer}","seq":`;
  }

  #members(event: Readonly<Record<string, unknown>>, fields: readonly Field[]): string {
    let text = '';
    for (let i = 0; i < fields.length; i++) {
      const { key, kind } = fields[i] as Field;
      if (Object.hasOwn(event, key)) text += this.#known(key, kind, event[key]);
    }
    return text;
  }

  /** Keys that this version does not know are carried, behind the known ones. */
  #others(event: Readonly<Record<string, unknown>>, type: string, fields: readonly Field[]): string {
    const placed = fields.length === 0 ? PLACED : placedOf(type, fields);
    let text = '';
    for (const key of Object.keys(event)) if (!placed.has(key)) text += this.#other(key, event[key]);
    return text;
  }

  /** A field of the format keeps its key and its kind, or no reader would take the line. */
  #known(key: string, kind: FieldKind, value: unknown): string {
    const json = jsonOf(value, key, mayHoldSecrets(kind) ? this.#redactor : undefined);
    return json === undefined ? '' : `,"${key}":${ofKind(kind, json)}`;
  }

  #other(key: string, value: unknown): string {
    const json = jsonOf(value, key, this.#redactor);
    if (json === undefined) return '';
    return `,${quote(this.#redactor === undefined ? key : this.#redactor.name(key))}:${json}`;
  }

  #required(key: string, value: unknown): string {
    if (typeof value !== 'string') throw invalid(`${key}: expected text, got a ${typeof value}`);
    return jsonOf(value, key, this.#redactor) as string;
  }
}

const placedByType = new Map<string, ReadonlySet<string>>();

/** The keys of a known type that have their place. */
function placedOf(type: string, fields: readonly Field[]): ReadonlySet<string> {
  let placed = placedByType.get(type);
  if (placed === undefined) {
    placed = new Set([...PLACED, ...fields.map(({ key }) => key)]);
    placedByType.set(type, placed);
  }
  return placed;
}

/** Not so numbers and fixed words. */
const mayHoldSecrets = (kind: FieldKind): boolean =>
  kind === 'text' ||
  kind === 'unknown' ||
  kind === 'record' ||
  kind === 'list' ||
  (typeof kind === 'object' && 'list_of' in kind);

/** A toJSON, or a redaction of the whole value, may have made something else of an object or an array. */
function ofKind(kind: FieldKind, json: string): string {
  if (kind === 'record' && !json.startsWith('{')) return `{"value":${json}}`;
  if (kind === 'list' && !json.startsWith('[')) return `[${json}]`;
  return json;
}

const invalid = (fault: string): SessionlogError =>
  new SessionlogError('EVENT_INVALID', `the event is refused: ${fault}`);

function timeOf(given: unknown, now_ms: number): number {
  if (given === undefined) return now_ms;
  const at_ms = typeof given === 'string' ? msFromIso(given) : Number.NaN;
  if (Number.isNaN(at_ms))
    throw invalid(`ts: ${JSON.stringify(given) ?? typeof given} is no ISO 8601 time with an offset`);
  return at_ms;
}
