/**
 * Copies out of a line of JSON what is needed of it. AssemblyScript, with SIMD; `kernel.ts` beside this file is made of it.
 *
 * It is as strict as JSON.parse, or stricter: what it gives is JSON, and whatever it cannot be sure of (bad JSON, a key
 * written with escapes, deep nesting) is doubt, which is answered with 0 and left to JSON.parse. A zero byte is put behind
 * the line; no token may hold one, so that no step has to ask for the end. 16 bytes behind both areas may be touched.
 */

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;
const OPEN_LIST: u8 = 0x5b;
const CLOSE_LIST: u8 = 0x5d;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const MINUS: u8 = 0x2d;
const PLUS: u8 = 0x2b;
const DOT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const LOWER_E: u8 = 0x65;
const LOWER_N: u8 = 0x6e;
const LOWER_U: u8 = 0x75;
const TRUE: u32 = 0x65757274;
const NULL: u32 = 0x6c6c756e;
const ALSE: u32 = 0x65736c61;

/** A node of the tree of needs, as `needs.ts` lays it out. */
const FLAGS: usize = 0;
const HEAD_UNITS: usize = 4;
const REST: usize = 8;
const LIMIT: usize = 12;
const CHAINS: usize = 16;
/** What stands for one of its keys. */
const NEXT: usize = 0;
const CHILD: usize = 4;
const LENGTH: usize = 8;
const BYTES: usize = 12;

const WHOLE: u32 = 1;
const MEASURED: u32 = 2;
const NAMED: u32 = 4;
/** A member of the record that is not put out, if it is plain: its slot tells where it stands. */
const FIELD: u32 = 8;
/** The size of a text as JSON is needed. */
const JSON_SIZED: u32 = 16;
/** In a node, in the place of the head: the slot of a field. */
const SLOT: usize = 4;

/** A slot: what the field is, where it stands, and the text that stood there on an earlier line. */
const KIND: usize = 0;
const FROM: usize = 4;
const END: usize = 8;
const KEPT_LENGTH: usize = 12;
const KEPT: usize = 16;
const KEPT_BYTES: usize = 64;
const SLOT_BYTES: usize = 80;

const ABSENT: u32 = 0;
const NEW_TEXT: u32 = 1;
const SAME_TEXT: u32 = 2;
const IS_TRUE: u32 = 3;
const IS_FALSE: u32 = 4;
const IS_NULL: u32 = 5;
const PUT_OUT: u32 = 6;

let out: usize = 0;
let wide: i32 = 0;

/** Whether the last line may hold bytes beyond ASCII. */
export function sawWide(): i32 {
  return wide;
}

/**
 * Prunes the line from `from` to `end`, an object, into the area at `to` and `count` slots at `slots`, by the tree whose
 * root is at `root`. Returns where the result ends, or 0 in doubt.
 */
export function prune(
  from: usize,
  end: usize,
  to: usize,
  root: usize,
  depth: i32,
  slots: usize,
  count: usize,
): usize {
  for (let i: usize = 0; i < count; i++) store<u32>(slots + i * SLOT_BYTES, ABSENT);
  store<u8>(end, 0);
  out = to;
  wide = 0;
  let p = space(from);
  if (load<u8>(p) != OPEN) return 0;
  p = prunedObject(p, root, depth - 1);
  return p != 0 && space(p) == end ? out : 0;
}

/** Where what is no white space begins. */
// @ts-ignore: decorator
@inline
function space(p: usize): usize {
  return load<u8>(p) > 0x20 ? p : spaces(p);
}

function spaces(from: usize): usize {
  let p = from;
  let byte = load<u8>(p);
  while (byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09) byte = load<u8>(++p);
  return p;
}

// @ts-ignore: decorator
@inline
function put(byte: u8): void {
  store<u8>(out++, byte);
}

function copy(from: usize, end: usize): void {
  let to = out;
  out += end - from;
  for (; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
}

/** Bits of the bytes at which a string does not just go on. */
// @ts-ignore: decorator
@inline
function halts(bytes: v128): i32 {
  const quotes = i8x16.eq(bytes, i8x16.splat(QUOTE));
  const backslashes = i8x16.eq(bytes, i8x16.splat(BACKSLASH));
  const controls = i8x16.lt_u(bytes, i8x16.splat(0x20));
  return i8x16.bitmask(v128.or(v128.or(quotes, backslashes), controls));
}

/** Bits of `\bfnrt`, from the backslash on. */
const ESCAPES: u32 = (1 << 0) | (1 << 6) | (1 << 10) | (1 << 18) | (1 << 22) | (1 << 24);

// @ts-ignore: decorator
@inline
function isEscape(byte: u8): bool {
  const place = u32(byte) - 0x5c;
  return (place < 32 && ((ESCAPES >> place) & 1) != 0) || byte == QUOTE || byte == 0x2f;
}

/** Four hexadecimal digits, or -1. */
function hex4(from: usize): i32 {
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
function string(from: usize): usize {
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
        wide |= i8x16.bitmask(seen);
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
function endOfKey(p: usize): usize {
  let seen = i32x4.splat(0);
  while (true) {
    const bytes = v128.load(p);
    seen = v128.or(seen, bytes);
    const mask = halts(bytes);
    if (mask != 0) {
      p += ctz(mask);
      wide |= i8x16.bitmask(seen);
      return load<u8>(p) == QUOTE ? p : 0;
    }
    p += 16;
  }
}

/** Any value, from where it begins: where it ends, or 0. The place is handed on, and so kept in a register. */
function value(p: usize, depth: i32): usize {
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
function scalar(from: usize, first: u8): usize {
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

/** A value by its node: what is needed of it is put out. */
function pruned(from: usize, node: usize, depth: i32): usize {
  const flags = load<u32>(node + FLAGS);
  const byte = load<u8>(from);
  if ((flags & WHOLE) == 0) {
    if (byte == OPEN) return prunedObject(from, node, depth - 1);
    if (byte == OPEN_LIST) return prunedList(from, node, depth - 1);
    if (byte == QUOTE && (flags & MEASURED) != 0) return measured(from, node);
  }
  const end = value(from, depth);
  if (end != 0) copy(from, end);
  return end;
}

function prunedObject(from: usize, node: usize, depth: i32): usize {
  if (depth < 0) return 0;
  const named = (load<u32>(node + FLAGS) & NAMED) != 0;
  const rest: usize = load<u32>(node + REST);
  put(OPEN);
  let p = space(from + 1);
  if (load<u8>(p) == CLOSE) {
    put(CLOSE);
    return p + 1;
  }
  let first = true;
  for (let byte = COMMA; byte == COMMA; ) {
    const key = p;
    if (load<u8>(key) != QUOTE) return 0;
    let child: usize = rest;
    let key_end: usize;
    if (named) {
      const end = endOfKey(key + 1);
      if (end == 0) return 0;
      child = childOf(node, key + 1, end - key - 1, rest);
      key_end = end + 1;
    } else {
      key_end = string(key);
      if (key_end == 0) return 0;
    }
    p = space(key_end);
    if (load<u8>(p) != COLON) return 0;
    p = space(p + 1);
    if (child == 0) p = value(p, depth);
    else {
      const behind = (load<u32>(child) & FIELD) == 0 ? 0 : field(p, load<u32>(child + SLOT));
      if (behind == 0) {
        if (!first) put(COMMA);
        first = false;
        copy(key, key_end);
        put(COLON);
        p = pruned(p, child, depth);
      } else p = behind == DOUBT ? 0 : behind;
    }
    if (p == 0) return 0;
    p = space(p);
    byte = load<u8>(p);
    if (byte == CLOSE) {
      put(CLOSE);
      return p + 1;
    }
    p = space(p + 1);
  }
  return 0;
}

/** What no place is. */
const DOUBT: usize = 1;

/** A field of the record: where it ends, `DOUBT`, or 0 when it is to be put out like other members. */
function field(from: usize, slot: usize): usize {
  // One that comes twice would have to be told apart from the first.
  if (load<u32>(slot + KIND) != ABSENT) return DOUBT;
  const byte = load<u8>(from);
  if (byte == QUOTE) {
    const end = endOfKey(from + 1);
    if (end != 0) {
      keep(slot, from + 1, end);
      return end + 1;
    }
  } else if (byte == 0x74 || byte == 0x66 || byte == LOWER_N) {
    store<u32>(slot + KIND, byte == 0x74 ? IS_TRUE : byte == 0x66 ? IS_FALSE : IS_NULL);
    return scalar(from, byte) || DOUBT;
  }
  store<u32>(slot + KIND, PUT_OUT);
  return 0;
}

/** Tells of the text of a field where it stands, or that it is the one of before. */
function keep(slot: usize, from: usize, end: usize): void {
  const length = end - from;
  if (length == load<u32>(slot + KEPT_LENGTH) && isSame(slot + KEPT, from, length)) {
    store<u32>(slot + KIND, SAME_TEXT);
    return;
  }
  store<u32>(slot + KIND, NEW_TEXT);
  store<u32>(slot + FROM, u32(from));
  store<u32>(slot + END, u32(end));
  if (length > KEPT_BYTES) {
    store<u32>(slot + KEPT_LENGTH, u32.MAX_VALUE);
    return;
  }
  store<u32>(slot + KEPT_LENGTH, u32(length));
  for (let i: usize = 0; i < length; i += 16) v128.store(slot + KEPT + i, v128.load(from + i));
}

function prunedList(from: usize, node: usize, depth: i32): usize {
  if (depth < 0) return 0;
  put(OPEN_LIST);
  let p = space(from + 1);
  if (load<u8>(p) == CLOSE_LIST) {
    put(CLOSE_LIST);
    return p + 1;
  }
  for (let byte = COMMA; byte == COMMA; ) {
    p = pruned(p, node, depth);
    if (p == 0) return 0;
    p = space(p);
    byte = load<u8>(p);
    if (byte == CLOSE_LIST) {
      put(CLOSE_LIST);
      return p + 1;
    }
    put(COMMA);
    p = space(p + 1);
  }
  return 0;
}

/** The node of a key; `rest` for one that is not named. */
function childOf(node: usize, key: usize, length: usize, rest: usize): usize {
  const slot: usize = length == 0 ? 0 : (length * 7 + load<u8>(key) + load<u8>(key + length - 1) * 3) & 63;
  for (let entry: usize = load<u32>(node + CHAINS + slot * 4); entry != 0; entry = load<u32>(entry + NEXT)) {
    if (load<u32>(entry + LENGTH) == u32(length) && isSame(entry + BYTES, key, length)) return load<u32>(entry + CHILD);
  }
  return rest;
}

// @ts-ignore: decorator
@inline
function isSame(a: usize, b: usize, length: usize): bool {
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  for (; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/** A string that is put out as it stands up to the node's limit, else as its measures. */
function measured(from: usize, node: usize): usize {
  let p = from + 1;
  let seen = i32x4.splat(0);
  /** Bytes of escapes, beyond those of what they stand for. */
  let spent: usize = 0;
  /** The same against what JSON.stringify writes. */
  let json_spent: usize = 0;
  let newlines: u32 = 0;
  let behind_newline: usize = 0;
  while (true) {
    const bytes = v128.load(p);
    seen = v128.or(seen, bytes);
    const mask = halts(bytes);
    if (mask == 0) {
      p += 16;
      continue;
    }
    p += ctz(mask);
    const byte = load<u8>(p);
    if (byte == QUOTE) break;
    if (byte != BACKSLASH) return 0;
    const escaped = load<u8>(p + 1);
    if (escaped != LOWER_U) {
      if (!isEscape(escaped)) return 0;
      p += 2;
      spent++;
      if (escaped == 0x2f) json_spent++;
      if (escaped == LOWER_N) {
        newlines++;
        behind_newline = p;
      }
      continue;
    }
    const code = hex4(p + 2);
    if (code < 0) return 0;
    p += 6;
    if (code == 0x0a) {
      newlines++;
      behind_newline = p;
    }
    if (code < 0x80) {
      spent += 5;
      if (code >= 0x20) json_spent += code == QUOTE || code == BACKSLASH ? 4 : 5;
      else if (code >= 8 && code <= 13 && code != 11) json_spent += 4;
    } else if (code < 0x800) {
      spent += 4;
      json_spent += 4;
    } else if (isHigh(code) && isLowAt(p)) {
      p += 6;
      spent += 8;
      json_spent += 8;
    } else {
      spent += 3;
      if ((code & 0xf800) != 0xd800) json_spent += 3;
    }
  }
  wide |= i8x16.bitmask(seen);
  const bytes = p - from - 1 - spent;
  if (bytes <= load<u32>(node + LIMIT)) {
    copy(from, p + 1);
    return p + 1;
  }
  const units = load<u32>(node + HEAD_UNITS);
  put(OPEN);
  if (units > 0) {
    // "head":
    store<u64>(out, 0x3a226461656822);
    out += 7;
    copy(from, endOfHead(from + 1, units));
    put(QUOTE);
    put(COMMA);
  }
  // "bytes":
  store<u64>(out, 0x3a22736574796222);
  out += 8;
  putNumber(u32(bytes));
  put(COMMA);
  // "lines":
  store<u64>(out, 0x3a2273656e696c22);
  out += 8;
  putNumber(1 + newlines - (behind_newline == p ? 1 : 0));
  if ((load<u32>(node + FLAGS) & JSON_SIZED) != 0) {
    // ,"json_bytes":
    store<u64>(out, 0x625f6e6f736a222c);
    store<u64>(out + 8, 0x3a2273657479);
    out += 14;
    putNumber(u32(p + 1 - from - json_spent));
  }
  put(CLOSE);
  return p + 1;
}

// @ts-ignore: decorator
@inline
function isHigh(code: i32): bool {
  return (code & 0xfc00) == 0xd800;
}

/** Whether the escape of a low surrogate follows. */
function isLowAt(p: usize): bool {
  return load<u8>(p) == BACKSLASH && load<u8>(p + 1) == LOWER_U && (hex4(p + 2) & 0xfc00) == 0xdc00;
}

/** Behind so many units of UTF-16 of a string that is known to be longer, or one more where that would part a pair. */
function endOfHead(p: usize, units: u32): usize {
  let count: u32 = 0;
  while (count < units) {
    const byte = load<u8>(p);
    if (byte == BACKSLASH) {
      if (load<u8>(p + 1) == LOWER_U) {
        const code = hex4(p + 2);
        p += 6;
        if (isHigh(code) && isLowAt(p)) {
          p += 6;
          count++;
        }
      } else p += 2;
      count++;
    } else {
      p++;
      while ((load<u8>(p) & 0xc0) == 0x80) p++;
      count += byte >= 0xf0 ? 2 : 1;
    }
  }
  return p;
}

function putNumber(number: u32): void {
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
