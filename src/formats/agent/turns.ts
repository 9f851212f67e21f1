import { cutText } from './briefs.js';

const NAME_CHARS = 60;
/** More than a name can use, so that a pasted file costs nothing. */
const LOOK_CHARS = 2_000;
const WORD_MIN = 20;

/**
 * A turn's name: the beginning of its prompt on one line, cut between words to at most 60 characters. Undefined for
 * a prompt that says nothing.
 */
export function turnName(prompt: string): string | undefined {
  const line = prompt
    .slice(0, LOOK_CHARS)
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  if (line === '') return undefined;
  if (line.length <= NAME_CHARS) return line;
  const cut = cutText(line, NAME_CHARS);
  const space = cut.lastIndexOf(' ');
  return space < WORD_MIN ? cut : `${cut.slice(0, space).replace(/[\s,;:.–—-]+$/, '')}…`;
}

/** What stands between `<name>` and `</name>`, trimmed; undefined when it is empty or not there. */
export function tagged(text: string, name: string): string | undefined {
  const begin = text.indexOf(`<${name}>`);
  if (begin === -1) return undefined;
  const from = begin + name.length + 2;
  const end = text.indexOf(`</${name}>`, from);
  const inside = text.slice(from, end === -1 ? undefined : end).trim();
  return inside === '' ? undefined : inside;
}
