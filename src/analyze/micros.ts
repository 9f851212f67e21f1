/**
 * Folds reckon in whole microseconds: sums of them are exact in a double (up to 285 years), whatever the order of
 * the additions, which sums of decimal milliseconds are not. So parts add up to their whole, and merging is associative.
 */
export const microsOf = (ms: number): number => Math.round(ms * 1000);

/** Of a duration that a log reports: 0 when negative, and finite however large. */
export const durationMicros = (ms: number): number => Math.min(Math.max(0, microsOf(ms)), Number.MAX_SAFE_INTEGER);

export const msOf = (us: number): number => us / 1000;

/** `count` per hour of `ms`; 0 when there was no time. */
export const perHour = (count: number, ms: number): number => (ms > 0 ? (count * 3_600_000) / ms : 0);

/** A count that hostile sizes may have driven beyond what a double counts exactly. */
export const safeCount = (count: number): number => Math.min(count, Number.MAX_SAFE_INTEGER);

/** `part / whole`, 0 when there is no whole. */
export const shareOf = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
