import { msFromIso } from '../base/clock.js';

const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const WITHOUT_OFFSET = /T\d\d:\d\d:\d\d(?:\.\d+)?$/;

/** Epoch ms that our lines can hold and read back: four digits of year, and none before Unix time began. */
export const isInstant = (ms: number): boolean => ms >= 0 && ms <= LAST_MS;

/** Epoch ms of an ISO 8601 or RFC 3339 time with an offset, or NaN. */
export function msFromText(text: string): number {
  const ms = msFromIso(text);
  return isInstant(ms) ? ms : Number.NaN;
}

/** Epoch ms of Unix seconds (with decimals), or of an ISO 8601 time, read as UTC when it names no offset; or NaN. */
export function msFromUnixOrIso(value: unknown): number {
  if (typeof value === 'string') return msFromText(WITHOUT_OFFSET.test(value) ? `${value}Z` : value);
  const ms = typeof value === 'number' ? Math.round(value * 1000) : Number.NaN;
  return isInstant(ms) ? ms : Number.NaN;
}
