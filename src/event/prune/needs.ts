/**
 * What somebody needs of a JSON value: `whole`, or of its objects these members and the `rest`, each with needs of its
 * own; what is not named goes. The items of an array have the needs of the array. A text of which only the `measure` is
 * needed becomes a `Measured` when it is longer than that; an object that looks like one keeps that look. Numbers, words
 * and other texts stay.
 */
export type Needs = 'whole' | SomeNeeds;

export interface SomeNeeds {
  readonly members?: Readonly<Record<string, Needs>>;
  /** Of the members that are not named. */
  readonly rest?: Needs;
  /** How many characters of the beginning of a text are needed beside its size; 0: none. */
  readonly measure?: number;
  /** Whether its size as JSON is needed too. */
  readonly json?: boolean;
}

/** What is left of a long text. */
export interface Measured {
  /** Its beginning, where that is needed; a character more where a pair of surrogates would be parted. */
  readonly head?: string;
  /** In UTF-8. */
  readonly bytes: number;
  /** A newline at its end begins no further one. */
  readonly lines: number;
  /** What JSON.stringify makes of it, in UTF-8. */
  readonly json_bytes?: number;
}

export const MEASURES = ['head', 'bytes', 'lines', 'json_bytes'] as const;

/** A measure is longer than a text of less. */
const SPARED_BYTES = 96;
const UTF8_BYTES = 4;

/** Texts up to this many bytes stay, beside a head of so many characters. */
export const limitOf = (head_chars: number): number => SPARED_BYTES + UTF8_BYTES * head_chars;

/** What is left of a value: the meaning of needs, and the slow way to it. */
export function pick(value: unknown, needs: Needs): unknown {
  if (needs === 'whole') return value;
  if (typeof value === 'string')
    return needs.measure === undefined ? value : measured(value, needs.measure, needs.json === true);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => pick(item, needs));
  const picked: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    const of_key = needOf(needs, key);
    if (of_key === undefined) continue;
    // An assignment would set the prototype where that is its name.
    const property = { value: pick(each, of_key), enumerable: true, configurable: true, writable: true };
    Object.defineProperty(picked, key, property);
  }
  return picked;
}

const needOf = ({ members, rest, measure }: SomeNeeds, key: string): Needs | undefined => {
  if (measure !== undefined && MEASURES.some((name) => name === key)) return 'whole';
  return members !== undefined && Object.hasOwn(members, key) ? members[key] : rest;
};

function measured(text: string, head_chars: number, json: boolean): string | Measured {
  const bytes = Buffer.byteLength(text);
  if (bytes <= limitOf(head_chars)) return text;
  const newlines = text.split('\n').length - 1;
  const json_size = json ? { json_bytes: Buffer.byteLength(JSON.stringify(text)) } : {};
  const size = { bytes, lines: 1 + newlines - (text.endsWith('\n') ? 1 : 0), ...json_size };
  return head_chars === 0 ? size : { head: headOf(text, head_chars), ...size };
}

function headOf(text: string, chars: number): string {
  const parts = isHigh(text.charCodeAt(chars - 1)) && isLow(text.charCodeAt(chars));
  return text.slice(0, parts ? chars + 1 : chars);
}

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLow = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;
