import { ENTRY_MASK } from '../memory.ts';

/** Whether the literal of an entry stands at a place of which `word` is the first eight bytes. */
// @ts-ignore: decorator
@inline
export function follows(entry: usize, at: usize, word: u64): bool {
  return ((word ^ load<u64>(entry)) & load<u64>(entry, ENTRY_MASK)) == 0 && restFollows(entry, at);
}

// @ts-ignore: decorator
@inline
function restFollows(entry: usize, at: usize): bool {
  return (
    ((load<u64>(at, 8) ^ load<u64>(entry, 8)) & load<u64>(entry, ENTRY_MASK + 8)) == 0 &&
    ((load<u64>(at, 16) ^ load<u64>(entry, 16)) & load<u64>(entry, ENTRY_MASK + 16)) == 0
  );
}

/** Whether the first bytes of eight are those at `literal`; the other bytes there are zero. */
// @ts-ignore: decorator
@inline
export function are(word: u64, literal: usize, length: i32): bool {
  return ((word ^ load<u64>(literal)) << (64 - length * 8)) == 0;
}

/** Whether 8 bytes at `at`, and then so many more, are those at `literal`. */
// @ts-ignore: decorator
@inline
export function stands(at: usize, literal: usize, more: i32): bool {
  return load<u64>(at) == load<u64>(literal) && are(load<u64>(at, 8), literal + 8, more);
}
