/** Fields of a record: plain members that are not put out, but told of in slots. */
import { isSame, LOWER_N, QUOTE } from './bytes';
import { endOfKey, scalar } from './json';

/** A slot: what the field is, where it stands, and the text that stood there on an earlier line. */
export const KIND: usize = 0;
export const FROM: usize = 4;
export const END: usize = 8;
export const KEPT_LENGTH: usize = 12;
export const KEPT: usize = 16;
export const KEPT_BYTES: usize = 64;
export const SLOT_BYTES: usize = 80;

export const ABSENT: u32 = 0;
export const NEW_TEXT: u32 = 1;
export const SAME_TEXT: u32 = 2;
export const IS_TRUE: u32 = 3;
export const IS_FALSE: u32 = 4;
export const IS_NULL: u32 = 5;
export const PUT_OUT: u32 = 6;

/** What no place is. */
export const DOUBT: usize = 1;

/** A field of the record: where it ends, `DOUBT`, or 0 when it is to be put out like other members. */
export function field(from: usize, slot: usize): usize {
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
export function keep(slot: usize, from: usize, end: usize): void {
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
