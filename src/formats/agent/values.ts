/** Reading from what somebody else wrote: each takes the value if it is of the kind, else gives undefined. */
import type { SourceRecord } from '../format.js';

export const isRecord = (value: unknown): value is SourceRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const recordOf = (value: unknown): SourceRecord | undefined => (isRecord(value) ? value : undefined);

/** A text that says something: not the empty one. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A whole number from 0, as our counts are. */
export const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** A length of time or another quantity that is not below 0. */
export const amountOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The objects of a list; what else stands in it is passed over. */
export const recordsOf = (value: unknown): readonly SourceRecord[] => listOf(value).filter(isRecord);
