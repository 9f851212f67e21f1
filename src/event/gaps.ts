/** Sequence numbers that have not come: pairs [from, to), ascending, in one flat array. */
export type Gaps = number[];

/** The place of the pair that holds a number, or -1; by halving, because a damaged log may have very many. */
function pairOf(gaps: Gaps, seq: number): number {
  let low = 0;
  let high = gaps.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (seq < (gaps[middle * 2] as number)) high = middle;
    else if (seq >= (gaps[middle * 2 + 1] as number)) low = middle + 1;
    else return middle * 2;
  }
  return -1;
}

export const isMissing = (gaps: Gaps, seq: number): boolean => pairOf(gaps, seq) !== -1;

/** Takes a number out of the missing ones. */
export function fill(gaps: Gaps, seq: number): void {
  const at = pairOf(gaps, seq);
  if (at === -1) return;
  const from = gaps[at] as number;
  const to = gaps[at + 1] as number;
  const before = seq === from ? [] : [from, seq];
  const behind = seq + 1 === to ? [] : [seq + 1, to];
  gaps.splice(at, 2, ...before, ...behind);
}
