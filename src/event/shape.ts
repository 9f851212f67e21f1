import { type Field, type FieldKind, payloadFields } from './check.js';
import { PAYLOADS } from './fields.js';
import { SLOTS } from './kept.js';
import { type Literal, literalOf } from './literal.js';

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
  readonly kind: FieldKind;
  readonly required: boolean;
  /** Where its value is kept; -1 when it is only looked over. */
  readonly slot: number;
}

/** What stands behind the type on a line of that type. */
export interface Shape {
  readonly type: string;
  /** In the order of the line. */
  readonly members: readonly Member[];
}

const TYPES = Object.keys(PAYLOADS);
const SPANS: readonly Field[] = [
  { key: 'span_id', kind: 'text' },
  { key: 'parent_span_id', kind: 'text' },
];

const memberOf = ({ key, kind, required = false }: Field): Member => ({
  key,
  opening: literalOf(Buffer.from(`,"${key}":`, 'latin1')),
  kind,
  required,
  slot: SLOTS.indexOf(key),
});

export const shapeOf = (type: string): Shape => ({
  // The house's own string for a type compares by its address.
  type: TYPES.find((name) => name === type) ?? type,
  members: [...payloadFields(type), ...SPANS].map(memberOf),
});
