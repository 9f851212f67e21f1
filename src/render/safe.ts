/**
 * What is no plain visible text: control characters, bidi controls, zero-width and other format characters,
 * private-use, unassigned and lone surrogate code points (all in \p{C}), line and paragraph separators, and the
 * letters and marks that show nothing (Hangul fillers, variation selectors, tags). A variation selector that only
 * picks the look of an emoji stays. A seventh combining mark in a row would smear over the lines above and below.
 */
const hidden = (): RegExp => {
  // Made when it is needed: that takes a millisecond, and most text is plain.
  made ??=
    /(?!(?<=(?!\p{C})\p{Extended_Pictographic})\uFE0F)[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?<=\p{M}{6})\p{M}/gu;
  return made;
};
let made: RegExp | undefined;
const PLAIN = /^[\x20-\x7e]*$/;
const SHORT = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function visible(character: string): string {
  const short = SHORT.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/**
 * The text with everything made visible that could drive a terminal or hide what is there: `\x1b`, `\u202e`,
 * `\u{e0041}`, and `\n`, `\r`, `\t`. Applying it twice changes nothing more.
 */
export function safeText(text: string): string {
  return PLAIN.test(text) ? text : text.replace(hidden(), visible);
}

/**
 * A line of JSON in which nothing can act on a terminal or hide, and which is the same JSON still: what stands in its
 * strings is escaped, a control character between its tokens becomes a space.
 */
export function safeJson(line: string): string {
  return PLAIN.test(line) ? line : line.replace(hidden(), jsonVisible);
}

function jsonVisible(character: string): string {
  // JSON allows them bare between tokens only.
  if (character < ' ') return ' ';
  const escapes = Array.from({ length: character.length }, (_, i) =>
    character.charCodeAt(i).toString(16).padStart(4, '0'),
  );
  return escapes.map((hex) => `\\u${hex}`).join('');
}
