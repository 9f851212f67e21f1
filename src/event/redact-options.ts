import { types } from 'node:util';
import { didYouMean } from '../base/did-you-mean.js';
import { SessionlogError } from '../base/errors.js';
import type { RedactOptions } from './redact.js';

const KEYS = ['patterns', 'paths'];
const PATTERN = "expected { kind, pattern }, such as { kind: 'ticket', pattern: /T-[0-9]{4}/ }";

/**
 * Refuses options that would leave a secret in the log because they were written in another way than is understood.
 *
 * @throws SessionlogError OPTION_INVALID
 */
export function assertRedactOptions(options: unknown): asserts options is boolean | RedactOptions {
  if (typeof options === 'boolean') return;
  if (!isObject(options)) throw invalid('redact', `expected true, false or { patterns, paths }, not ${word(options)}`);
  for (const key of Object.keys(options)) {
    if (!KEYS.includes(key)) {
      throw invalid(`redact.${key}`, `there is no such option${didYouMean(key, KEYS)}; expected ${KEYS.join(', ')}`);
    }
  }
  const { patterns = [], paths = [] } = options;
  if (!Array.isArray(patterns)) throw invalid('redact.patterns', `expected a list, not ${word(patterns)}; ${PATTERN}`);
  if (!Array.isArray(paths)) throw invalid('redact.paths', `expected a list of paths, not ${word(paths)}`);
  for (const [index, pattern] of patterns.entries()) assertPattern(`redact.patterns[${index}]`, pattern);
  for (const [index, path] of paths.entries()) {
    const given = path === '' ? 'an empty one' : word(path);
    if (typeof path !== 'string' || path === '')
      throw invalid(`redact.paths[${index}]`, `expected a path such as 'params.auth.token', not ${given}`);
  }
}

function assertPattern(where: string, given: unknown): void {
  if (!isObject(given)) throw invalid(where, `${PATTERN}, not ${word(given)}`);
  const { kind, pattern } = given;
  if (typeof kind !== 'string' || kind === '') throw invalid(where, `${PATTERN}: kind is ${word(kind)}`);
  if (!types.isRegExp(pattern)) throw invalid(where, `${PATTERN}: pattern is ${word(pattern)}`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !types.isRegExp(value);

/** What a value is, without its content: it may be a secret itself. */
function word(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (value === '') return 'empty';
  if (types.isRegExp(value)) return 'a regular expression';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const invalid = (where: string, what: string): SessionlogError =>
  new SessionlogError('OPTION_INVALID', `${where}: ${what}`);
