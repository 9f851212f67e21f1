/** Measures long texts. */
import { JSON_SIZED, NODE_FLAGS, NODE_HEAD_UNITS, NODE_LIMIT } from '../memory.ts';
import { BACKSLASH, CLOSE, COMMA, copy, LOWER_N, LOWER_U, OPEN, put, putNumber, putWord, QUOTE, saw } from './bytes.ts';
import { halts, hex4, isEscape } from './json.ts';

/** A string that is put out as it stands up to the node's limit, else as its measures. */
export function measured(from: usize, node: usize): usize {
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
  saw(seen);
  const bytes = p - from - 1 - spent;
  if (bytes <= load<u32>(node + NODE_LIMIT)) {
    copy(from, p + 1);
    return p + 1;
  }
  const units = load<u32>(node + NODE_HEAD_UNITS);
  put(OPEN);
  if (units > 0) {
    // "head":
    putWord(0x3a226461656822, 7);
    copy(from, endOfHead(from + 1, units));
    put(QUOTE);
    put(COMMA);
  }
  // "bytes":
  putWord(0x3a22736574796222, 8);
  putNumber(u32(bytes));
  put(COMMA);
  // "lines":
  putWord(0x3a2273656e696c22, 8);
  putNumber(1 + newlines - (behind_newline == p ? 1 : 0));
  if ((load<u32>(node + NODE_FLAGS) & JSON_SIZED) != 0) {
    // ,"json_bytes":
    putWord(0x625f6e6f736a222c, 8);
    putWord(0x3a2273657479, 6);
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
