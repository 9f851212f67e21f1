import { type Field, type FieldKind, payloadFields } from './check.js';
import { quote } from './escape.js';

/** Keys that the encoder sets itself, or places itself; a caller's values for the first five are not used. */
const PLACED = ['v', 'session_id', 'writer', 'seq', 'hash', 'ts', 'agent_id', 'type'];

export const SPANS: readonly Field[] = [
  { key: 'span_id', kind: 'text' },
  { key: 'parent_span_id', kind: 'text' },
];

/** What becomes of one key of an event. */
export interface Step {
  /** Its place among the keys of the line; 0 for one that the encoder places itself. */
  readonly rank: number;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** `,"key":` */
  readonly json: Uint8Array;
}

/** How the events of one type are written. */
export interface Plan {
  /** `,"type":"…"`; undefined in the plan that many types share. */
  readonly type: Uint8Array | undefined;
  readonly fields: readonly Field[];
  /** By key; any other key is carried behind these. */
  readonly steps: ReadonlyMap<string, Step>;
  readonly required: number;
}

function planOf(fields: readonly Field[], type?: string): Plan {
  const placed = PLACED.map((key): [string, Step] => [key, { ...stepOf({ key, kind: 'unknown' }), rank: 0 }]);
  const steps = [...fields, ...SPANS].map((field, i): [string, Step] => [field.key, { ...stepOf(field), rank: i + 1 }]);
  return {
    type: type === undefined ? undefined : Buffer.from(`,"type":${quote(type)}`),
    fields,
    steps: new Map([...placed, ...steps]),
    required: fields.filter(({ required }) => required === true).length,
  };
}

const stepOf = ({ key, kind, required = false }: Field): Omit<Step, 'rank'> => ({
  kind,
  required,
  json: Buffer.from(`,${quote(key)}:`),
});

const UNKNOWN_TYPE = planOf([]);
const plans = new Map<string, Plan>();

/** The plan of a type; all types that this version does not know share one. */
export function planFor(type: string): Plan {
  const known = plans.get(type);
  if (known !== undefined) return known;
  const fields = payloadFields(type);
  if (fields.length === 0) return UNKNOWN_TYPE;
  const plan = planOf(fields, type);
  plans.set(type, plan);
  return plan;
}
