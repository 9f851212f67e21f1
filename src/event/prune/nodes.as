/** The tree of needs, as `tree.ts` lays it out. */
import { isSame } from './bytes';

/** A node. */
export const FLAGS: usize = 0;
export const HEAD_UNITS: usize = 4;
export const REST: usize = 8;
export const LIMIT: usize = 12;
export const CHAINS: usize = 16;
/** What stands for one of its keys. */
export const NEXT: usize = 0;
export const CHILD: usize = 4;
export const LENGTH: usize = 8;
export const BYTES: usize = 12;

export const WHOLE: u32 = 1;
export const MEASURED: u32 = 2;
export const NAMED: u32 = 4;
/** A member of the record that is not put out, if it is plain: its slot tells where it stands. */
export const FIELD: u32 = 8;
/** The size of a text as JSON is needed. */
export const JSON_SIZED: u32 = 16;
/** In a node, in the place of the head: the slot of a field. */
export const SLOT: usize = 4;

/** The node of a key; `rest` for one that is not named. */
export function childOf(node: usize, key: usize, length: usize, rest: usize): usize {
  const slot: usize = length == 0 ? 0 : (length * 7 + load<u8>(key) + load<u8>(key + length - 1) * 3) & 63;
  for (let entry: usize = load<u32>(node + CHAINS + slot * 4); entry != 0; entry = load<u32>(entry + NEXT)) {
    if (load<u32>(entry + LENGTH) == u32(length) && isSame(entry + BYTES, key, length)) return load<u32>(entry + CHILD);
  }
  return rest;
}
