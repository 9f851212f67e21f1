import { z } from 'zod';
import { didYouMean } from '../../base/did-you-mean.js';
import { parseDuration } from '../../base/duration.js';
import { messageOf } from '../../base/errors.js';
import { LEVELS } from '../../log/levels.js';
import { BASES, COLORS, CONFIG_KEYS, type ConfigKey } from './keys.js';

const text = z.string().min(1, { error: 'expected some text' });

const isRegExp = (source: string): boolean => {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
};
const isTimezone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
};

const pattern = text.refine(isRegExp, { error: 'expected a regular expression' });
const flag = z.boolean({ error: 'expected true or false' });

const VALUES: Readonly<Record<ConfigKey, z.ZodType>> = {
  dir: text,
  agent: text,
  level: z.enum(LEVELS),
  redact: z.union(
    [
      z.boolean(),
      z.strictObject({
        patterns: z.array(z.strictObject({ kind: text, pattern })).optional(),
        paths: z.array(text).optional(),
      }),
    ],
    { error: 'expected true, false or { patterns: [{ kind, pattern }], paths: [] }' },
  ),
  'retention.enabled': flag,
  'retention.days': z.number({ error: 'expected a number of days' }).positive().max(36_500),
  stale_after: text.refine((given) => (parseDuration(given) ?? 0) > 0, {
    error: 'expected a length of time, such as 10m or 2h',
  }),
  threshold: z.number({ error: 'expected a number from 0 to 1' }).min(0).max(1),
  basis: z.enum(BASES),
  timezone: text.refine(isTimezone, { error: 'expected a time zone such as Europe/Berlin or UTC' }),
  color: z.enum(COLORS),
};

/** What is wrong with a value, or undefined. */
export function valueFault(key: ConfigKey, value: unknown): string | undefined {
  const { error } = VALUES[key].safeParse(value);
  return error?.issues[0]?.message;
}

/** The values of a file by their keys, or what is wrong with it. */
export function parseConfig(json: string): Map<ConfigKey, unknown> | string {
  let file: unknown;
  try {
    file = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (error) {
    return `it is no JSON: ${messageOf(error)}`;
  }
  if (!isObject(file)) return 'it holds no JSON object, such as {"dir":"logs"}';
  const given = new Map<ConfigKey, unknown>();
  for (const [name, value] of flattened(file)) {
    const key = CONFIG_KEYS.find((known) => known === name);
    if (key === undefined)
      return `there is no key ${shown(name)}${didYouMean(name, CONFIG_KEYS)} (keys: ${CONFIG_KEYS.join(', ')})`;
    const fault = valueFault(key, value);
    if (fault !== undefined) return `${key}: ${fault}`;
    given.set(key, value);
  }
  return given;
}

const GROUPS: ReadonlySet<string> = new Set(
  CONFIG_KEYS.filter((key) => key.includes('.')).map((key) => key.split('.')[0] ?? ''),
);

/** Keys of a group are named with it: `retention.days`. */
const flattened = (file: object): [string, unknown][] =>
  Object.entries(file).flatMap(([name, value]): [string, unknown][] =>
    GROUPS.has(name) && isObject(value)
      ? Object.entries(value).map(([inner, held]) => [`${name}.${inner}`, held])
      : [[name, value]],
  );

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (name: string): string => JSON.stringify(name.slice(0, 60));
