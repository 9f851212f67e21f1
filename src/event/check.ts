import { msFromIso } from '../base/clock.js';
import { LEADING, PAYLOADS, TRAILING } from './fields.js';

export type FieldKind =
  | 'unknown'
  | 'text'
  | 'instant'
  | 'count'
  | 'positive'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'record'
  | 'list'
  | { readonly one_of: readonly unknown[] }
  | { readonly list_of: readonly Field[] };

export interface Field {
  readonly key: string;
  readonly kind: FieldKind;
  readonly required?: boolean;
}

const isInteger = Number.isSafeInteger as (value: unknown) => value is number;

/** Whether a value may stand in a field of this kind; of a list of objects only that it is a list. */
export function fits(value: unknown, kind: FieldKind): boolean {
  switch (kind) {
    case 'unknown':
      return true;
    case 'text':
      return typeof value === 'string';
    case 'instant':
      return typeof value === 'string' && !Number.isNaN(msFromIso(value));
    case 'count':
      return isInteger(value) && value >= 0;
    case 'positive':
      return isInteger(value) && value > 0;
    case 'integer':
      return isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'record':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'list':
      return Array.isArray(value);
    default:
      return 'one_of' in kind ? kind.one_of.includes(value) : Array.isArray(value);
  }
}

const WORDS: Record<Extract<FieldKind, string>, string> = {
  unknown: 'anything',
  text: 'text',
  instant: 'an ISO 8601 time with an offset',
  count: 'a whole number from 0',
  positive: 'a whole number from 1',
  integer: 'a whole number',
  number: 'a finite number',
  boolean: 'true or false',
  record: 'an object',
  list: 'an array',
};

function expected(kind: FieldKind): string {
  if (typeof kind === 'string') return WORDS[kind];
  return 'one_of' in kind ? `one of ${kind.one_of.join(', ')}` : 'an array of objects';
}

function got(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The first field that does not fit, as `path: expected …, got …`, or undefined. */
export function fieldsFault(
  fields: readonly Field[],
  object: Readonly<Record<string, unknown>>,
  at = '',
): string | undefined {
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] as Field;
    // No field is named like a member of Object.prototype, so that nothing inherited is found here.
    const value = object[field.key];
    if (value === undefined) {
      if (field.required) return `${at}${field.key}: is missing`;
    } else if (!fits(value, field.kind)) {
      return `${at}${field.key}: expected ${expected(field.kind)}, got ${got(value)}`;
    } else if (typeof field.kind === 'object' && 'list_of' in field.kind) {
      const fault = listFault(field.kind.list_of, value as unknown[], `${at}${field.key}`);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

function listFault(fields: readonly Field[], list: readonly unknown[], at: string): string | undefined {
  for (const [index, item] of list.entries()) {
    if (!fits(item, 'record')) return `${at}[${index}]: expected an object, got ${got(item)}`;
    const fault = fieldsFault(fields, item as Record<string, unknown>, `${at}[${index}].`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const NO_FIELDS: readonly Field[] = [];

/** The payload fields of a type, in the order of the line; none for a type that this version does not know. */
export function payloadFields(type: string): readonly Field[] {
  return Object.hasOwn(PAYLOADS, type) ? (PAYLOADS[type] as readonly Field[]) : NO_FIELDS;
}

/** What is wrong with a whole event, or undefined: the twin of the zod schemas, without zod. */
export function eventFault(event: Readonly<Record<string, unknown>>): string | undefined {
  const fault = fieldsFault(LEADING, event);
  if (fault !== undefined) return fault;
  if (!Object.hasOwn(event, 'type')) return 'type: is missing';
  if (typeof event['type'] !== 'string') return `type: expected text, got ${got(event['type'])}`;
  return fieldsFault(payloadFields(event['type']), event) ?? fieldsFault(TRAILING, event);
}
