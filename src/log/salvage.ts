const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** One whole JSON object inside a damaged line, as byte positions in it. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** What was found in a damaged line: whole records, and the bytes between them. */
export interface Salvage {
  readonly pieces: readonly Piece[];
  readonly rest: readonly { readonly start: number; readonly end: number }[];
}

// A line of nothing but braces would be walked once per brace; this many times its length is enough for real damage.
const WALKS = 16;

/**
 * Takes every whole record out of a line that is no single one: joins (`}{`), or a stump with a record behind it.
 * `accept` has the last word, because an object inside a stump may look like a record.
 */
export function salvage(bytes: Buffer, accept: (piece: Piece) => boolean): Salvage {
  const pieces: Piece[] = [];
  const rest: { start: number; end: number }[] = [];
  let budget = bytes.length * WALKS + 4096;
  let from = 0;
  let candidate = bytes.indexOf(OPEN);
  while (candidate !== -1 && budget > 0) {
    const end = objectEnd(bytes, candidate);
    budget -= (end === -1 ? bytes.length : end) - candidate;
    const piece = end === -1 ? undefined : parsed(bytes, candidate, end);
    if (piece !== undefined && accept(piece)) {
      if (candidate > from) rest.push({ start: from, end: candidate });
      pieces.push(piece);
      from = piece.end;
      candidate = bytes.indexOf(OPEN, from);
    } else {
      candidate = bytes.indexOf(OPEN, candidate + 1);
    }
  }
  if (from < bytes.length) rest.push({ start: from, end: bytes.length });
  return { pieces, rest };
}

/** The position after the brace that closes the object at `start`, or -1. */
function objectEnd(bytes: Buffer, start: number): number {
  let depth = 0;
  let inString = false;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN) depth++;
    else if (byte === CLOSE && --depth === 0) return i + 1;
  }
  return -1;
}

function parsed(bytes: Buffer, start: number, end: number): Piece | undefined {
  try {
    return { start, end, value: JSON.parse(bytes.toString('utf8', start, end)) as Record<string, unknown> };
  } catch {
    // Balanced braces that are no JSON: the search goes on behind this one.
    return undefined;
  }
}

const NESTING = new Set([...':,['].map((character) => character.charCodeAt(0)));

/** Whether the bytes before a position allow what stands there to be a part of something larger. */
export function mayBeNested(bytes: Buffer, position: number): boolean {
  let before = position - 1;
  while (before >= 0 && (bytes[before] as number) <= 0x20) before--;
  return before >= 0 && NESTING.has(bytes[before] as number);
}
