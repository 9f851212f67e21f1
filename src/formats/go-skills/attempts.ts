import type { SourceRecord } from '../format.js';

const TEXTS: ReadonlySet<string> = new Set(['model', 'output_summary', 'runner_output']);

const isRecord = (value: unknown): value is SourceRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasNumber = (item: unknown): boolean => isRecord(item) && Boolean(item['attempt']);

/**
 * The attempts of an entry as our skill events list them. What Go takes for its zero value is completed: no
 * `verified` is false, and if one attempt has no number from 1 then all are numbered by their place. Anything
 * that is no list of objects is returned as it is, for the checker to refuse.
 */
export function attemptsOf(value: unknown): unknown {
  if (value === null) return undefined;
  if (!Array.isArray(value)) return value;
  const items: readonly unknown[] = value;
  const numbered = items.every(hasNumber);
  return items.map((item, index) => (isRecord(item) ? attemptOf(item, numbered ? item['attempt'] : index + 1) : item));
}

function attemptOf(item: SourceRecord, attempt: unknown): SourceRecord {
  return { ...Object.fromEntries(Object.entries(item).filter(isKept)), attempt, verified: item['verified'] ?? false };
}

/** A text that is none, or empty, tells nothing and is left out; so the rest of the attempt still counts. */
const isKept = ([key, value]: [string, unknown]): boolean =>
  TEXTS.has(key) ? typeof value === 'string' && value !== '' : !(key === 'duration_ms' && !Number.isFinite(value));
