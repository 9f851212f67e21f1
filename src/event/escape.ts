// What JSON leaves bare but may not stand bare in a log: DEL and C1 drive terminals, bidi controls reorder what
// people read, U+2028/9 end a line for some readers, lone surrogates are no UTF-8.
const HIDDEN = '\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069';
const NEEDS_ESCAPE = new RegExp(`["\\\\\\u0000-\\u001f${HIDDEN}\\ud800-\\udfff]`);
const HIDDEN_CHARACTERS = new RegExp(`[${HIDDEN}]`, 'g');

const escapeCharacter = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The JSON string literal of a text, with everything escaped that could hide or act. */
export function quote(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(HIDDEN_CHARACTERS, escapeCharacter);
}

const HIDING = new RegExp(`[${HIDDEN}\\u200b-\\u200d\\u2060\\ufeff]`, 'g');

/** A JSON document in which nothing can hide or act when a terminal shows it: the same document to every parser. */
export function visibleJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent);
  // Nothing but ASCII, as nearly all documents are: asked in a tenth of the time.
  if (Buffer.byteLength(json) === json.length && !json.includes('\x7f')) return json;
  return json.replace(HIDING, escapeCharacter);
}
