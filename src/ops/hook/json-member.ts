/** Where a member of the top object stands in the text of a JSON document. */
export interface Member {
  /** Of the name's opening quote. */
  readonly start: number;
  readonly value_start: number;
  readonly value_end: number;
}

/**
 * The members of the top object of a JSON document, by name, and the place of its closing brace. The text must be
 * valid JSON, with an object at the top: then strings and brackets are all that has to be told apart.
 */
export function membersOf(text: string): { members: ReadonlyMap<string, Member>; end: number } {
  const members = new Map<string, Member>();
  let at = text.indexOf('{') + 1;
  for (;;) {
    at = skip(text, at, /[\s,]*/y);
    if (text[at] !== '"') return { members, end: at };
    const start = at;
    const name_end = skip(text, at, STRING);
    const value_start = skip(text, name_end, /\s*:\s*/y);
    const value_end = valueEnd(text, value_start);
    members.set(String(JSON.parse(text.slice(start, name_end))), { start, value_start, value_end });
    at = value_end;
  }
}

const STRING = /"(?:[^"\\]|\\.)*"/y;
const SCALAR = /[^\s,\]}]+/y;

function skip(text: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

function valueEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  do {
    const character = text[at];
    if (character === undefined) return at;
    if (character === '"') at = skip(text, at, STRING);
    else if (character === '{' || character === '[') {
      depth++;
      at++;
    } else if (character === '}' || character === ']') {
      depth--;
      at++;
    } else if (depth === 0) return skip(text, at, SCALAR);
    else at++;
  } while (depth > 0);
  return at;
}

/** The step of a document's indentation: that of its first member. */
function indentOf(text: string): string {
  return /^\s*\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
}

/** The text with the member set to a value, or taken out when that is undefined; all else stays, byte for byte. */
export function withMember(text: string, name: string, value: unknown): string {
  const { members, end } = membersOf(text);
  const known = members.get(name);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (value === undefined) return known === undefined ? text : without(text, known);
  const indent = indentOf(text);
  const lines = JSON.stringify(value, null, indent).split('\n');
  const json = lines.join(`${newline}${indent}`);
  if (known !== undefined) return text.slice(0, known.value_start) + json + text.slice(known.value_end);
  const last = [...members.values()].at(-1);
  const at = last?.value_end ?? text.lastIndexOf('{', end) + 1;
  const rest = last === undefined ? `${newline}${text.slice(end)}` : text.slice(at);
  return `${text.slice(0, at)}${last === undefined ? '' : ','}${newline}${indent}${JSON.stringify(name)}: ${json}${rest}`;
}

function without(text: string, { start, value_end }: Member): string {
  const before = text.slice(0, start);
  const after = text.slice(value_end);
  // The comma that divides it from its neighbour goes with it: the one before, else the one behind.
  const comma = /,\s*$/.exec(before);
  if (comma !== null) return before.slice(0, comma.index) + after;
  const behind = after.replace(/^\s*,/, '');
  return behind === after ? before.trimEnd() + after.trimStart() : before + behind.trimStart();
}
