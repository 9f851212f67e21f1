import { createRedactor } from '../../event/redact.js';
import { briefParams, bytesOf, cutText } from '../../formats/agent/briefs.js';
import { isRecord } from '../../formats/agent/values.js';

/** More of a text is never looked at: what is kept of it is cut far shorter. */
const LOOK_CHARS = 16_384;
const DEPTH = 8;
/** What a tool's answer repeats of the file that it was given. */
const ECHOES: ReadonlySet<string> = new Set([
  ...['originalFile', 'structuredPatch', 'oldString', 'newString', 'content', 'oldTodos', 'newTodos'],
]);

const redactor = createRedactor();

/** A text without its secrets: they go before it is cut, or half of one would stay. */
export const cleanText = (text: string): string => redactor?.text(text.slice(0, LOOK_CHARS)) ?? text;

/** What a tool was called with: without secrets, without the bodies of files, small. */
export const cleanParams = (input: unknown): unknown => briefParams(clean(input, DEPTH));

/** The first words of an error, without secrets. */
export const cleanError = (text: string): string => cutText(cleanText(text).trim(), 500);

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.slice(0, 100).map((item: unknown) => clean(item, depth - 1));
  // Object.fromEntries defines `__proto__` as a plain key.
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, clean(each, depth - 1)]));
}

/** The size of what a tool gave back, without what it only repeats. */
export function outputBytes(response: unknown): number | undefined {
  if (!isRecord(response)) return bytesOf(response);
  return bytesOf(Object.fromEntries(Object.entries(response).filter(([key]) => !ECHOES.has(key))));
}
