/** Narrowing what somebody wrote, beyond what all agents' formats share. */
import { amountOf, isRecord, listOf, textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';

const EMPTY: SourceRecord = {};

/** The object, or an empty one: to look for a key inside it. */
export const objectOf = (value: unknown): SourceRecord => (isRecord(value) ? value : EMPTY);

/** Milliseconds of what Rust writes for a duration: `{secs, nanos}`. */
export function msOfDuration(value: unknown): number | undefined {
  const { secs, nanos } = objectOf(value);
  const seconds = amountOf(secs);
  return seconds === undefined ? undefined : seconds * 1000 + Math.round((amountOf(nanos) ?? 0) / 1000) / 1000;
}

/** The texts of a message's or an output's parts, which may also be one plain text. */
export function textsOf(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  return listOf(content).flatMap((part) => textOf(objectOf(part)['text']) ?? []);
}

/** What JSON a text holds, undefined when it holds none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Arguments are whatever a model has written: that they are no JSON is an answer, not an error.
    return undefined;
  }
}
