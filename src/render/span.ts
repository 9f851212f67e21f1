import type { Paint, Style } from './paint.js';
import { safeText } from './safe.js';
import { head, width } from './text.js';

/** A piece of text in one style. `keep` holds it together on one line. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
  readonly keep?: boolean;
  /** Stands between two words of one line, and goes where the line is broken instead. */
  readonly joint?: boolean;
}

/** A piece of a paragraph: a plain string flows. */
export type Piece = string | Span;

/** A short text that no line break may split: a figure with its unit, a name. */
export const atom = (text: string, style: Style = 'plain'): Span => ({ text, style, keep: true });

/** The spans painted, neighbours of one style in one go. */
export function paintSpans(spans: readonly Span[], paint: Paint): string {
  let out = '';
  let run = '';
  for (const [index, { text, style = 'plain' }] of spans.entries()) {
    run += text;
    if (spans[index + 1]?.style === style) continue;
    out += paint(style, run);
    run = '';
  }
  return out;
}

export const spansWidth = (spans: readonly Span[]): number => spans.reduce((sum, { text }) => sum + width(text), 0);

/** Words are what spaces outside of kept spans set apart; a word may change its style inside. */
function wordsOf(pieces: readonly Piece[]): Span[][] {
  const words: Span[][] = [];
  let glue = false;
  const add = (span: Span): void => {
    const last = words.at(-1);
    if (glue && last !== undefined) last.push(span);
    else words.push([span]);
    glue = true;
  };
  for (const piece of pieces) {
    const span = typeof piece === 'string' ? { text: piece } : piece;
    const text = safeText(span.text);
    for (const [index, word] of (span.keep ? [text] : text.split(' ')).entries()) {
      if (index > 0) glue = false;
      if (word !== '') add({ ...span, text: word });
    }
  }
  return words;
}

export interface ParagraphOptions {
  /** Cells of the longest line, its indent included. */
  readonly width: number;
  /** What stands before the first line; further lines are indented by as much. */
  readonly lead?: readonly Span[];
  readonly ellipsis?: string;
  readonly paint: Paint;
}

/** Text set in lines: broken at spaces, made safe; a word longer than a line is cut. */
export function paragraph(pieces: readonly Piece[], options: ParagraphOptions): string[] {
  const { lead = [], paint, ellipsis = '…' } = options;
  const indent = spansWidth(lead);
  const room = options.width - indent;
  const lines: Span[][] = [];
  let used = 0;
  for (const word of wordsOf(pieces)) {
    const cut = cutSpans(word, room, ellipsis);
    const cells = spansWidth(cut);
    const line = lines.at(-1);
    if (line !== undefined && used + 1 + cells <= room) {
      // Between two words of one style the space has it too, so that they are painted together.
      const style = cut[0]?.style ?? 'plain';
      line.push({ text: ' ', style: line.at(-1)?.style === style ? style : 'plain' }, ...cut);
      used += 1 + cells;
    } else {
      if (line?.at(-1)?.joint) line.splice(-2);
      lines.push([...cut]);
      used = cells;
    }
  }
  return lines.map(
    (line, index) => paintSpans(index === 0 ? lead : [{ text: ' '.repeat(indent) }], paint) + paintSpans(line, paint),
  );
}

/** Spans cut to `max` cells altogether; the last one left ends in the ellipsis. */
export function cutSpans(spans: readonly Span[], max: number, ellipsis: string): readonly Span[] {
  if (spansWidth(spans) <= max) return spans;
  let left = max - width(ellipsis);
  const cut: Span[] = [];
  for (const span of spans) {
    const cells = width(span.text);
    if (cells > left) return [...cut, { ...span, text: head(span.text, left) + head(ellipsis, max) }];
    cut.push(span);
    left -= cells;
  }
  return cut;
}
