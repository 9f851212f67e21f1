import { DEPTH_AT, POWERS_AT } from '../memory.ts';
import { QUOTE, stringEnd } from './strings.ts';

const OPEN: u32 = 0x7b;
const CLOSE: u32 = 0x7d;
const OPEN_LIST: u32 = 0x5b;
const CLOSE_LIST: u32 = 0x5d;
const COMMA: u32 = 0x2c;
const COLON: u32 = 0x3a;
const MINUS: u32 = 0x2d;
const PLUS: u32 = 0x2b;
const DOT: u32 = 0x2e;
const ZERO: u32 = 0x30;
const WORD_TRUE: u32 = 0x65757274;
const WORD_FALS: u32 = 0x736c6166;
const WORD_NULL: u32 = 0x6c6c756e;
const LOWER_E: u32 = 0x65;
/** Up to so many digits are exact in a double, and so is their quotient with a power of ten. */
const DIGITS: usize = 15;

/** The number that `numberEnd` read last. */
export let number: f64 = 0;

// @ts-ignore: decorator
@inline
function isDigit(byte: u32): bool {
  return byte - ZERO <= 9;
}

/** The end of a number that is read; 0 when it is none, or one that is left to who can compute it. */
export function numberEnd(from: usize): usize {
  const negative = load<u8>(from) == MINUS;
  const first = from + usize(negative);
  let at = first;
  let digit: u32 = load<u8>(at) - ZERO;
  if (digit > 9) return 0;
  let value: u64 = digit;
  digit = load<u8>(++at) - ZERO;
  if (value == 0 && digit <= 9) return 0;
  while (digit <= 9) {
    value = value * 10 + digit;
    digit = load<u8>(++at) - ZERO;
  }
  let digits = at - first;
  let places: usize = 0;
  if (load<u8>(at) == DOT) {
    const point = at;
    digit = load<u8>(++at) - ZERO;
    while (digit <= 9) {
      value = value * 10 + digit;
      digit = load<u8>(++at) - ZERO;
    }
    places = at - point - 1;
    if (places == 0) return 0;
    digits += places;
  }
  if (digits > DIGITS) return 0;
  const behind: u32 = load<u8>(at);
  // An exponent, or no number at all.
  if (behind != COMMA && behind != CLOSE && behind != CLOSE_LIST) return 0;
  let result = f64(value);
  // The quotient of two exact doubles is rounded once, as JSON.parse does.
  if (places > 0) result /= load<f64>(usize(POWERS_AT) + places * 8);
  number = negative ? -result : result;
  return at;
}

// @ts-ignore: decorator
@inline
export function trueEnd(at: usize): usize {
  return load<u32>(at) == WORD_TRUE ? at + 4 : 0;
}

// @ts-ignore: decorator
@inline
export function falseEnd(at: usize): usize {
  return load<u32>(at) == WORD_FALS && load<u8>(at, 4) == LOWER_E ? at + 5 : 0;
}

function wordEnd(at: usize): usize {
  const word = load<u32>(at);
  if (word == WORD_TRUE || word == WORD_NULL) return at + 4;
  return falseEnd(at);
}

/** The end of a number of any size. */
function anyNumberEnd(from: usize): usize {
  let at = from + usize(load<u8>(from) == MINUS);
  const first = at;
  while (isDigit(load<u8>(at))) at++;
  if (at == first || (at > first + 1 && load<u8>(first) == ZERO)) return 0;
  if (load<u8>(at) == DOT) {
    const point = ++at;
    while (isDigit(load<u8>(at))) at++;
    if (at == point) return 0;
  }
  if ((load<u8>(at) | 0x20) != LOWER_E) return at;
  at++;
  const sign: u32 = load<u8>(at);
  if (sign == PLUS || sign == MINUS) at++;
  const power = at;
  while (isDigit(load<u8>(at))) at++;
  return at == power ? 0 : at;
}

/** Behind a key and its colon; 0 when they are none. */
// @ts-ignore: decorator
@inline
function keyEnd(at: usize): usize {
  if (load<u8>(at) != QUOTE) return 0;
  const end = stringEnd(at);
  return end != 0 && load<u8>(end) == COLON ? end + 1 : 0;
}

/** `{"v":` is how a line of ours begins: this may be a splice of two, and needs more than eyes. */
// @ts-ignore: decorator
@inline
function isLineHead(at: usize): bool {
  return (load<u32>(at) >>> 8) == 0x227622;
}

/** The end of any value, containers down to the depth that is allowed (at most 64); 0 when it is none. */
export function valueEnd(from: usize): usize {
  const depth: i32 = load<i32>(DEPTH_AT);
  let at = from;
  let level: i32 = 0;
  /** The containers around, the innermost in the lowest bit: 1 for an object. */
  let objects: u64 = 0;
  while (true) {
    const first: u32 = load<u8>(at);
    if (first == QUOTE) at = stringEnd(at);
    else if (first == OPEN) {
      if (level == depth || isLineHead(at)) return 0;
      if (load<u8>(++at) == CLOSE) at++;
      else {
        objects = (objects << 1) | 1;
        level++;
        at = keyEnd(at);
        if (at == 0) return 0;
        continue;
      }
    } else if (first == OPEN_LIST) {
      if (level == depth) return 0;
      if (load<u8>(++at) == CLOSE_LIST) at++;
      else {
        objects <<= 1;
        level++;
        continue;
      }
    } else if (first >= 0x61) at = wordEnd(at);
    else at = anyNumberEnd(at);
    if (at == 0) return 0;
    // Behind a value: the end of containers, or another value.
    while (true) {
      if (level == 0) return at;
      const inObject = (objects & 1) != 0;
      const next: u32 = load<u8>(at);
      if (next == COMMA) {
        at++;
        if (inObject) {
          at = keyEnd(at);
          if (at == 0) return 0;
        }
        break;
      }
      if (next != (inObject ? CLOSE : CLOSE_LIST)) return 0;
      at++;
      level--;
      objects >>= 1;
    }
  }
}
