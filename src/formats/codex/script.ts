/** Code mode: the model writes a script, and the real tools are called in it as `tools.name(…)`. */

const CALL = /\btools\.(\w{1,100})\s{0,9}\(/g;
const COMMAND = /\bcmd"?\s{0,9}:\s{0,9}(["'`])/;
const COMMAND_CHARS = 1000;
const [DOUBLE, SINGLE, BACKTICK, BACKSLASH] = [0x22, 0x27, 0x60, 0x5c];

/** The tools that a script calls, each once, in order. What its strings hold is text, not code. */
export function toolsOfScript(script: string): string[] {
  const names = new Set<string>();
  for (const [, name] of codeOf(script).matchAll(CALL)) if (name !== undefined) names.add(name);
  return [...names];
}

/** The first command that a script runs, up to 1,000 characters; undefined when it is not written out. */
export function commandOfScript(script: string): string | undefined {
  const found = COMMAND.exec(script);
  if (found === null) return undefined;
  const [, quote = ''] = found;
  const from = found.index + found[0].length;
  const literal = script.slice(
    from,
    Math.min(endOfString(script, from, quote.charCodeAt(0)) - 1, from + COMMAND_CHARS),
  );
  return literal.replace(/\\(.)/gs, (_, char: string) => ESCAPED[char] ?? char);
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** A script without the contents of its strings. One pass, whatever the script. */
function codeOf(script: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < script.length; at++) {
    const unit = script.charCodeAt(at);
    if (unit !== DOUBLE && unit !== SINGLE && unit !== BACKTICK) continue;
    parts.push(script.slice(from, at));
    from = endOfString(script, at + 1, unit);
    at = from - 1;
  }
  parts.push(script.slice(from));
  return parts.join('""');
}

/** Behind the closing quote of a string that begins at `from`; the end of the script when there is none. */
function endOfString(script: string, from: number, quote: number): number {
  for (let at = from; at < script.length; at++) {
    const unit = script.charCodeAt(at);
    if (unit === BACKSLASH) at++;
    else if (unit === quote) return at + 1;
  }
  return script.length;
}
