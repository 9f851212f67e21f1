import { createRedactor } from '../../event/redact.js';
import { isRecord } from './values.js';

const TEXT_CHARS = 200;
const ERROR_CHARS = 500;
const ITEMS = 20;
const KEYS = 30;
const DEPTH = 4;
/** Deeper than any tool's parameters, and than JSON.stringify can go before its stack ends. */
const SIZE_DEPTH = 200;

/** Names under which tools are given, or give back, the contents of files. */
const BODIES: ReadonlySet<string> = new Set([
  ...['content', 'contents', 'file_content', 'file_text', 'new_content', 'old_string', 'new_string', 'oldString'],
  ...['newString', 'old_str', 'new_str', 'new_source', 'old_source', 'patch', 'diff', 'unified_diff', 'edits'],
  ...['originalFile', 'structuredPatch'],
]);

/** How far behind the cut a secret is looked for that begins before it. */
const LOOK_CHARS = 4_096;
const redactor = createRedactor();

/**
 * A text cut to a number of characters, the last of which is then `…`; never in the middle of a character. Secrets go
 * before the cut: of half a one no pattern would know what it is, and that half would stay.
 */
export function cutText(text: string, chars: number = TEXT_CHARS): string {
  if (text.length <= chars) return text;
  const head = text.slice(0, chars + LOOK_CHARS);
  const clean = redactor?.text(head) ?? head;
  if (clean.length <= chars && head.length === text.length) return clean;
  const last = Math.min(chars, clean.length + 1) - 1;
  const end = isHighSurrogate(clean.charCodeAt(last - 1)) ? last - 1 : last;
  return `${clean.slice(0, end)}…`;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** What a tool said went wrong, cut. */
export const briefError = (text: string): string => cutText(text.trim(), ERROR_CHARS);

/**
 * What a tool was called with, made small: texts cut, bodies of files left out, long lists and deep objects
 * shortened. `bodies` names further keys to be left out.
 */
export const briefParams = (params: unknown, bodies: ReadonlySet<string> = BODIES): unknown =>
  brief(params, bodies, DEPTH);

function brief(value: unknown, bodies: ReadonlySet<string>, depth: number): unknown {
  if (typeof value === 'string') return cutText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const shown = items.slice(0, ITEMS).map((item) => brief(item, bodies, depth - 1));
    return items.length > ITEMS ? [...shown, '…'] : shown;
  }
  if (!isRecord(value)) return undefined;
  const kept = Object.entries(value)
    .filter(([key]) => !bodies.has(key) && !BODIES.has(key))
    .slice(0, KEYS);
  // Object.fromEntries defines `__proto__` as a plain key.
  return Object.fromEntries(kept.map(([key, each]) => [cutText(key), brief(each, bodies, depth - 1)]));
}

/**
 * The size of a text in UTF-8, of anything else as JSON; undefined where there is nothing, or nesting that nobody
 * can write.
 */
export function bytesOf(value: unknown): number | undefined {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value === undefined || isDeeper(value, SIZE_DEPTH)) return undefined;
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((each) => isDeeper(each, depth - 1));
}

/** How many lines a text has; a newline at its end begins no further one. */
export function linesOf(text: string): number {
  if (text === '') return 0;
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < text.length - 1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
