import { messageOf, SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { quote } from './escape.js';
import type { Redactor } from './redact.js';

type Path = (string | number)[];

/**
 * The JSON text of a value, as JSON.stringify gives it (toJSON is honoured, what JSON has no word for is left
 * out), but for what would be lost in silence: errors, maps and sets are written with their contents, and a
 * circular value, a BigInt or more than 64 levels are refused with the path that leads there. The value is
 * read, never changed. Returns undefined where JSON.stringify does.
 *
 * @throws SessionlogError VALUE_TOO_DEEP, VALUE_CIRCULAR, VALUE_UNSUPPORTED
 */
export function jsonOf(value: unknown, key: string, redactor: Redactor | undefined): string | undefined {
  const walk: Walk = { path: [key], parents: [], redactor };
  try {
    return encode(value, walk);
  } catch (error) {
    if (error instanceof SessionlogError) throw error;
    // A getter, a proxy or a toJSON of the caller's threw.
    throw new SessionlogError('VALUE_UNSUPPORTED', `${shown(walk.path)} cannot be read: ${messageOf(error)}`, error);
  }
}

interface Walk {
  readonly path: Path;
  readonly parents: object[];
  readonly redactor: Redactor | undefined;
}

function encode(value: unknown, walk: Walk): string | undefined {
  const { redactor, path } = walk;
  const hidden = redactor?.hides(value, path);
  if (hidden !== undefined) return quote(hidden);
  switch (typeof value) {
    case 'string':
      return quote(redactor === undefined ? value : redactor.text(value));
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      throw new SessionlogError('VALUE_UNSUPPORTED', `${shown(path)} is a BigInt: pass a number or a string`);
    case 'object':
      return value === null ? 'null' : encodeObject(value, walk);
    default:
      return undefined;
  }
}

function encodeObject(value: object, walk: Walk): string | undefined {
  const { parents } = walk;
  if (parents.length >= LIMITS.depth - 1) throw tooDeep(value, walk);
  parents.push(value);
  const plain = plainForm(value, walk);
  let text: string | undefined;
  if (typeof plain !== 'object' || plain === null) text = encode(plain, walk);
  else text = Array.isArray(plain) ? encodeList(plain, walk) : encodeRecord(plain as Record<string, unknown>, walk);
  parents.pop();
  return text;
}

/** What JSON has no form for, in a form that it has. */
function plainForm(value: object, walk: Walk): unknown {
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON(String(walk.path.at(-1)));
  if (value instanceof Error) return errorForm(value);
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (value instanceof String || value instanceof Number || value instanceof Boolean) return value.valueOf();
  return value;
}

/** Name, message, code and further own properties of an error; its stack is left to who asks for it. */
function errorForm(error: Error): Record<string, unknown> {
  const { name, message, cause } = error;
  return { ...error, name, message, ...(cause === undefined ? {} : { cause }) };
}

function encodeList(list: readonly unknown[], walk: Walk): string {
  let text = '[';
  for (let i = 0; i < list.length; i++) {
    walk.path.push(i);
    text += `${i === 0 ? '' : ','}${encode(list[i], walk) ?? 'null'}`;
    walk.path.pop();
  }
  return `${text}]`;
}

function encodeRecord(record: Readonly<Record<string, unknown>>, walk: Walk): string {
  let text = '{';
  for (const key of Object.keys(record)) {
    walk.path.push(key);
    const value = encode(record[key], walk);
    walk.path.pop();
    if (value === undefined) continue;
    const name = walk.redactor === undefined ? key : walk.redactor.name(key);
    text += `${text.length === 1 ? '' : ','}${quote(name)}:${value}`;
  }
  return `${text}}`;
}

function tooDeep(value: object, { path, parents }: Walk): SessionlogError {
  const chain = [...parents, value];
  const again = chain.findIndex((parent, i) => chain.indexOf(parent) < i);
  if (again === -1) {
    return new SessionlogError(
      'VALUE_TOO_DEEP',
      `${shown(path)} lies deeper than ${LIMITS.depth} levels: pass less of it`,
    );
  }
  const back = shown(path.slice(0, chain.indexOf(chain[again] as object) + 1));
  return new SessionlogError(
    'VALUE_CIRCULAR',
    `${shown(path.slice(0, again + 1))} leads back to ${back}: pass a copy without the circle`,
  );
}

function shown(path: Path): string {
  const text = path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
  return text.length > 120 ? `${text.slice(0, 100)}… (${path.length} levels)` : text;
}
