/** Fields of a record: plain members that are not put out, but told of in slots. */
import {
  ABSENT,
  IS_FALSE,
  IS_NULL,
  IS_TRUE,
  KEPT_BYTES,
  NEW_TEXT,
  NOT_KEPT,
  PUT_OUT,
  SAME_TEXT,
  SLOT_END,
  SLOT_FROM,
  SLOT_KEPT,
  SLOT_KEPT_LENGTH,
  SLOT_KIND,
} from '../memory.ts';
import { isSame, LOWER_N, QUOTE } from './bytes.ts';
import { endOfKey, scalar } from './json.ts';

/** What no place is. */
export const DOUBT: usize = 1;

/** A field of the record: where it ends, `DOUBT`, or 0 when it is to be put out like other members. */
export function field(from: usize, slot: usize): usize {
  // One that comes twice would have to be told apart from the first.
  if (load<u32>(slot + SLOT_KIND) != ABSENT) return DOUBT;
  const byte = load<u8>(from);
  if (byte == QUOTE) {
    const end = endOfKey(from + 1);
    if (end != 0) {
      keep(slot, from + 1, end);
      return end + 1;
    }
  } else if (byte == 0x74 || byte == 0x66 || byte == LOWER_N) {
    store<u32>(slot + SLOT_KIND, byte == 0x74 ? IS_TRUE : byte == 0x66 ? IS_FALSE : IS_NULL);
    return scalar(from, byte) || DOUBT;
  }
  store<u32>(slot + SLOT_KIND, PUT_OUT);
  return 0;
}

/** Tells of the text of a field where it stands, or that it is the one of before. */
function keep(slot: usize, from: usize, end: usize): void {
  const length = end - from;
  if (length == load<u32>(slot + SLOT_KEPT_LENGTH) && isSame(slot + SLOT_KEPT, from, length)) {
    store<u32>(slot + SLOT_KIND, SAME_TEXT);
    return;
  }
  store<u32>(slot + SLOT_KIND, NEW_TEXT);
  store<u32>(slot + SLOT_FROM, u32(from));
  store<u32>(slot + SLOT_END, u32(end));
  if (length > usize(KEPT_BYTES)) {
    store<u32>(slot + SLOT_KEPT_LENGTH, NOT_KEPT);
    return;
  }
  store<u32>(slot + SLOT_KEPT_LENGTH, u32(length));
  for (let i: usize = 0; i < length; i += 16) v128.store(slot + SLOT_KEPT + i, v128.load(from + i));
}
