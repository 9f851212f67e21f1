/** Which files a command reads: as the agent itself parsed it, or where it did not say, of the plainest commands. */
import { recordsOf, textOf } from '../agent/values.js';

const COMMAND_CHARS = 2_000;
const PATHS = 20;
const PIECES = /&&|\|\||[;\n]/;
/** Where a piece is piped on, or leads from or to a file. */
const OUT = /\||\s*\d?[<>]/;
const READER = /^(?:cat|head|tail|nl|bat|sed\s+-n)\s/;
/** A path written out, perhaps in quotes: no option, no pattern, no substitution. */
const PATH = /^(["']?)([\w./~@+:-][^"'*?$`<>(){}[\]\\]*)\1$/;

/** Of `parsed_cmd` in `exec_command_end`: `[{type: read | search | list_files | unknown, path?}]`. */
export const pathsOfParsed = (parsed_cmd: unknown): string[] =>
  recordsOf(parsed_cmd)
    .slice(0, PATHS)
    .flatMap(({ type, path }) => (type === 'read' ? (textOf(path) ?? []) : []));

/** Of a shell's command line: the last word of each `cat`, `sed -n`, `head`, `tail`, `nl`. */
export function pathsOfCommand(command: string): string[] {
  const paths = new Set<string>();
  for (const piece of command.slice(0, COMMAND_CHARS).split(PIECES)) {
    const path = pathOf(piece.split(OUT, 1)[0]?.trim() ?? '');
    if (path !== undefined && paths.size < PATHS) paths.add(path);
  }
  return [...paths];
}

function pathOf(piece: string): string | undefined {
  if (!READER.test(piece)) return undefined;
  // `sed -n '1,9p'` and `head -50` end in what is no path when they read from a pipe.
  const words = piece.match(/'[^']{0,500}'|"[^"]{0,500}"|[^\s'"]{1,500}/g) ?? [];
  const word = words.at(-1) ?? '';
  const path = PATH.exec(word)?.[2];
  return words.length < 2 || path === undefined || path.startsWith('-') || /^\d+(?:,\d+)?p?$/.test(path)
    ? undefined
    : path;
}
