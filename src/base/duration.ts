const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)\s?(ms|s|m|h|d|w)$/;

/** The milliseconds of a length of time as people write it: `90s`, `30m`, `1.5h`, `7d`; `0` needs no unit. Else undefined. */
export function parseDuration(text: string): number | undefined {
  const given = text.trim().toLowerCase();
  if (given === '0') return 0;
  const [, count, unit] = DURATION.exec(given) ?? [];
  return count === undefined ? undefined : Math.round(Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS]);
}
