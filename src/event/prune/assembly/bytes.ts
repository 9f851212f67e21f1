/** Bytes that JSON is made of, and where what was found is put: what all parts of the kernel share. */

export const QUOTE: u8 = 0x22;
export const BACKSLASH: u8 = 0x5c;
export const OPEN: u8 = 0x7b;
export const CLOSE: u8 = 0x7d;
export const OPEN_LIST: u8 = 0x5b;
export const CLOSE_LIST: u8 = 0x5d;
export const COMMA: u8 = 0x2c;
export const COLON: u8 = 0x3a;
export const MINUS: u8 = 0x2d;
export const PLUS: u8 = 0x2b;
export const DOT: u8 = 0x2e;
export const ZERO: u8 = 0x30;
export const LOWER_E: u8 = 0x65;
export const LOWER_N: u8 = 0x6e;
export const LOWER_U: u8 = 0x75;

let out: usize = 0;
let wide: i32 = 0;

/** Where the result has its end, so far. */
export function putEnd(): usize {
  return out;
}

export function begin(to: usize): void {
  out = to;
  wide = 0;
}

/** Whether the line may hold bytes beyond ASCII. */
export function sawWide(): i32 {
  return wide;
}

/** Takes note of bytes beyond ASCII, if one of these is. */
// @ts-ignore: decorator
@inline
export function saw(bytes: v128): void {
  wide |= i8x16.bitmask(bytes);
}

// @ts-ignore: decorator
@inline
export function put(byte: u8): void {
  store<u8>(out++, byte);
}

export function copy(from: usize, end: usize): void {
  let to = out;
  out += end - from;
  for (; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
}

/** Eight bytes at once, of which so many count. */
// @ts-ignore: decorator
@inline
export function putWord(word: u64, bytes: usize): void {
  store<u64>(out, word);
  out += bytes;
}

export function putNumber(number: u32): void {
  let digits: usize = 1;
  for (let rest = number; rest >= 10; rest /= 10) digits++;
  out += digits;
  let to = out;
  let rest = number;
  for (let i: usize = 0; i < digits; i++) {
    store<u8>(--to, u8(0x30 + (rest % 10)));
    rest /= 10;
  }
}

// @ts-ignore: decorator
@inline
export function isSame(a: usize, b: usize, length: usize): bool {
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  for (; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}
