import { SessionlogError } from '../base/errors.js';
import { type FieldKind, fieldsFault } from './check.js';
import { quote } from './escape.js';
import { jsonOf } from './json.js';
import { planFor, SPANS } from './plan.js';
import type { Redactor } from './redact.js';

type Given = Readonly<Record<string, unknown>>;

export const invalid = (fault: string): SessionlogError =>
  new SessionlogError('EVENT_INVALID', `the event is refused: ${fault}`);

/**
 * The members of any event, from `,"type":` on: what cannot be written is refused and named, what can be hidden or act is
 * escaped, and the keys stand in the order of the format.
 *
 * @throws SessionlogError EVENT_INVALID, and what `jsonOf` throws
 */
export function carefulMembers(given: Given, redactor: Redactor | undefined): string {
  const type = given['type'];
  if (typeof type !== 'string' || type === '') throw invalid('type: is missing');
  const { fields, steps } = planFor(type);
  // What is checked is what is written, also where a getter gives something else each time.
  const event: Given = { ...given };
  const fault = fieldsFault(fields, event) ?? fieldsFault(SPANS, event);
  if (fault !== undefined) throw invalid(`${type}.${fault}`);
  let text = `,"type":${quote(type)}`;
  for (const { key, kind } of fields) if (Object.hasOwn(event, key)) text += known(key, kind, event[key], redactor);
  for (const { key, kind } of SPANS) if (Object.hasOwn(event, key)) text += known(key, kind, event[key], redactor);
  for (const key of Object.keys(event)) if (!steps.has(key)) text += other(key, event[key], redactor);
  return text;
}

/** A field of the format keeps its key and its kind, or no reader would take the line. */
function known(key: string, kind: FieldKind, value: unknown, redactor: Redactor | undefined): string {
  const json = jsonOf(value, key, mayHoldSecrets(kind) ? redactor : undefined);
  return json === undefined ? '' : `,"${key}":${ofKind(kind, json)}`;
}

/** Keys that this version does not know are carried, behind the known ones. */
function other(key: string, value: unknown, redactor: Redactor | undefined): string {
  const json = jsonOf(value, key, redactor);
  if (json === undefined) return '';
  return `,${quote(redactor === undefined ? key : redactor.name(key))}:${json}`;
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
