import { alloc } from './heap.ts';

/** As in `limits.ts`. */
const SLOWEST: i32 = 20;

@unmanaged
export class SlowCall {
  duration_us: f64;
  start_us: f64;
  name: i32;
  agent: i32;
  status: i32;
  line: i32;
  failed: i32;
}

const CALL_BYTES: usize = 48;
let calls: usize = 0;
export let count: i32 = 0;

export function beginSlowest(): void {
  calls = alloc(usize(SLOWEST + 1) * CALL_BYTES);
  count = 0;
}

export function slowCallAt(i: i32): SlowCall {
  return changetype<SlowCall>(calls + usize(i) * CALL_BYTES);
}

/** Calls are in order of duration, then of start, then of line. */
export function addSlowCall(
  duration_us: f64,
  start_us: f64,
  name: i32,
  agent: i32,
  status: i32,
  line: i32,
  failed: bool,
): void {
  if (duration_us == 0) return;
  if (count == SLOWEST && !isSlower(duration_us, start_us, line, slowCallAt(SLOWEST - 1))) return;
  let i = count;
  while (i > 0 && isSlower(duration_us, start_us, line, slowCallAt(i - 1))) i--;
  const at = calls + usize(i) * CALL_BYTES;
  memory.copy(at + CALL_BYTES, at, usize(count - i) * CALL_BYTES);
  const call = slowCallAt(i);
  call.duration_us = duration_us;
  call.start_us = start_us;
  call.name = name;
  call.agent = agent;
  call.status = status;
  call.line = line;
  call.failed = failed ? 1 : 0;
  if (count < SLOWEST) count++;
}

function isSlower(duration_us: f64, start_us: f64, line: i32, other: SlowCall): bool {
  if (duration_us != other.duration_us) return duration_us > other.duration_us;
  if (start_us != other.start_us) return start_us < other.start_us;
  return line < other.line;
}
