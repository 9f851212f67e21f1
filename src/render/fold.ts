const PLAIN = /^[\x20-\x7e]*$/;
/** Where a line may be broken: not between a figure and its unit. */
const BREAKS = /(?<!(?:^| )[\d.,]+) /;
/** From here on a character may take two cells; to count one too many only folds earlier. */
const WIDE_FROM = 0x1100;

/** At least the cells that a safe text takes. Does not load what measures them exactly: an error is told without. */
const cellsOf = (text: string): number =>
  PLAIN.test(text)
    ? text.length
    : Array.from(text).reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) < WIDE_FROM || char === '…' ? 1 : 2), 0);

/**
 * A safe line in lines of at most `columns` cells, broken at spaces; those behind the first are indented by two more. A word
 * that is longer stays whole: it is a path to be copied.
 */
export function foldLine(line: string, columns: number): string {
  if (cellsOf(line) <= columns) return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let last = '';
  for (const word of line.slice(indent.length).split(BREAKS)) {
    const longer = last === '' ? `${lines.length === 0 ? indent : `${indent}  `}${word}` : `${last} ${word}`;
    if (last === '' || cellsOf(longer) <= columns) {
      last = longer;
      continue;
    }
    lines.push(last);
    last = `${indent}  ${word}`;
  }
  return [...lines, last].join('\n');
}

/** Each line of a text folded. */
export const foldLines = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((line) => foldLine(line, columns))
    .join('\n');
