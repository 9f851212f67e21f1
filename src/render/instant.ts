import { isoFromMs, msFromIso } from '../base/clock.js';
import { localZone } from '../base/zone.js';
import { safeText } from './safe.js';

const formats = new Map<string, Intl.DateTimeFormat>();

/** One formatter a time zone: to make one takes a thousand times as long as to use it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
    });
    formats.set(timeZone, format);
  }
  return format;
}

export interface WallTime {
  /** `2026-11-21` */
  readonly date: string;
  /** `07:35:00.123` */
  readonly time: string;
}

/** What calendar and clock of a time zone show at an instant, or undefined when the text is no ISO 8601 instant. */
export function wallTime(iso: string, timeZone: string): WallTime | undefined {
  const ms = msFromIso(iso);
  if (Number.isNaN(ms)) return undefined;
  if (timeZone === 'UTC') return split(isoFromMs(ms));
  if (timeZone === localZone()) return localTime(new Date(ms));
  const parts = new Map<string, string>();
  for (const { type, value } of formatOf(timeZone).formatToParts(ms)) parts.set(type, value);
  const part = (type: string): string => parts.get(type) ?? '';
  return {
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}:${part('second')}.${part('fractionalSecond')}`,
  };
}

/** An ISO 8601 time by its two parts. */
const split = (iso: string): WallTime => ({ date: iso.slice(0, 10), time: iso.slice(11, 23) });

/** The same in the zone that Node lives in, which needs none of what it knows of the others. */
function localTime(at: Date): WallTime {
  const two = (count: number): string => String(count).padStart(2, '0');
  const date = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const millis = String(at.getMilliseconds()).padStart(3, '0');
  return { date, time: `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${millis}` };
}

/**
 * `2026-11-21 07:35:00` in an IANA time zone. A text that is no instant is shown as it is, made safe.
 * @throws RangeError when the time zone is not known
 */
export function formatInstant(iso: string, timeZone = 'UTC'): string {
  const wall = wallTime(iso, timeZone);
  return wall === undefined ? safeText(iso) : `${wall.date} ${wall.time.slice(0, 8)}`;
}
