/**
 * Copies out of a line of JSON what is needed of it. AssemblyScript, with SIMD.
 *
 * It is as strict as JSON.parse, or stricter: what it gives is JSON, and whatever it cannot be sure of (bad JSON, a key
 * written with escapes, deep nesting) is doubt, which is answered with 0 and left to JSON.parse. A zero byte is put behind
 * the line; no token may hold one, so that no step has to ask for the end. 16 bytes behind both areas may be touched.
 */
import { ABSENT, FIELD, MEASURED, NAMED, NODE_FLAGS, NODE_REST, NODE_SLOT, SLOT_BYTES, SLOT_KIND, WHOLE } from '../memory.ts';
import { begin, CLOSE, CLOSE_LIST, COLON, COMMA, copy, OPEN, OPEN_LIST, put, putEnd, QUOTE, sawWide } from './bytes.ts';
import { DOUBT, field } from './fields.ts';
import { endOfKey, space, string, value } from './json.ts';
import { measured } from './measure.ts';
import { childOf } from './nodes.ts';

export { sawWide };

/**
 * Prunes the line from `from` to `end`, an object, into the area at `to` and `count` slots at `slots`, by the tree whose
 * root is at `root`. Returns where the result ends, or 0 in doubt.
 */
export function prune(
  from: usize,
  end: usize,
  to: usize,
  root: usize,
  depth: i32,
  slots: usize,
  count: usize,
): usize {
  for (let i: usize = 0; i < count; i++) store<u32>(slots + i * SLOT_BYTES + SLOT_KIND, ABSENT);
  store<u8>(end, 0);
  begin(to);
  let p = space(from);
  if (load<u8>(p) != OPEN) return 0;
  p = prunedObject(p, root, depth - 1);
  return p != 0 && space(p) == end ? putEnd() : 0;
}

/** A value by its node: what is needed of it is put out. */
function pruned(from: usize, node: usize, depth: i32): usize {
  const flags = load<u32>(node + NODE_FLAGS);
  const byte = load<u8>(from);
  if ((flags & WHOLE) == 0) {
    if (byte == OPEN) return prunedObject(from, node, depth - 1);
    if (byte == OPEN_LIST) return prunedList(from, node, depth - 1);
    if (byte == QUOTE && (flags & MEASURED) != 0) return measured(from, node);
  }
  const end = value(from, depth);
  if (end != 0) copy(from, end);
  return end;
}

function prunedObject(from: usize, node: usize, depth: i32): usize {
  if (depth < 0) return 0;
  const named = (load<u32>(node + NODE_FLAGS) & NAMED) != 0;
  const rest: usize = load<u32>(node + NODE_REST);
  put(OPEN);
  let p = space(from + 1);
  if (load<u8>(p) == CLOSE) {
    put(CLOSE);
    return p + 1;
  }
  let first = true;
  for (let byte = COMMA; byte == COMMA; ) {
    const key = p;
    if (load<u8>(key) != QUOTE) return 0;
    let child: usize = rest;
    let key_end: usize;
    if (named) {
      const end = endOfKey(key + 1);
      if (end == 0) return 0;
      child = childOf(node, key + 1, end - key - 1, rest);
      key_end = end + 1;
    } else {
      key_end = string(key);
      if (key_end == 0) return 0;
    }
    p = space(key_end);
    if (load<u8>(p) != COLON) return 0;
    p = space(p + 1);
    if (child == 0) p = value(p, depth);
    else {
      const behind: usize = (load<u32>(child) & FIELD) == 0 ? 0 : field(p, load<u32>(child + NODE_SLOT));
      if (behind == 0) {
        if (!first) put(COMMA);
        first = false;
        copy(key, key_end);
        put(COLON);
        p = pruned(p, child, depth);
      } else p = behind == DOUBT ? 0 : behind;
    }
    if (p == 0) return 0;
    p = space(p);
    byte = load<u8>(p);
    if (byte == CLOSE) {
      put(CLOSE);
      return p + 1;
    }
    p = space(p + 1);
  }
  return 0;
}

function prunedList(from: usize, node: usize, depth: i32): usize {
  if (depth < 0) return 0;
  put(OPEN_LIST);
  let p = space(from + 1);
  if (load<u8>(p) == CLOSE_LIST) {
    put(CLOSE_LIST);
    return p + 1;
  }
  for (let byte = COMMA; byte == COMMA; ) {
    p = pruned(p, node, depth);
    if (p == 0) return 0;
    p = space(p);
    byte = load<u8>(p);
    if (byte == CLOSE_LIST) {
      put(CLOSE_LIST);
      return p + 1;
    }
    put(COMMA);
    p = space(p + 1);
  }
  return 0;
}
