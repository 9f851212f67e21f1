import { isUtf8 } from 'node:buffer';
import { msFromIso } from '../base/clock.js';
import { LIMITS } from '../base/limits.js';
import { type Field, type FieldKind, payloadFields } from './check.js';
import { HASH_END, HASH_KEY, HASH_LENGTH } from './hash.js';
import { JsonScanner } from './scan.js';

/** What places a line in its writer's chain, and what it is. */
export interface Envelope {
  readonly session_id: string;
  readonly writer: string;
  readonly seq: number;
  readonly type: string;
  readonly hash: string;
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const HEAD = latin1('{"v":1,"ts":"');
const SESSION = latin1('","session_id":"');
const AGENT = latin1('","agent_id":"');
const WRITER = latin1('","writer":"');
const SEQ = latin1('","seq":');
const TYPE = latin1(',"type":"');
const HASH = latin1(HASH_KEY);
const END = latin1(HASH_END);
const TS_LENGTH = '2026-11-21T07:35:00.123Z'.length;
const MINUTE_LENGTH = '2026-11-21T07:35:'.length;
const SHAPES = 64;
const COMMA = 0x2c;
const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN = 0x7b;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const LOWER_T = 0x74;
const LOWER_F = 0x66;

/** Keys of the envelope: one that comes again among the payload would win, and is left to the careful way. */
const ENVELOPE = new Set(['v', 'ts', 'session_id', 'agent_id', 'writer', 'seq', 'type', 'hash']);

interface Member {
  readonly key: string;
  /** `,"key":` */
  readonly opening: Buffer;
  readonly kind: FieldKind;
  readonly required: boolean;
}

/** What one writer puts into every line, from the end of the time to the sequence number. */
interface Writer {
  readonly bytes: Buffer;
  readonly session_id: string;
  readonly writer: string;
}

/** A type, as it stands on the line, and its members in the order of the line. */
interface Shape {
  readonly bytes: Buffer;
  readonly type: string;
  readonly members: readonly Member[];
}

/**
 * Knows a line in the layout of our writer without building its object: several times as fast as JSON.parse and the
 * check of its fields. A line is known only if JSON.parse would accept it and its event would have no fault, and then
 * the envelope is what JSON.parse would give; every other line is left to the careful way (`undefined`).
 */
export class Recognizer {
  readonly #scan = new JsonScanner();
  readonly #shapes: Shape[] = [];
  #minute = Buffer.alloc(0);
  #writer: Writer | undefined;

  recognize(line: Buffer): Envelope | undefined {
    const scan = this.#scan;
    scan.begin(line, line.length - HASH.length - HASH_LENGTH - END.length);
    if (!scan.literal(HEAD) || !this.#time()) return undefined;
    const writer = this.#knownWriter();
    const seq = writer === undefined ? undefined : scan.wholeNumber();
    if (writer === undefined || seq === undefined) return undefined;
    const shape = this.#knownShape();
    if (shape === undefined || !this.#members(shape.members)) return undefined;
    const hash = hashAt(line, scan.position);
    if (hash === undefined || (scan.sawUtf8 && !isUtf8(line))) return undefined;
    return { session_id: writer.session_id, writer: writer.writer, seq, type: shape.type, hash };
  }

  /** Lines share their minute a thousand times over; the rest of the time is four bytes that must be digits. */
  #time(): boolean {
    const scan = this.#scan;
    const from = scan.position;
    if (this.#minute.length > 0 && scan.literal(this.#minute) && scan.secondsAndMillis()) return true;
    scan.rewind(from);
    const ts = scan.plain();
    if (ts === undefined || ts.length !== TS_LENGTH || !ts.endsWith('Z') || Number.isNaN(msFromIso(ts))) return false;
    this.#minute = Buffer.from(ts.slice(0, MINUTE_LENGTH));
    return true;
  }

  #knownWriter(): Writer | undefined {
    const scan = this.#scan;
    if (this.#writer !== undefined && scan.literal(this.#writer.bytes)) return this.#writer;
    const from = scan.position;
    if (!scan.literal(SESSION)) return undefined;
    const session_id = scan.plain();
    if (session_id === undefined || (scan.literal(AGENT) && scan.plain() === undefined)) return undefined;
    const writer = scan.literal(WRITER) ? scan.plain() : undefined;
    if (writer === undefined || !scan.literal(SEQ)) return undefined;
    this.#writer = { bytes: Buffer.from(scan.since(from)), session_id, writer };
    return this.#writer;
  }

  #knownShape(): Shape | undefined {
    const scan = this.#scan;
    for (const shape of this.#shapes) if (scan.literal(shape.bytes)) return shape;
    const from = scan.position;
    const type = scan.literal(TYPE) ? scan.plain() : undefined;
    if (type === undefined || !scan.byte(QUOTE)) return undefined;
    const shape = {
      bytes: Buffer.from(scan.since(from)),
      type,
      members: [...payloadFields(type), ...SPANS].map(memberOf),
    };
    // A log of made-up types must not make us slow.
    if (this.#shapes.length < SHAPES) this.#shapes.push(shape);
    return shape;
  }

  /** The members behind the type, up to where the hash stands: the known ones in their order, then any others. */
  #members(members: readonly Member[]): boolean {
    const scan = this.#scan;
    for (let i = 0; i < members.length; i++) {
      const { opening, kind, required } = members[i] as Member;
      if (scan.literal(opening) ? !this.#fits(kind) : required) return false;
    }
    while (scan.byte(COMMA)) {
      if (!scan.byte(QUOTE)) return false;
      const key = scan.plain();
      // A key of the envelope or of the type that comes again would win.
      if (key === undefined || ENVELOPE.has(key) || members.some((member) => member.key === key)) return false;
      if (!scan.byte(QUOTE) || !scan.byte(COLON) || !scan.value(LIMITS.depth)) return false;
    }
    return true;
  }

  /** A value of a kind. What is allowed and rare is left to the careful way. */
  #fits(kind: FieldKind): boolean {
    const scan = this.#scan;
    const { next } = scan;
    switch (kind) {
      case 'text':
        return next === QUOTE && scan.value(0);
      case 'unknown':
        return scan.value(LIMITS.depth);
      case 'record':
        return next === OPEN && scan.value(LIMITS.depth);
      case 'list':
        return next === OPEN_LIST && scan.value(LIMITS.depth);
      case 'number':
        return (next === MINUS || (next >= ZERO && next <= NINE)) && scan.value(0);
      case 'count':
      case 'integer':
        return scan.wholeNumber() !== undefined;
      case 'positive':
        return (scan.wholeNumber() ?? 0) > 0;
      case 'boolean':
        return (next === LOWER_T || next === LOWER_F) && scan.value(0);
      case 'instant':
        return false;
      default:
        return 'one_of' in kind && scan.byte(QUOTE) && kind.one_of.includes(scan.plain()) && scan.byte(QUOTE);
    }
  }
}

const memberOf = ({ key, kind, required = false }: Field): Member => ({
  key,
  opening: latin1(`,"${key}":`),
  kind,
  required,
});

const SPANS: readonly Field[] = [
  { key: 'span_id', kind: 'text' },
  { key: 'parent_span_id', kind: 'text' },
];

/** The hash, if it stands at this position and ends the line. */
function hashAt(line: Buffer, position: number): string | undefined {
  const from = position + HASH.length;
  const to = from + HASH_LENGTH;
  if (line.length !== to + END.length) return undefined;
  for (let i = 0; i < HASH.length; i++) if (line[position + i] !== HASH[i]) return undefined;
  for (let i = 0; i < END.length; i++) if (line[to + i] !== END[i]) return undefined;
  for (let i = from; i < to; i++) {
    const byte = line[i] as number;
    if (byte < 0x20 || byte > 0x7e || byte === QUOTE || byte === BACKSLASH) return undefined;
  }
  return line.toString('latin1', from, to);
}
