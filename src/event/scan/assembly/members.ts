import {
  ENTRY_BYTES,
  ENTRY_FROM,
  ENTRY_LENGTH,
  ENTRY_TO,
  HASH_AT,
  KEYS_FROM_AT,
  KEYS_TO_AT,
  KIND_ANY,
  KIND_BOOLEAN,
  KIND_COUNT,
  KIND_INTEGER,
  KIND_LIST,
  KIND_NUMBER,
  KIND_POSITIVE,
  KIND_RECORD,
  KIND_TEXT,
  KIND_WORD,
  MAX_TEXT_BYTES,
  MEMBER_COLUMN,
  MEMBER_FLAG,
  MEMBER_KIND,
  MEMBER_REQUIRED,
} from '../memory.ts';
import { follows, stands } from './literals.ts';
import { beginText, QUOTE, sawCareful, spells, stringEnd } from './strings.ts';
import { symbolOf } from './symbols.ts';
import { falseEnd, number, numberEnd, trueEnd, valueEnd } from './values.ts';

/** The flags of the line. */
export let flags: i32 = 0;
/** Whether there was no room for a text. */
export let isFull = false;

const COLON: u32 = 0x3a;
const COMMA: u32 = 0x2c;
const OPEN: u32 = 0x7b;
const OPEN_LIST: u32 = 0x5b;
const LOWER_N: u32 = 0x6e;

// @ts-ignore: decorator
@inline
export function beginMembers(): void {
  flags = 0;
  isFull = false;
}

/** The end of the members of a type, where `,"hash":"` ends: the known ones in their order, then any others. */
// @ts-ignore: decorator
@inline
export function membersEnd(from: usize, type: usize, rows: usize, row: i32): usize {
  let at = from;
  const to: usize = load<u32>(type, ENTRY_TO);
  let word = load<u64>(at);
  for (let member: usize = load<u32>(type, ENTRY_FROM); member < to; member += ENTRY_BYTES) {
    if (!follows(member, at, word)) {
      if (load<u32>(member, MEMBER_REQUIRED)) return 0;
      continue;
    }
    at = memberEnd(at + load<u32>(member, ENTRY_LENGTH), member, rows, row);
    if (at == 0) return 0;
    word = load<u64>(at);
  }
  while (!stands(at, HASH_AT, 1)) {
    at = otherEnd(at, type);
    if (at == 0) return 0;
  }
  return at + 9;
}

// @ts-ignore: decorator
@inline
function memberEnd(at: usize, member: usize, rows: usize, row: i32): usize {
  const kind = load<i32>(member, MEMBER_KIND);
  const column: usize = load<u32>(member, MEMBER_COLUMN);
  if (kind == KIND_TEXT) return textEnd(at, column, rows, row);
  if (kind >= KIND_NUMBER && kind <= KIND_POSITIVE) {
    const end = numberEnd(at);
    if (end == 0 || !isOfKind(number, kind)) return 0;
    if (column != 0) store<f64>(rows + column + row * 8, number);
    return end;
  }
  if (kind == KIND_WORD) return wordOfEnd(at, member, column, rows, row);
  const first: u32 = load<u8>(at);
  if (kind == KIND_BOOLEAN) {
    const end = trueEnd(at);
    if (end == 0) return falseEnd(at);
    flags |= load<i32>(member, MEMBER_FLAG);
    return end;
  }
  if (kind == KIND_ANY) {
    if (first != LOWER_N) flags |= load<i32>(member, MEMBER_FLAG);
    return valueEnd(at);
  }
  if ((kind == KIND_RECORD && first == OPEN) || (kind == KIND_LIST && first == OPEN_LIST)) return valueEnd(at);
  return 0;
}

function isOfKind(value: f64, kind: i32): bool {
  if (kind == KIND_NUMBER) return true;
  if (trunc(value) != value) return false;
  if (kind == KIND_COUNT) return value >= 0;
  return kind == KIND_INTEGER || value > 0;
}

// @ts-ignore: decorator
@inline
function textEnd(at: usize, column: usize, rows: usize, row: i32): usize {
  if (load<u8>(at) != QUOTE) return 0;
  beginText();
  const end = stringEnd(at);
  return end == 0 || column == 0 ? end : keep(at, end, column, rows, row);
}

function keep(at: usize, end: usize, column: usize, rows: usize, row: i32): usize {
  const length = end - at - 2;
  if (i32(length) > MAX_TEXT_BYTES) return 0;
  const symbol = symbolOf(at + 1, length, sawCareful);
  if (symbol < 0) {
    isFull = true;
    return 0;
  }
  store<i32>(rows + column + row * 4, symbol);
  return end;
}

/** One of the words that a member may say. */
function wordOfEnd(at: usize, member: usize, column: usize, rows: usize, row: i32): usize {
  const end = textEnd(at, column, rows, row);
  if (end == 0) return 0;
  const word = load<u64>(at);
  const to: usize = load<u32>(member, ENTRY_TO);
  for (let entry: usize = load<u32>(member, ENTRY_FROM); entry < to; entry += ENTRY_BYTES)
    if (follows(entry, at, word) || (sawCareful && spells(at + 1, entry + 1))) return end;
  return 0;
}

/** The end of a member that is not of the format; 0 when its key is, or is one that readers heed all the same. */
function otherEnd(at: usize, type: usize): usize {
  if (load<u8>(at) != COMMA || load<u8>(at, 1) != QUOTE) return 0;
  beginText();
  const end = stringEnd(at + 1);
  if (end == 0 || load<u8>(end) != COLON) return 0;
  if (isAmong(at, load<u32>(KEYS_FROM_AT), load<u32>(KEYS_TO_AT))) return 0;
  if (isAmong(at, load<u32>(type, ENTRY_FROM), load<u32>(type, ENTRY_TO))) return 0;
  return valueEnd(end + 1);
}

/** Whether a member has the key of one of these: one that comes again would win. */
function isAmong(at: usize, from: usize, to: usize): bool {
  const word = load<u64>(at);
  for (let entry = from; entry < to; entry += ENTRY_BYTES)
    if (follows(entry, at, word) || (sawCareful && spells(at + 2, entry + 2))) return true;
  return false;
}
