/** Whether a text of this line held bytes beyond ASCII: then the line has to be looked over for being UTF-8. */
export let sawBeyond = false;
/** Whether the text that was read last was not plain ASCII without escapes. */
export let sawCareful = false;

export const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;

// @ts-ignore: decorator
@inline
export function beginLine(): void {
  sawBeyond = false;
}

// @ts-ignore: decorator
@inline
export function beginText(): void {
  sawCareful = false;
}

/** A bit for each of 16 bytes at which plain text does not just go on: its end, an escape, a control, not ASCII. */
// @ts-ignore: decorator
@inline
export function halts(at: usize): u32 {
  const bytes = v128.load(at);
  return i8x16.bitmask(
    v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
      // Signed: what is not ASCII is negative.
      i8x16.lt_s(bytes, i8x16.splat(0x20)),
    ),
  );
}

/** The end of a JSON string that begins at `at` with its quote, just behind the other one; 0 when it is none. */
// @ts-ignore: decorator
@inline
export function stringEnd(at: usize): usize {
  const mask = halts(at + 1);
  if (mask != 0) {
    const end = at + 1 + ctz(mask);
    if (load<u8>(end) == QUOTE) return end + 1;
  }
  return longStringEnd(at + 1);
}

function longStringEnd(from: usize): usize {
  let at = from;
  while (true) {
    const bytes = v128.load(at);
    const mask: u32 = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
        i8x16.lt_u(bytes, i8x16.splat(0x20)),
      ),
    );
    const beyond: u32 = i8x16.bitmask(bytes);
    if (mask == 0) {
      if (beyond != 0) {
        sawBeyond = true;
        sawCareful = true;
      }
      at += 16;
      continue;
    }
    const stop = ctz(mask);
    if ((beyond & ((1 << stop) - 1)) != 0) {
      sawBeyond = true;
      sawCareful = true;
    }
    at += stop;
    const byte: u32 = load<u8>(at);
    if (byte == QUOTE) return at + 1;
    if (byte != BACKSLASH) return 0;
    sawCareful = true;
    at = escapeEnd(at);
    if (at == 0) return 0;
  }
}

function escapeEnd(at: usize): usize {
  const byte = load<u8>(at + 1);
  if (byte != 0x75) return isEscape(byte) ? at + 2 : 0;
  for (let i = 2; i < 6; i++) if (hexOf(load<u8>(at + i)) < 0) return 0;
  return at + 6;
}

/** `"`, `\`, `/`, and b, f, n, r, t. */
function isEscape(byte: u32): bool {
  return (
    byte == QUOTE ||
    byte == BACKSLASH ||
    byte == 0x2f ||
    byte == 0x62 ||
    byte == 0x66 ||
    byte == 0x6e ||
    byte == 0x72 ||
    byte == 0x74
  );
}

function hexOf(byte: u32): i32 {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}

/**
 * Whether the JSON string at `at` stands for the plain text at `text` up to the quote there, when its escapes are read.
 */
export function spells(at: usize, text: usize): bool {
  while (true) {
    const wanted = load<u8>(text);
    let byte: u32 = load<u8>(at);
    if (wanted == QUOTE) return byte == QUOTE;
    if (byte != BACKSLASH) {
      if (byte != wanted) return false;
      at++;
    } else if (load<u8>(at + 1) == 0x75) {
      byte = 0;
      for (let i = 2; i < 6; i++) byte = (byte << 4) | hexOf(load<u8>(at + i));
      if (byte != wanted) return false;
      at += 6;
    } else {
      // What these stand for is in no name: a quote, a stroke, a control.
      return false;
    }
    text++;
  }
}
