import { didYouMean } from '../base/did-you-mean.js';
import { SessionlogError } from '../base/errors.js';
import { LEVELS } from '../log/levels.js';
import type { SessionLoggerOptions } from './logger.js';

type Check = readonly [expected: string, isGood: (value: unknown) => boolean];

const oneOf = (words: readonly string[]): Check => [
  words.join(', ').replace(/, ([^,]*)$/, ' or $1'),
  (value) => words.some((word) => word === value),
];
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSeal = (value: unknown): boolean => {
  if (typeof value === 'boolean') return true;
  if (!isObject(value) || Object.keys(value).some((key) => key !== 'key' && key !== 'every_minutes')) return false;
  const { key, every_minutes: minutes } = value as Record<string, unknown>;
  // A timer of more than 2^31 ms fires at once.
  const isSpan = minutes === undefined || (typeof minutes === 'number' && minutes >= 0.01 && minutes <= 30_000);
  return isSpan && (key === undefined || isText(key));
};

const ON_ERROR = ['warn', 'throw', 'ignore'];

const isAny = (): boolean => true;

/** What each option takes; undefined leaves it to its default. */
const CHECKS: Readonly<Record<keyof SessionLoggerOptions, Check>> = {
  agentId: ['a name, such as AGENT-001', isText],
  // These two are refused by whoever takes them, in more detail.
  sessionId: ['', isAny],
  redact: ['', isAny],
  dir: ['the path of a directory', isText],
  level: oneOf(LEVELS),
  shard: oneOf(['session', 'writer']),
  seal: ['true, false or { key, every_minutes } with 0.01 to 30000 minutes', isSeal],
  onError: [
    `${ON_ERROR.join(', ')} or a function`,
    (value) => isFunction(value) || ON_ERROR.some((word) => word === value),
  ],
  clock: ['a function that returns epoch milliseconds', isFunction],
};
const NAMES = Object.keys(CHECKS);

/**
 * Refuses what a caller without types got wrong, when the logger is made: later it would show as an event that is
 * missing, or not at all.
 *
 * @throws SessionlogError OPTION_INVALID
 */
export function assertOptions(options: unknown): asserts options is SessionLoggerOptions {
  if (!isObject(options))
    throw invalid("the options are missing: expected an object, such as { agentId: 'AGENT-001' }");
  for (const key of Object.keys(options)) {
    if (!NAMES.includes(key))
      throw invalid(`there is no option ${shown(key)}${didYouMean(key, NAMES)} (options: ${NAMES.join(', ')})`);
  }
  for (const [name, [expected, isGood]] of Object.entries(CHECKS)) {
    const value: unknown = Reflect.get(options, name);
    if (value === undefined) continue;
    if (!isGood(value)) throw invalid(`${name} is ${shown(value)}: expected ${expected}`);
  }
}

/** A value as a message shows it: no page, and nothing of an object. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}

const invalid = (message: string): SessionlogError =>
  new SessionlogError('OPTION_INVALID', `SessionLogger: ${message}`);
