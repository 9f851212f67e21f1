import { alloc } from './heap.ts';

/** As in `limits.ts`. */
const LISTED: i32 = 20;

export const COMPLETE_WITHOUT_START: i32 = 0;
export const NEGATIVE_DURATION: i32 = 1;
export const CLOCK_BACKWARDS: i32 = 2;
export const STATUS_AGAINST_EXIT_CODE: i32 = 3;
export const OPEN_TASK: i32 = 4;
export const CODES: i32 = 5;

/** One that is listed: its line, the symbol that it names (else -1), and a number. */
@unmanaged
export class Finding {
  line: i32;
  name: i32;
  value: f64;
}

const FINDING_BYTES: usize = 16;
let counted: usize = 0;
let findings: usize = 0;

export function beginFindings(): void {
  counted = alloc(usize(CODES) * 4);
  findings = alloc(usize(CODES * LISTED) * FINDING_BYTES);
}

/** How many there were of a code. */
export function countOf(code: i32): i32 {
  return load<i32>(counted + usize(code) * 4);
}

export function listedOf(code: i32): i32 {
  return min(countOf(code), LISTED);
}

export function findingAt(code: i32, i: i32): Finding {
  return changetype<Finding>(findings + usize(code * LISTED + i) * FINDING_BYTES);
}

export function addFinding(code: i32, line: i32, name: i32, value: f64): void {
  const count = countOf(code);
  store<i32>(counted + usize(code) * 4, count + 1);
  if (count >= LISTED) return;
  const finding = findingAt(code, count);
  finding.line = line;
  finding.name = name;
  finding.value = value;
}
