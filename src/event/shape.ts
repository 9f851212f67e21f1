import { type Field, type FieldKind, payloadFields } from './check.js';
import { PAYLOADS } from './fields.js';
import { KEPT_TYPES, SLOTS } from './kept.js';
import { asciiLiteral, type Literal, literalOf } from './literal.js';
import {
  KIND_ANY,
  KIND_BOOLEAN,
  KIND_COUNT,
  KIND_INTEGER,
  KIND_LIST,
  KIND_NONE,
  KIND_NUMBER,
  KIND_POSITIVE,
  KIND_RECORD,
  KIND_TEXT,
  KIND_WORD,
} from './scan/memory.js';

/**
 * Keys that may not come again behind the members of a type: those of the envelope would win, and `ts_source` is not of
 * the format, but readers heed it all the same.
 */
export const RESERVED: ReadonlySet<string> = new Set([
  'v',
  'ts',
  'session_id',
  'agent_id',
  'writer',
  'seq',
  'type',
  'hash',
  'ts_source',
]);

/** One member of a line, as the schema of its type has it. */
export interface Member {
  readonly key: string;
  /** `,"key":` */
  readonly opening: Literal;
  /** Its first four bytes: few members have those of the next one. */
  readonly first: number;
  /** One of the kinds of `scan/memory.ts`. */
  readonly kind: number;
  /** What a member may say that is one of some words. */
  readonly words: readonly unknown[];
  readonly required: boolean;
  /** Where its value is kept; -1 when it is only looked over. */
  readonly slot: number;
}

/** What stands behind the type on a line of that type. */
export interface Shape {
  readonly type: string;
  /** Which of `KEPT_TYPES` it is; -1 when it is none. */
  readonly kept: number;
  /** `,"type":"tool_call"` */
  readonly opening: Literal;
  /** In the order of the line. */
  readonly members: readonly Member[];
}

const TYPES = Object.keys(PAYLOADS);
const SPANS: readonly Field[] = [
  { key: 'span_id', kind: 'text' },
  { key: 'parent_span_id', kind: 'text' },
];

const KINDS: Readonly<Record<Exclude<FieldKind, object>, number>> = {
  // What is allowed and rare is left to the careful way.
  instant: KIND_NONE,
  text: KIND_TEXT,
  unknown: KIND_ANY,
  record: KIND_RECORD,
  list: KIND_LIST,
  number: KIND_NUMBER,
  integer: KIND_INTEGER,
  count: KIND_COUNT,
  positive: KIND_POSITIVE,
  boolean: KIND_BOOLEAN,
};

function kindOf(kind: FieldKind): number {
  if (typeof kind === 'string') return KINDS[kind];
  return 'one_of' in kind ? KIND_WORD : KIND_NONE;
}

function memberOf({ key, kind, required = false }: Field): Member {
  const opening = asciiLiteral(`,"${key}":`);
  return {
    key,
    opening,
    first: opening.first,
    kind: kindOf(kind),
    words: typeof kind === 'object' && 'one_of' in kind ? kind.one_of : [],
    required,
    slot: SLOTS.indexOf(key),
  };
}

export const shapeOf = (type: string): Shape => ({
  // The house's own string for a type compares by its address.
  type: TYPES.find((name) => name === type) ?? type,
  kept: [...KEPT_TYPES].indexOf(type),
  opening: literalOf(Buffer.from(`,"type":${JSON.stringify(type)}`)),
  members: [...payloadFields(type), ...SPANS].map(memberOf),
});
