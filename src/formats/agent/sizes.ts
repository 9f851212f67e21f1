import type { Measured } from '../../event/prune/needs.js';
import { bytesOf, linesOf } from './briefs.js';
import { isRecord } from './values.js';

/** What is left of a long text where only its size is needed: nothing else there has both of these. */
export const isMeasured = (value: unknown): value is Measured =>
  isRecord(value) && typeof value['bytes'] === 'number' && typeof value['lines'] === 'number';

/** The bytes of a text in UTF-8, undefined for what is none. */
export const bytesIn = (value: unknown): number | undefined =>
  typeof value === 'string' ? Buffer.byteLength(value) : isMeasured(value) ? value.bytes : undefined;

/** The bytes and lines of a text, undefined for what is none. */
export function sizeIn(value: unknown): { size_bytes: number; lines: number } | undefined {
  if (typeof value === 'string') return { size_bytes: Buffer.byteLength(value), lines: linesOf(value) };
  return isMeasured(value) ? { size_bytes: value.bytes, lines: value.lines } : undefined;
}

/** The size of a value as JSON, as `bytesOf` has it, where long texts among its members may be measures. */
export function jsonBytesIn(value: unknown): number | undefined {
  if (!isRecord(value)) return bytesOf(value);
  let measured = 0;
  let left: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const member = value[key];
    if (!isMeasured(member) || typeof member.json_bytes !== 'number') continue;
    left ??= { ...value };
    left[key] = 0;
    measured += member.json_bytes - 1;
  }
  const bytes = bytesOf(left ?? value);
  return bytes === undefined ? undefined : bytes + measured;
}
