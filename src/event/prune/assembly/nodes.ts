/** The tree of needs, as `tree.ts` lays it out. */
import { CHAINS, KEY_BYTES, KEY_LENGTH, KEY_NEXT, KEY_NODE, NODE_CHAINS } from '../memory.ts';
import { isSame } from './bytes.ts';

/** The node of a key; `rest` for one that is not named. */
export function childOf(node: usize, key: usize, length: usize, rest: usize): usize {
  const slot: usize = length == 0 ? 0 : (length * 7 + load<u8>(key) + load<u8>(key + length - 1) * 3) & (CHAINS - 1);
  for (let entry: usize = load<u32>(node + NODE_CHAINS + slot * 4); entry != 0; entry = load<u32>(entry + KEY_NEXT)) {
    if (load<u32>(entry + KEY_LENGTH) == u32(length) && isSame(entry + KEY_BYTES, key, length)) return load<u32>(entry + KEY_NODE);
  }
  return rest;
}
