import stringWidth from 'string-width';
import { safeText } from './safe.js';

/** Characters of one cell each that join with no other: ASCII, and what our own pages are drawn with. */
const PLAIN = /^[\x20-\x7e·–—…\u2500-\u259f]*$/;
let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): Intl.Segments {
  // Made when it is needed: to load what Node knows of languages takes 10 ms.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Terminal cells that a safe text takes: two for CJK and emoji, none for combining marks. */
export const width = (text: string): number => (PLAIN.test(text) ? text.length : stringWidth(text));

/** The longest run of whole graphemes that takes at most `max` cells. Stops early, however long the text is. */
export function head(text: string, max: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, max));
  let cells = 0;
  for (const { segment, index } of graphemes(text)) {
    cells += width(segment);
    if (cells > max) return text.slice(0, index);
  }
  return text;
}

function tail(text: string, max: number): string {
  if (PLAIN.test(text)) return text.slice(text.length - Math.max(0, Math.min(max, text.length)));
  let cells = 0;
  let from = text.length;
  for (const { segment, index } of [...graphemes(text)].reverse()) {
    cells += width(segment);
    if (cells > max) break;
    from = index;
  }
  return text.slice(from);
}

/** The text made safe and cut to `max` cells, an ellipsis at its end when something is missing. */
export function truncate(text: string, max: number, ellipsis = '…'): string {
  const safe = safeText(text);
  if (head(safe, max).length === safe.length) return safe;
  const room = max - width(ellipsis);
  return room < 0 ? head(ellipsis, max) : head(safe, room) + ellipsis;
}

/** A name made safe and cut in its middle. */
export function shortenName(name: string, max: number, ellipsis = '…'): string {
  const safe = safeText(name);
  return head(safe, max).length === safe.length ? safe : truncateMiddle(safe, max, ellipsis);
}

/** Code units beyond which a text is cut before it is looked at grapheme by grapheme from its end. */
const LONG = 4096;

function truncateMiddle(safe: string, max: number, ellipsis: string): string {
  const text = safe.length > LONG ? safe.slice(0, LONG / 2) + safe.slice(-LONG / 2) : safe;
  const room = max - width(ellipsis);
  if (room < 2) return truncate(text, max, ellipsis);
  const end = tail(text, Math.ceil(room / 2));
  return head(text, room - width(end)) + ellipsis + end;
}

/**
 * A path made safe and shortened in its middle. Whole segments are left out, so that what is shown of a segment is
 * all of it: `src/…/report/table.ts`. Only a last segment too long by itself is cut, in its middle.
 */
export function shortenPath(path: string, max: number, ellipsis = '…'): string {
  const safe = safeText(path);
  if (head(safe, max).length === safe.length) return safe;
  const segments = safe.split('/');
  const name = segments.pop() ?? '';
  const root = segments.shift();
  if (root === undefined) return truncateMiddle(name, max, ellipsis);
  let shown = `${ellipsis}/${name}`;
  if (width(shown) > max) return truncateMiddle(name, max, ellipsis);
  const rooted = `${root}/${shown}`;
  const start = width(rooted) <= max ? `${root}/` : '';
  let end = name;
  for (const segment of segments.reverse()) {
    const longer = `${segment}/${end}`;
    if (width(`${start}${ellipsis}/${longer}`) > max) break;
    end = longer;
  }
  shown = `${start}${ellipsis}/${end}`;
  return shown;
}

/** Cells of the widest text; 0 when there is none. */
export const widest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, width(text)), 0);

export const padEnd = (text: string, cells: number): string => text + ' '.repeat(Math.max(0, cells - width(text)));
export const padStart = (text: string, cells: number): string => ' '.repeat(Math.max(0, cells - width(text))) + text;
