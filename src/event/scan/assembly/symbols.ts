import {
  ARENA_AT,
  ARENA_BYTES,
  CAREFUL,
  MASKS_AT,
  PLACE_BITS,
  PLACES,
  PROBES,
  SHORT_AT,
  SHORT_BYTES,
  SHORT_CELL_BITS,
  SHORT_CELL_BYTES,
  SYMBOL_ENTRIES_AT,
  SYMBOL_PLACES_AT,
  SYMBOLS,
  SYMBOLS_COUNT_AT,
  SYMBOLS_USED_AT,
} from '../memory.ts';

/** Odd numbers without a pattern: the golden ratio, and what the hash wyhash takes. */
const FACTOR: u64 = 0x9e3779b97f4a7c15;
const FACTOR_2: u64 = 0xa0761d6478bd642f;
const FACTOR_3: u64 = 0xe7037ed1a0b428db;
const FACTOR_4: u64 = 0x8ebc6af09c88c6e3;

/** The bytes of a word that are not among its first `count` (1 to 8) are zero. */
// @ts-ignore: decorator
@inline
function firstBytes(word: u64, count: usize): u64 {
  return word & (u64(-1) >> (64 - count * 8));
}

/**
 * A hash of bytes, by which they are only looked for: what is found is compared. Method: multiply and fold, word by word,
 * as in Glenn Fowler, Landon Curt Noll, Kiem-Phong Vo, "FNV-1a", with the golden ratio as factor.
 */
// @ts-ignore: decorator
@inline
function hashOf(from: usize, length: usize): u64 {
  let hash: u64 = length;
  let at = from;
  let left = length;
  while (left > 8) {
    hash = (hash ^ load<u64>(at)) * FACTOR;
    hash ^= hash >> 32;
    at += 8;
    left -= 8;
  }
  if (left > 0) hash ^= firstBytes(load<u64>(at), left);
  hash *= FACTOR;
  return hash ^ (hash >> 32);
}

// @ts-ignore: decorator
@inline
function sameBytes(known: usize, at: usize, length: usize): bool {
  let left = length;
  while (left > 8) {
    if (load<u64>(known) != load<u64>(at)) return false;
    known += 8;
    at += 8;
    left -= 8;
  }
  // Known texts end in zeros up to a whole word.
  return left == 0 || load<u64>(known) == firstBytes(load<u64>(at), left);
}

/** Where the bytes of a symbol stand. */
// @ts-ignore: decorator
@inline
export function symbolAt(id: i32): usize {
  return ARENA_AT + load<u32>(SYMBOL_ENTRIES_AT + id * 8);
}

/** The id of a text; -1 when there is no room for it. Most texts came a short while ago. */
// @ts-ignore: decorator
@inline
export function symbolOf(from: usize, length: usize, careful: bool): i32 {
  if (i32(length) > SHORT_BYTES) return anySymbolOf(from, length, careful);
  const masks: usize = usize(MASKS_AT + SHORT_BYTES) - length;
  const low = v128.and(v128.load(from), v128.load(masks));
  const high = v128.and(v128.load(from, 16), v128.load(masks, 16));
  let hash = (u64(i64x2.extract_lane(low, 0)) * FACTOR) ^ (u64(i64x2.extract_lane(low, 1)) * FACTOR_2);
  hash ^= (u64(i64x2.extract_lane(high, 0)) * FACTOR_3) ^ (u64(i64x2.extract_lane(high, 1)) * FACTOR_4);
  const cell: usize = SHORT_AT + i32(hash >> (64 - SHORT_CELL_BITS)) * SHORT_CELL_BYTES;
  const same = v128.and(i8x16.eq(low, v128.load(cell)), i8x16.eq(high, v128.load(cell, 16)));
  const id = load<i32>(cell, 36) - 1;
  if (i8x16.all_true(same) && load<u32>(cell, 32) == u32(length) && id >= 0) return id;
  const found = anySymbolOf(from, length, careful);
  v128.store(cell, low);
  v128.store(cell, high, 16);
  store<u32>(cell, u32(length), 32);
  store<i32>(cell, found + 1, 36);
  return found;
}

function anySymbolOf(from: usize, length: usize, careful: bool): i32 {
  const hash = hashOf(from, length);
  // Of the hash, the highest bits say where to look, others are kept to pass by others; 0 is a free place.
  const tag = u32(hash) & 0xffff0000;
  let place = u32(hash >> (64 - PLACE_BITS));
  for (let probe = 0; probe < PROBES; probe++) {
    const cell: usize = SYMBOL_PLACES_AT + place * 4;
    const found = load<u32>(cell);
    if (found == 0) return newSymbol(cell, tag, from, length, careful);
    if ((found & 0xffff0000) == tag) {
      const id = (found & 0xffff) - 1;
      const entry: usize = SYMBOL_ENTRIES_AT + id * 8;
      if ((load<u32>(entry, 4) & ~CAREFUL) == u32(length) && sameBytes(ARENA_AT + load<u32>(entry), from, length)) return id;
    }
    place = (place + 1) & (PLACES - 1);
  }
  return -1;
}

function newSymbol(cell: usize, tag: u32, from: usize, length: usize, careful: bool): i32 {
  const id = load<i32>(SYMBOLS_COUNT_AT);
  const used = load<i32>(SYMBOLS_USED_AT);
  const room: i32 = i32(length + 7) & ~7;
  if (id == SYMBOLS || used + room > ARENA_BYTES) return -1;
  const into: usize = ARENA_AT + used;
  let at: usize = 0;
  for (; at + 8 < length; at += 8) store<u64>(into + at, load<u64>(from + at));
  if (at < length) store<u64>(into + at, firstBytes(load<u64>(from + at), length - at));
  const entry: usize = SYMBOL_ENTRIES_AT + id * 8;
  store<i32>(entry, used);
  store<u32>(entry, u32(length) | (careful ? CAREFUL : 0), 4);
  store<u32>(cell, tag | (id + 1));
  store<i32>(SYMBOLS_COUNT_AT, id + 1);
  store<i32>(SYMBOLS_USED_AT, used + room);
  return id;
}
