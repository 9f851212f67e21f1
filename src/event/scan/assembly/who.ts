import { AGENT_AT, MAX_TEXT_BYTES, SEQ_AT, WHO_AT, WHO_CELL_BYTES, WHO_CELL_BITS, WRITER_AT } from '../memory.ts';
import { are, stands } from './literals.ts';
import { beginText, QUOTE, sawCareful, stringEnd } from './strings.ts';
import { symbolAt, symbolOf } from './symbols.ts';

/** The id of session, agent and writer that `whoEnd` read last; -1 when there was no room for it. */
export let who: i32 = -1;

/** How long the one before was: the next one mostly is as long. */
let lastLength: usize = 16;

const FACTOR: u64 = 0x9e3779b97f4a7c15;

/** Where `,"seq":` ends, behind session, agent and writer that begin at `at`; 0 when they are none of ours. */
// @ts-ignore: decorator
@inline
export function whoEnd(at: usize): usize {
  const end = at + lastLength;
  const seq = seqEnd(end);
  if (seq == 0) return anyWhoEnd(at);
  const cell = cellOf(end);
  if (load<u32>(cell, 4) != u32(lastLength) || !areSame(load<u32>(cell), at, lastLength)) return anyWhoEnd(at);
  who = load<i32>(cell, 8);
  return seq;
}

/** Where one is remembered that ends here: writers differ in their last bytes. Every byte reaches the highest bits. */
// @ts-ignore: decorator
@inline
function cellOf(end: usize): usize {
  return WHO_AT + i32((load<u64>(end - 8) * FACTOR) >> (64 - WHO_CELL_BITS)) * WHO_CELL_BYTES;
}

/** Whether as many bytes, 16 or more, are the same. */
// @ts-ignore: decorator
@inline
function areSame(known: usize, at: usize, length: usize): bool {
  const last = length - 16;
  for (let i: usize = 0; i < last; i += 16)
    if (!i8x16.all_true(i8x16.eq(v128.load(known + i), v128.load(at + i)))) return false;
  return i8x16.all_true(i8x16.eq(v128.load(known + last), v128.load(at + last)));
}

// @ts-ignore: decorator
@inline
function seqEnd(at: usize): usize {
  return are(load<u64>(at), SEQ_AT, 7) ? at + 7 : 0;
}

function anyWhoEnd(from: usize): usize {
  if (load<u8>(from) != QUOTE) return 0;
  beginText();
  let at = stringEnd(from);
  if (at == 0) return 0;
  if (stands(at, AGENT_AT, 4)) {
    if (load<u8>(at, 12) != QUOTE) return 0;
    at = stringEnd(at + 12);
    if (at == 0) return 0;
  }
  if (!stands(at, WRITER_AT, 2) || load<u8>(at, 10) != QUOTE) return 0;
  at = stringEnd(at + 10);
  if (at == 0) return 0;
  const end = seqEnd(at);
  const length = at - from;
  if (end == 0 || i32(length) > MAX_TEXT_BYTES) return 0;
  who = symbolOf(from, length, sawCareful);
  // What is not ASCII has to be looked at on every line.
  if (who >= 0 && length >= 16 && !sawCareful) {
    lastLength = length;
    const cell = cellOf(at);
    store<u32>(cell, u32(symbolAt(who)));
    store<u32>(cell, u32(length), 4);
    store<i32>(cell, who, 8);
  }
  return end;
}
