/** Refuses what a caller without types got wrong by the argument's name, before it fails somewhere inside. */

/** @throws TypeError */
export function assertPath(call: string, name: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw wrong(call, name, 'a path', value);
}

/** @throws TypeError */
export function assertSource(call: string, value: unknown): void {
  const isStream = isObject(value) && (Symbol.asyncIterator in value || Symbol.iterator in value);
  if (typeof value !== 'string' && !isStream) throw wrong(call, 'source', "a path, '-' or a stream of bytes", value);
}

/** @throws TypeError */
export function assertOptions(call: string, value: unknown): void {
  if (!isObject(value)) throw wrong(call, 'options', 'an object', value);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const wrong = (call: string, name: string, expected: string, value: unknown): TypeError =>
  new TypeError(`${call}: ${name} must be ${expected}, not ${value === null ? 'null' : typeof value}`);
