import { LIMITS } from '../base/limits.js';
import { fits } from './check.js';
import { quote } from './escape.js';
import { copy, ESCAPE, look, MARK } from './hints.js';
import { type Plan, planFor } from './plan.js';
import { type Redactor, SHORTEST_SECRET } from './redact.js';

/** The event is not plain, or there is no room for it: the careful way is to be taken. */
export const NOT_PLAIN = -1;

/** What a value may need besides its text: brackets, commas, a number of any form. */
const ROOM = 64;
/** Shorter text is copied faster by a loop than by a call into the runtime. */
const SHORT = 64;
const KEYS_KEPT = 1_000;
const KEY_LENGTH_KEPT = 64;

interface Key {
  /** `"key":` */
  readonly json: Uint8Array;
  /** Stands for text under this key. */
  readonly hidden: Uint8Array | undefined;
}

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');
const TYPE = Buffer.from(',"type":');

/**
 * Writes plain events (data as JSON.parse could give it, keys in the order of the format) byte by byte into a buffer. It
 * writes exactly what `carefulMembers` gives, or leaves the event to it; nothing that was written then counts.
 */
export class PlainWriter {
  readonly #redactor: Redactor | undefined;
  readonly #keys = new Map<string, Key>();

  /** @param redactor none, or one that `isUsual` */
  constructor(redactor: Redactor | undefined) {
    this.#redactor = redactor;
  }

  /** Returns where the members end, from `,"type":` on, or NOT_PLAIN. */
  members(out: Buffer, from: number, event: Readonly<Record<string, unknown>>): number {
    const type = event['type'];
    if (typeof type !== 'string' || type === '' || !isPlain(event) || from + type.length + ROOM > out.length) {
      return NOT_PLAIN;
    }
    const plan = planFor(type);
    const at = plan.type === undefined ? textAsIs(out, put(out, from, TYPE), type) : put(out, from, plan.type);
    return at === NOT_PLAIN ? NOT_PLAIN : this.#payload(out, at, event, plan);
  }

  #payload(out: Buffer, from: number, event: Readonly<Record<string, unknown>>, { steps, required }: Plan): number {
    const keys = Object.keys(event);
    let at = from;
    let rank = 0;
    let missing = required;
    for (let i = 0; i < keys.length && at !== NOT_PLAIN; i++) {
      const name = keys[i] as string;
      const step = steps.get(name);
      if (step?.rank === 0) continue;
      const value = event[name];
      if (value === undefined) continue;
      if (step === undefined) {
        rank = Number.POSITIVE_INFINITY;
        const key = this.#key(name);
        if (at + key.json.length + ROOM > out.length) return NOT_PLAIN;
        out[at] = 0x2c;
        at = this.#value(out, put(out, at + 1, key.json), value, key.hidden, 1);
      } else {
        if (step.rank < rank || at + ROOM > out.length || !isSimple(step.kind, value)) return NOT_PLAIN;
        rank = step.rank;
        if (step.required) missing--;
        at = this.#value(out, put(out, at, step.json), value, undefined, 1);
      }
    }
    // Brackets that close may have gone past the end.
    return missing === 0 && at <= out.length ? at : NOT_PLAIN;
  }

  #value(out: Buffer, at: number, value: unknown, hidden: Uint8Array | undefined, depth: number): number {
    if (at + ROOM > out.length) return NOT_PLAIN;
    switch (typeof value) {
      case 'string':
        return hidden === undefined || value === '' ? this.#text(out, at, value) : put(out, at, hidden);
      case 'number':
        return number(out, at, value);
      case 'boolean':
        return put(out, at, value ? TRUE : FALSE);
      case 'object':
        if (value === null) return put(out, at, NULL);
        if (depth >= LIMITS.depth - 1 || 'toJSON' in value) return NOT_PLAIN;
        if (Array.isArray(value)) return this.#list(out, at, value, hidden, depth + 1);
        return isPlain(value) ? this.#record(out, at, value, depth + 1) : NOT_PLAIN;
      default:
        return NOT_PLAIN;
    }
  }

  #list(out: Buffer, from: number, list: readonly unknown[], hidden: Uint8Array | undefined, depth: number): number {
    let at = from;
    out[at++] = 0x5b;
    for (let i = 0; i < list.length; i++) {
      if (i > 0) out[at++] = 0x2c;
      at = this.#value(out, at, list[i], hidden, depth);
      if (at === NOT_PLAIN) return NOT_PLAIN;
    }
    out[at] = 0x5d;
    return at + 1;
  }

  #record(out: Buffer, from: number, record: Readonly<Record<string, unknown>>, depth: number): number {
    const keys = Object.keys(record);
    let at = from;
    out[at++] = 0x7b;
    for (let i = 0; i < keys.length; i++) {
      const name = keys[i] as string;
      const value = record[name];
      if (value === undefined) continue;
      const key = this.#key(name);
      if (at + key.json.length + ROOM > out.length) return NOT_PLAIN;
      if (at > from + 1) out[at++] = 0x2c;
      at = this.#value(out, put(out, at, key.json), value, key.hidden, depth);
      if (at === NOT_PLAIN) return NOT_PLAIN;
    }
    out[at] = 0x7d;
    return at + 1;
  }

  #text(out: Buffer, from: number, text: string): number {
    const at = textAsIs(out, from, text, this.#redactor === undefined ? 0 : MARK);
    if (at !== NOT_PLAIN || from + text.length + ROOM > out.length) return at;
    const json = quote(this.#redactor === undefined ? text : this.#redactor.text(text));
    return from + json.length * 3 + ROOM > out.length ? NOT_PLAIN : from + out.write(json, from);
  }

  /** Agents use the same few keys again and again. */
  #key(name: string): Key {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const redactor = this.#redactor;
    const hidden = redactor?.hides('any', [name]);
    const key = {
      json: Buffer.from(`${quote(redactor === undefined ? name : redactor.name(name))}:`),
      hidden: hidden === undefined ? undefined : Buffer.from(quote(hidden)),
    };
    if (name.length <= KEY_LENGTH_KEPT && this.#keys.size < KEYS_KEPT) this.#keys.set(name, key);
    return key;
  }
}

/** A string that stands between quotes as it is, or NOT_PLAIN; `marks` says which finds of `look` count besides ESCAPE. */
function textAsIs(out: Buffer, from: number, text: string, marks = 0): number {
  const { length } = text;
  if (from + length + ROOM > out.length) return NOT_PLAIN;
  const start = from + 1;
  const end = start + length;
  let found: number;
  if (length <= SHORT) found = copy(out, start, text);
  else {
    out.write(text, start);
    found = look(out, start, end);
  }
  if ((found & (ESCAPE | (length < SHORTEST_SECRET ? 0 : marks))) !== 0) return NOT_PLAIN;
  out[from] = 0x22;
  out[end] = 0x22;
  return end + 1;
}

function number(out: Buffer, at: number, value: number): number {
  if (value === (value | 0) && value >= 0) return digits(out, at, value);
  if (!Number.isFinite(value)) return put(out, at, NULL);
  const text = String(value);
  for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** A whole number from 0 below 2^31, in decimal; returns where it ends. */
export function digits(out: Uint8Array, at: number, value: number): number {
  let end = at + 1;
  for (let rest = value; rest > 9; rest = (rest / 10) | 0) end++;
  let rest = value;
  for (let i = end - 1; i >= at; i--) {
    const tenth = (rest / 10) | 0;
    out[i] = 0x30 + rest - tenth * 10;
    rest = tenth;
  }
  return end;
}

function put(out: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) out[at + i] = bytes[i] as number;
  return at + bytes.length;
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A list whose items have fields of their own is left to the careful way. */
const isSimple = (kind: Parameters<typeof fits>[1], value: unknown): boolean =>
  fits(value, kind) && !(typeof kind === 'object' && 'list_of' in kind);
