import { LIMITS } from '../../base/limits.js';
import type { Measured } from '../../event/prune/needs.js';
import { bytesOf, linesOf } from './briefs.js';
import { countOf, isRecord } from './values.js';

/**
 * What is left of a long text where only its size is needed. A log may hold an object that looks like it, which is then
 * taken for one, whether its line was pruned or parsed whole: so it must at least be one that a text could have.
 */
export const isMeasured = (value: unknown): value is Measured =>
  isRecord(value) && isSize(value['bytes']) && isSize(value['lines']) && isHead(value['head']);

const isSize = (value: unknown): boolean => (countOf(value) ?? Number.POSITIVE_INFINITY) <= LIMITS.document_bytes;
const isHead = (value: unknown): boolean => value === undefined || typeof value === 'string';

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
    if (!isMeasured(member) || !isSize(member.json_bytes)) continue;
    left ??= { ...value };
    left[key] = 0;
    measured += (countOf(member.json_bytes) ?? 1) - 1;
  }
  const bytes = bytesOf(left ?? value);
  return bytes === undefined ? undefined : bytes + measured;
}
