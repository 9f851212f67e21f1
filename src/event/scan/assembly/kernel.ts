import {
  ABSENT,
  CAPACITY,
  COLUMN_BYTES,
  ENDS_COLUMN,
  ENTRY_BYTES,
  ENTRY_LENGTH,
  FLAGS_COLUMN,
  NUMBER_COLUMNS_FROM,
  SEQS_COLUMN,
  SESSION_AT,
  TEXT_COLUMNS_FROM,
  TIMES_COLUMN,
  TYPE_AT,
  TYPES_COLUMN,
  TYPES_FROM_AT,
  TYPES_TO_AT,
  UNKNOWN,
  WHO_COLUMN,
} from '../memory.ts';
import { follows } from './literals.ts';
import { beginMembers, flags, isFull, membersEnd } from './members.ts';
import { beginLine, beginText, halts, QUOTE, sawBeyond, sawCareful, spells, stringEnd } from './strings.ts';
import { symbolOf } from './symbols.ts';
import { time, timeEnd } from './time.ts';
import { isUtf8 } from './utf8.ts';
import { number, numberEnd } from './values.ts';
import { who, whoEnd } from './who.ts';

const HASH_LENGTH: usize = 22;
/** `"}` and a newline. */
const LINE_END: u32 = 0x0a7d22;

/** What `lineEnd` gives for a line that needs a symbol when there is no room. */
const FULL: usize = 1;

/**
 * Scans the lines at [from, to) into the rows at `rows`, from the first one on; a newline stands before `to`. Returns
 * where it stopped.
 */
export function scan(rows: usize, from: usize, to: usize, block: usize): usize {
  let at = from;
  let row: i32 = 0;
  while (at < to && row < CAPACITY) {
    let end = lineEnd(at, rows, row);
    if (end == FULL) break;
    if (end == 0) {
      store<u8>(rows + row, UNKNOWN, TYPES_COLUMN);
      end = newlineFrom(at);
    }
    store<i32>(rows + row * 4, i32(end - block), ENDS_COLUMN);
    row++;
    at = end + 1;
  }
  store<i32>(rows, row);
  return at;
}

/** The newline of a line that is known, with all of its row but where it ends; 0 for any other line. */
// @ts-ignore: decorator
@inline
function lineEnd(from: usize, rows: usize, row: i32): usize {
  beginLine();
  const zed = timeEnd(from);
  if (zed == 0 || !i8x16.all_true(i8x16.eq(v128.load(zed), v128.load(SESSION_AT)))) return 0;
  let at = whoEnd(zed + 16);
  if (at == 0) return 0;
  if (who < 0) return FULL;
  at = numberEnd(at);
  if (at == 0 || number < 0 || trunc(number) != number || load<u64>(at) != load<u64>(TYPE_AT)) return 0;
  store<f64>(rows + row * 8, number, SEQS_COLUMN);
  at += 8;
  const type = typeAt(at);
  if (type == 0) return 0;
  beginRow(rows, row);
  beginMembers();
  at = membersEnd(typeEnd, type, rows, row);
  if (at == 0) return isFull ? FULL : 0;
  if (!isHash(at)) return 0;
  const newline = at + HASH_LENGTH + 2;
  if (sawBeyond && !isUtf8(from, newline)) return 0;
  store<u8>(rows + row, (u32(type) - load<u32>(TYPES_FROM_AT)) / ENTRY_BYTES, TYPES_COLUMN);
  store<u8>(rows + row, flags, FLAGS_COLUMN);
  store<i32>(rows + row * 4, who, WHO_COLUMN);
  store<f64>(rows + row * 8, time, TIMES_COLUMN);
  return newline;
}

/** Where the name of the type ends that `typeAt` found last. */
let typeEnd: usize = 0;

/** The entry of the type that is named at `at`; 0 when it is none of which rows tell. */
// @ts-ignore: decorator
@inline
function typeAt(at: usize): usize {
  const word = load<u64>(at);
  const to: usize = load<u32>(TYPES_TO_AT);
  for (let entry: usize = load<u32>(TYPES_FROM_AT); entry < to; entry += ENTRY_BYTES)
    if (follows(entry, at, word)) {
      typeEnd = at + load<u32>(entry, ENTRY_LENGTH);
      return entry;
    }
  return spelledTypeAt(at);
}

/** The same for a name with escapes in it. */
function spelledTypeAt(at: usize): usize {
  if (load<u8>(at) != QUOTE) return 0;
  beginText();
  typeEnd = stringEnd(at);
  if (typeEnd == 0 || !sawCareful) return 0;
  const to: usize = load<u32>(TYPES_TO_AT);
  for (let entry: usize = load<u32>(TYPES_FROM_AT); entry < to; entry += ENTRY_BYTES)
    if (spells(at + 1, entry + 1)) return entry;
  return 0;
}

/** What is not told of the line is absent. */
// @ts-ignore: decorator
@inline
function beginRow(rows: usize, row: i32): void {
  const texts = rows + row * 4;
  store<i32>(texts, ABSENT, TEXT_COLUMNS_FROM);
  store<i32>(texts, ABSENT, TEXT_COLUMNS_FROM + COLUMN_BYTES);
  store<i32>(texts, ABSENT, TEXT_COLUMNS_FROM + COLUMN_BYTES * 2);
  store<i32>(texts, ABSENT, TEXT_COLUMNS_FROM + COLUMN_BYTES * 3);
  store<i32>(texts, ABSENT, TEXT_COLUMNS_FROM + COLUMN_BYTES * 4);
  const numbers = rows + row * 8;
  store<f64>(numbers, NaN, NUMBER_COLUMNS_FROM);
  store<f64>(numbers, NaN, NUMBER_COLUMNS_FROM + COLUMN_BYTES);
  store<f64>(numbers, NaN, NUMBER_COLUMNS_FROM + COLUMN_BYTES * 2);
  store<f64>(numbers, NaN, NUMBER_COLUMNS_FROM + COLUMN_BYTES * 3);
  store<f64>(numbers, NaN, NUMBER_COLUMNS_FROM + COLUMN_BYTES * 4);
  store<f64>(numbers, NaN, NUMBER_COLUMNS_FROM + COLUMN_BYTES * 5);
}

/** 22 characters of plain text, and the end of the line. */
// @ts-ignore: decorator
@inline
function isHash(at: usize): bool {
  if (halts(at) != 0 || halts(at + HASH_LENGTH - 16) != 0) return false;
  const del = v128.or(
    i8x16.eq(v128.load(at), i8x16.splat(0x7f)),
    i8x16.eq(v128.load(at + HASH_LENGTH - 16), i8x16.splat(0x7f)),
  );
  return !v128.any_true(del) && (load<u32>(at + HASH_LENGTH) & 0xffffff) == LINE_END;
}

/** The symbol of bytes that stand as in a JSON string; -1 when there is no room for it. */
export function intern(from: usize, length: usize, careful: bool): i32 {
  return symbolOf(from, length, careful);
}

function newlineFrom(from: usize): usize {
  let at = from;
  while (true) {
    const mask: u32 = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x0a)));
    if (mask != 0) return at + ctz(mask);
    at += 16;
  }
}
