/** A stretch of time in which leave was asked for. */
export interface Permission {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** How much of a stretch of time was spent waiting, waits at the same time counted once. */
export function timeWaited(waits: readonly Permission[], from_ms: number, to_ms: number): number {
  let waited = 0;
  let covered_ms = from_ms;
  for (const wait of [...waits].sort((a, b) => a.from_ms - b.from_ms)) {
    const begin = Math.max(covered_ms, wait.from_ms);
    const end = Math.min(to_ms, wait.to_ms);
    if (end > begin) waited += end - begin;
    covered_ms = Math.max(covered_ms, end);
  }
  return waited;
}
