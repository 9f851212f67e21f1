import {
  COLORS,
  type ColorMode,
  DEFAULT_DIR,
  LEVELS,
  type Level,
  localZone,
  parseDuration,
  type RedactOptions,
  redactOf,
  SessionlogError,
} from '../ops/common.js';
import type { Args, Option } from './command.js';

export const dirOption: Readonly<Record<string, Option>> = {
  dir: {
    type: 'string',
    describe: 'where sessions live (environment: SESSIONLOG_DIR)',
    setting: 'dir',
    defaultDescription: `./${DEFAULT_DIR}`,
    coerce: (given: unknown) => {
      if (given === undefined) return undefined;
      const dir: unknown = [given].flat().at(-1);
      // Most likely a variable that is not set: the current directory is not what was meant.
      if (dir === '') throw invalid('dir', '', 'give a directory');
      return dir;
    },
  },
};

export const timezoneOption: Readonly<Record<string, Option>> = {
  timezone: {
    type: 'string',
    describe: 'time zone of the times shown, such as Europe/Berlin',
    setting: 'timezone',
    defaultDescription: 'local',
  },
};

export const colorOption: Readonly<Record<string, Option>> = {
  color: { type: 'string', setting: 'color', describe: COLORS.join(', '), defaultDescription: COLORS[0] },
};

/** How events are written. */
export const writerOptions: Readonly<Record<string, Option>> = {
  level: {
    type: 'string',
    setting: 'level',
    describe: `what an event survives: ${LEVELS.join(', ')}`,
    defaultDescription: 'process',
  },
  redact: {
    type: 'boolean',
    setting: 'redact',
    describe: 'take secrets out of what is logged (--no-redact: leave them)',
  },
};

export const text = (args: Args, name: string): string | undefined => {
  const value = args[name];
  if (value === undefined) return undefined;
  // An option given twice arrives as an array; the last one holds, as everywhere.
  return String(Array.isArray(value) ? value.at(-1) : value);
};

export const texts = (args: Args, name: string): string[] | undefined => {
  const given = [args[name]].flat().filter((value) => value !== undefined);
  return given.length === 0 ? undefined : given.map(String);
};

export const flag = (args: Args, name: string): boolean => [args[name]].flat().at(-1) === true;

/** @throws SessionlogError OPTION_INVALID */
export const colorMode = (args: Args): ColorMode => choice(args, 'color', COLORS) ?? COLORS[0];

/** @throws SessionlogError OPTION_INVALID */
export function writerOf(args: Args): { level: Level | undefined; redact: boolean | RedactOptions | undefined } {
  const [given] = [args['redact']].flat().slice(-1);
  const redact = typeof given === 'object' && given !== null ? redactOf(given) : (given as boolean | undefined);
  return { level: choice(args, 'level', LEVELS), redact };
}

/** One of a few words. @throws SessionlogError OPTION_INVALID */
export function choice<Word extends string>(args: Args, name: string, words: readonly Word[]): Word | undefined {
  const given = text(args, name);
  const word = words.find((known) => known === given);
  if (given === undefined || word !== undefined) return word;
  throw invalid(name, given, `give ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
}

/** A number in a range. @throws SessionlogError OPTION_INVALID */
export function number(
  args: Args,
  name: string,
  range: { min: number; max: number; whole?: boolean },
): number | undefined {
  const given = text(args, name);
  if (given === undefined) return undefined;
  const value = given.trim() === '' ? Number.NaN : Number(given);
  if (value >= range.min && value <= range.max && (range.whole !== true || Number.isInteger(value))) return value;
  const kind = range.whole === true ? 'a whole number' : 'a number';
  const upTo = range.max === Number.MAX_SAFE_INTEGER ? `from ${range.min}` : `from ${range.min} to ${range.max}`;
  throw invalid(name, given, `give ${kind} ${upTo}`);
}

/** A length of time in ms, not longer than a timer can wait. @throws SessionlogError OPTION_INVALID */
export function duration(args: Args, name: string): number | undefined {
  const given = text(args, name);
  if (given === undefined) return undefined;
  const ms = parseDuration(given);
  if (ms !== undefined && ms <= LONGEST_TIMER_MS) return ms;
  throw invalid(name, given, 'give a length of time up to 24 days, such as 90s, 30m or 2h');
}

/** How old something must be, in ms. @throws SessionlogError OPTION_INVALID */
export function age(args: Args, name: string): number | undefined {
  const given = text(args, name);
  const ms = given === undefined ? undefined : parseDuration(given);
  if (given === undefined || ms !== undefined) return ms;
  throw invalid(name, given, 'give a length of time such as 30m, 12h or 7d');
}

/** Beyond 2^31 ms a timer fires at once. */
const LONGEST_TIMER_MS = 24 * 86_400_000;

/** `name=value` pairs, all of them. @throws SessionlogError OPTION_INVALID */
export function pairList(args: Args, name: string): [name: string, value: string][] | undefined {
  return texts(args, name)?.map((word) => {
    const at = word.indexOf('=');
    if (at < 1) throw invalid(name, word, 'give name=value');
    return [word.slice(0, at), word.slice(at + 1)];
  });
}

/** The same as one object; `__proto__` is a name like any other. @throws SessionlogError OPTION_INVALID */
export function pairs(args: Args, name: string): Record<string, string> | undefined {
  const given = pairList(args, name);
  return given && Object.fromEntries(given);
}

/** The time zone given, or the local one. @throws SessionlogError OPTION_INVALID */
export function timezone(args: Args): string {
  const given = text(args, 'timezone');
  if (given === undefined) return localZone();
  try {
    return Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions().timeZone;
  } catch {
    throw invalid('timezone', given, 'give a name such as Europe/Berlin or UTC');
  }
}

/** An option that cannot be what was meant, with what to give. */
export const invalid = (name: string, given: string, what: string): SessionlogError =>
  new SessionlogError('OPTION_INVALID', `--${name} ${JSON.stringify(given)}: ${what}`);
