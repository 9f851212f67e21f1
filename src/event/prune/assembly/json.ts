/** Steps over JSON, and is as strict as JSON.parse. Each step takes a place and gives the one behind, or 0. */
import {
  BACKSLASH,
  CLOSE,
  CLOSE_LIST,
  COLON,
  COMMA,
  DOT,
  LOWER_E,
  LOWER_N,
  LOWER_U,
  MINUS,
  OPEN,
  OPEN_LIST,
  PLUS,
  QUOTE,
  ZERO,
  saw,
} from './bytes.ts';

const TRUE: u32 = 0x65757274;
const NULL: u32 = 0x6c6c756e;
const ALSE: u32 = 0x65736c61;

/** Where what is no white space begins. */
// @ts-ignore: decorator
@inline
export function space(p: usize): usize {
  return load<u8>(p) > 0x20 ? p : spaces(p);
}

function spaces(from: usize): usize {
  let p = from;
  let byte = load<u8>(p);
  while (byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09) byte = load<u8>(++p);
  return p;
}

/** Bits of the bytes at which a string does not just go on. */
// @ts-ignore: decorator
@inline
export function halts(bytes: v128): i32 {
  const quotes = i8x16.eq(bytes, i8x16.splat(QUOTE));
  const backslashes = i8x16.eq(bytes, i8x16.splat(BACKSLASH));
  const controls = i8x16.lt_u(bytes, i8x16.splat(0x20));
  return i8x16.bitmask(v128.or(v128.or(quotes, backslashes), controls));
}

/** Bits of `\bfnrt`, from the backslash on. */
const ESCAPES: u32 = (1 << 0) | (1 << 6) | (1 << 10) | (1 << 18) | (1 << 22) | (1 << 24);

// @ts-ignore: decorator
@inline
export function isEscape(byte: u8): bool {
  const place = u32(byte) - 0x5c;
  return (place < 32 && ((ESCAPES >> place) & 1) != 0) || byte == QUOTE || byte == 0x2f;
}

/** Four hexadecimal digits, or -1. */
export function hex4(from: usize): i32 {
  let code = 0;
  for (let i: usize = 0; i < 4; i++) {
    const byte = load<u8>(from + i);
    let digit = i32(byte) - 0x30;
    if (digit < 0 || digit > 9) {
      digit = (i32(byte) | 0x20) - 0x61;
      if (digit < 0 || digit > 5) return -1;
      digit += 10;
    }
    code = (code << 4) | digit;
  }
  return code;
}

/** A string, from its opening quote: behind its closing one, or 0. */
export function string(from: usize): usize {
  let p = from + 1;
  let seen = i32x4.splat(0);
  while (true) {
    const bytes = v128.load(p);
    seen = v128.or(seen, bytes);
    let mask = halts(bytes);
    let next: usize = 16;
    while (mask != 0) {
      const i: usize = ctz(mask);
      const byte = load<u8>(p + i);
      if (byte != BACKSLASH) {
        saw(seen);
        return byte == QUOTE ? p + i + 1 : 0;
      }
      const escaped = load<u8>(p + i + 1);
      if (escaped == LOWER_U) {
        if (hex4(p + i + 2) < 0) return 0;
        next = i + 6;
        break;
      }
      if (!isEscape(escaped)) return 0;
      if (i >= 14) {
        next = i + 2;
        break;
      }
      mask &= -1 << (i32(i) + 2);
    }
    p += next;
  }
  return 0;
}

/** Where the closing quote stands of a key without escapes that begins at `p`; 0 in doubt. */
export function endOfKey(p: usize): usize {
  let seen = i32x4.splat(0);
  while (true) {
    const bytes = v128.load(p);
    seen = v128.or(seen, bytes);
    const mask = halts(bytes);
    if (mask != 0) {
      p += ctz(mask);
      saw(seen);
      return load<u8>(p) == QUOTE ? p : 0;
    }
    p += 16;
  }
}

/** Any value, from where it begins: where it ends, or 0. The place is handed on, and so kept in a register. */
export function value(p: usize, depth: i32): usize {
  const byte = load<u8>(p);
  if (byte == QUOTE) return string(p);
  if (byte == OPEN) return object(p, depth - 1);
  if (byte == OPEN_LIST) return list(p, depth - 1);
  return scalar(p, byte);
}

function object(from: usize, depth: i32): usize {
  if (depth < 0) return 0;
  let p = space(from + 1);
  if (load<u8>(p) == CLOSE) return p + 1;
  for (let byte = COMMA; byte == COMMA; ) {
    if (load<u8>(p) != QUOTE) return 0;
    p = string(p);
    if (p == 0) return 0;
    p = space(p);
    if (load<u8>(p) != COLON) return 0;
    p = value(space(p + 1), depth);
    if (p == 0) return 0;
    p = space(p);
    byte = load<u8>(p);
    if (byte == CLOSE) return p + 1;
    p = space(p + 1);
  }
  return 0;
}

function list(from: usize, depth: i32): usize {
  if (depth < 0) return 0;
  let p = space(from + 1);
  if (load<u8>(p) == CLOSE_LIST) return p + 1;
  for (let byte = COMMA; byte == COMMA; ) {
    p = value(p, depth);
    if (p == 0) return 0;
    p = space(p);
    byte = load<u8>(p);
    if (byte == CLOSE_LIST) return p + 1;
    p = space(p + 1);
  }
  return 0;
}

/** A number or a word. */
export function scalar(from: usize, first: u8): usize {
  if (first == 0x74) return load<u32>(from) == TRUE ? from + 4 : 0;
  if (first == LOWER_N) return load<u32>(from) == NULL ? from + 4 : 0;
  if (first == 0x66) return load<u32>(from + 1) == ALSE ? from + 5 : 0;
  const begin = first == MINUS ? from + 1 : from;
  let p = digits(begin);
  if (p == 0 || (load<u8>(begin) == ZERO && p > begin + 1)) return 0;
  if (load<u8>(p) == DOT) {
    p = digits(p + 1);
    if (p == 0) return 0;
  }
  if ((load<u8>(p) | 0x20) != LOWER_E) return p;
  p++;
  const sign = load<u8>(p);
  return digits(sign == PLUS || sign == MINUS ? p + 1 : p);
}

/** Behind one digit or more, or 0. */
function digits(from: usize): usize {
  let p = from;
  while (u32(load<u8>(p)) - 0x30 <= 9) p++;
  return p > from ? p : 0;
}
