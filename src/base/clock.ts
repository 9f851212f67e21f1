/** Milliseconds since the epoch, as Date.now: what tests put in the clock's place. */
export type Clock = () => number;

let minute = Number.NaN;
let minutePrefix = '';

/**
 * The ISO 8601 UTC form with milliseconds of an epoch time. The part down to the minute is kept, because a
 * writer asks for the same minute thousands of times and Date.prototype.toISOString costs ten times as much.
 */
export function isoFromMs(ms: number): string {
  const whole = Math.floor(ms);
  const thisMinute = Math.floor(whole / 60_000);
  if (thisMinute !== minute) {
    minutePrefix = new Date(thisMinute * 60_000).toISOString().slice(0, -7);
    minute = thisMinute;
  }
  const rest = whole - thisMinute * 60_000;
  const seconds = Math.floor(rest / 1000);
  const millis = rest - seconds * 1000;
  return `${minutePrefix}${seconds < 10 ? '0' : ''}${seconds}.${millis < 10 ? '00' : millis < 100 ? '0' : ''}${millis}Z`;
}

/** The first and the last instant that a year of four digits, from 0100, can name in UTC. */
const FIRST_MS = Date.UTC(100, 0, 1);
const LAST_MS = Date.UTC(10_000, 0, 1) - 1;

const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/;

/**
 * Epoch milliseconds of an ISO 8601 instant with an offset, or NaN. Date.parse alone would not do: it accepts
 * far more than ISO 8601, and rolls 30 February over into March.
 */
export function msFromIso(text: string): number {
  return text.length === CANONICAL_LENGTH && text.startsWith(knownMinute) ? msWithinMinute(text) : parseIso(text);
}

const CANONICAL_LENGTH = '2026-11-21T07:35:00.123Z'.length;
const MINUTE_LENGTH = '2026-11-21T07:35:'.length;
// The minute that was read last: lines of a log share it a thousand times over.
let knownMinute = '\0';
let knownMinuteMs = Number.NaN;

/** The canonical form in a minute that is known; anything else is left to the careful way. */
function msWithinMinute(text: string): number {
  const digit = (at: number): number => text.charCodeAt(at) - 48;
  const [s1, s0, f2, f1, f0] = [digit(17), digit(18), digit(20), digit(21), digit(22)];
  const isDigit = (value: number): boolean => value >= 0 && value <= 9;
  const plain = s1 >= 0 && s1 <= 5 && isDigit(s0) && isDigit(f2) && isDigit(f1) && isDigit(f0);
  if (!plain || text.charCodeAt(19) !== 0x2e || text.charCodeAt(23) !== 0x5a) return parseIso(text);
  return knownMinuteMs + s1 * 10_000 + s0 * 1_000 + f2 * 100 + f1 * 10 + f0;
}

function parseIso(text: string): number {
  const parts = ISO.exec(text);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hour, minutes, seconds, fraction = '', offset = 'Z'] = parts;
  if (Number(hour) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return Number.NaN;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // Date.UTC reads the years 0 to 99 as 1900 to 1999, and rolls days that do not exist.
  const check = new Date(date);
  if (
    check.getUTCFullYear() !== Number(year) ||
    check.getUTCMonth() !== Number(month) - 1 ||
    check.getUTCDate() !== Number(day)
  ) {
    return Number.NaN;
  }
  const clock = ((Number(hour) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  const millis = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const at_ms = date + clock + millis - offsetMs(offset);
  // An offset may lead out of the years that the same form can say in UTC.
  if (at_ms < FIRST_MS || at_ms > LAST_MS) return Number.NaN;
  if (offset === 'Z') {
    knownMinute = text.slice(0, MINUTE_LENGTH);
    knownMinuteMs = Math.floor(at_ms / 60_000) * 60_000;
  }
  return at_ms;
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  return sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))) * 60_000;
}
