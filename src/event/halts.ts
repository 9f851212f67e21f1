/** What may stand behind a backslash, but for `u`. */
export const ESCAPES = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0,
);

/**
 * The highest bit of each of four bytes at which a string does not just go on: its end, an escape, what may not stand in
 * it, what is not ASCII. It tells whether the byte is below 0x20 or not ASCII, or zero after taking out a quote or a
 * backslash. The first one is right; behind it may be some that are not there.
 * Method: Sean Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte less than n".
 */
export const haltsIn = (word: number): number =>
  (word | (word - 0x20202020) | ((word ^ 0x22222222) - 0x01010101) | ((word ^ 0x5c5c5c5c) - 0x01010101)) & 0x80808080;

/** Not 0, too, if one of four bytes is DEL. */
export const unseenIn = (word: number): number => (haltsIn(word) | ((word ^ 0x7f7f7f7f) - 0x01010101)) & 0x80808080;

/** Which byte of four the lowest bit is in: 0 to 3. */
export const firstIn = (bits: number): number => (31 - Math.clz32(bits & -bits)) >> 3;

export const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
