import { millisecondsInDay, millisecondsInHour, millisecondsInMinute, millisecondsInSecond } from 'date-fns/constants';

const pair = (larger: number, unit: string, smaller: number, small: string): string =>
  `${formatCount(larger)}${unit} ${String(smaller).padStart(2, '0')}${small}`;

/**
 * A duration in its two most significant units: `312ms`, `2.5s`, `1m 05s`, `2h 00m`, `3d 04h`. Rounded to the
 * smaller unit before it is split, so that 59.96 s is `1m 00s` and never `60.0s`. (intervalToDuration of date-fns
 * counts calendar days of the local time zone, which a length of time does not have.)
 */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '?';
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms > 0 && ms < 1) return '<1ms';
  if (Math.round(ms) < millisecondsInSecond) return `${Math.round(ms)}ms`;
  const tenths = Math.round(ms / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)}s`;
  const seconds = Math.round(ms / millisecondsInSecond);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'm', seconds % 60, 's');
  const minutes = Math.round(ms / millisecondsInMinute);
  if (minutes * millisecondsInMinute < millisecondsInDay) {
    return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'm');
  }
  const hours = Math.round(ms / millisecondsInHour);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size in decimal units: `312 B`, `1.2 kB`, `34.5 MB`, `345 MB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '?';
  let value = bytes;
  let unit = 0;
  // 999.5 of a unit would be shown as 1000 of it.
  while (value >= 999.5 && unit < SIZES.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 99.95 ? value.toFixed(1) : formatCount(Math.round(value));
  return `${digits} ${SIZES[unit]}`;
}

const LARGE = ['', 'k', 'M', 'G', 'T'] as const;

/** A large count in decimal units, as tokens are told: `312`, `1.2k`, `34.5M`. */
export function formatLarge(count: number): string {
  if (!Number.isFinite(count)) return '?';
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < LARGE.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 99.95 ? value.toFixed(1) : formatCount(Math.round(value));
  return `${digits}${LARGE[unit]}`;
}

/** An amount of money, in whatever currency: `0.05`, `12.30`, `1,204.00`. */
export function formatCost(amount: number): string {
  if (!Number.isFinite(amount)) return '?';
  if (amount > 0 && amount < 0.005) return '<0.01';
  const [whole = '', cents = ''] = amount.toFixed(2).split('.');
  return `${formatCount(Number(whole))}.${cents}`;
}

/** A number with its thousands set apart: `1,234,567`. */
export const formatCount = (count: number): string => String(count).replace(/(?<!\..*)\B(?=(?:\d{3})+(?!\d))/g, ',');

/** A share of 1: `48 %`. What is not quite nothing is `<1 %`, what is not quite all `>99 %`. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return '?';
  if (share > 0 && share < 0.01) return '<1 %';
  if (share >= 0.995 && share < 0.9995) return '>99 %';
  return `${formatCount(Math.round(share * 100))} %`;
}

/** A rate: `0.05`, `7.5`, `1,234`. */
export function formatRate(rate: number): string {
  if (!Number.isFinite(rate)) return '?';
  if (rate >= 99.95) return formatCount(Math.round(rate));
  if (rate > 0 && rate < 0.005) return '<0.01';
  return rate === 0 || rate >= 0.95 ? rate.toFixed(1) : rate.toFixed(2);
}

/** `1 task`, `2 tasks`, `1,204 lines`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
