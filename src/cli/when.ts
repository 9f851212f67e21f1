import { endOfDay } from 'date-fns/endOfDay';
import { isValid } from 'date-fns/isValid';
import { parseISO } from 'date-fns/parseISO';
import { startOfDay } from 'date-fns/startOfDay';
import { sub } from 'date-fns/sub';
import { subDays } from 'date-fns/subDays';

const SPAN = /^(\d{1,9})\s?(s|m|h|d|w)$/;
/** Less than a whole date is most likely a span whose unit was forgotten: `10` is no year. */
const DATE = /^\d{4}-\d\d-\d\d(?:$|[T ])/;
const UNITS = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days', w: 'weeks' } as const;

/**
 * The epoch ms of a time as people write it: ISO 8601 (local where it has no offset), a span back from now, `now`,
 * `today` or `yesterday`. A whole day stands for its start or its end. Undefined when it is none of these.
 */
export function parseWhen(given: string, now: Date, edge: 'start' | 'end'): number | undefined {
  const word = given.trim().toLowerCase();
  const day = edge === 'start' ? startOfDay : endOfDay;
  if (word === 'now') return now.getTime();
  if (word === 'today') return day(now).getTime();
  if (word === 'yesterday') return day(subDays(now, 1)).getTime();
  const span = SPAN.exec(word);
  if (span !== null) return sub(now, { [UNITS[span[2] as keyof typeof UNITS]]: Number(span[1]) }).getTime();
  const date = parseISO(given.trim());
  if (!DATE.test(given.trim()) || !isValid(date)) return undefined;
  return (/^\d{4}-\d\d-\d\d$/.test(given.trim()) ? day(date) : date).getTime();
}

/**
 * The epoch ms of a period, `from..to`, each end as `parseWhen` takes it; one of them may be left out. Undefined when
 * it is none: then it may be a path.
 */
export function parsePeriod(
  given: string,
  now: Date,
): { since_ms?: number | undefined; until_ms?: number | undefined } | undefined {
  const [, from, to] = /^(.*?)\.\.(.*)$/.exec(given) ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  const since_ms = from === '' ? undefined : parseWhen(from, now, 'start');
  const until_ms = to === '' ? undefined : parseWhen(to, now, 'end');
  if ((from !== '' && since_ms === undefined) || (to !== '' && until_ms === undefined)) return undefined;
  return { since_ms, until_ms };
}
