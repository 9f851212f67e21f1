/** Bytes at which a string does not just go on: its end, an escape, what may not stand in it, what is not ASCII. */
export const HALTS = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x22 || byte === 0x5c || byte < 0x20 || byte > 0x7f ? 1 : 0,
);
/** What may stand behind a backslash, but for `u`. */
export const ESCAPES = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0,
);

/**
 * Whether one of four bytes is one of `HALTS`: the highest bit of each byte tells whether that byte is below 0x20 or
 * not ASCII, or zero after taking out a quote or a backslash. May see one that is not there behind one that is.
 * Method: Sean Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte less than n".
 */
export const halts = (word: number): boolean =>
  ((word | (word - 0x20202020) | ((word ^ 0x22222222) - 0x01010101) | ((word ^ 0x5c5c5c5c) - 0x01010101)) &
    0x80808080) !==
  0;

export const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
