import type { Fold } from './types.js';

/** The earliest and the latest covered instant in microseconds since the epoch; null before the first event. */
export interface Span {
  first_us: number | null;
  last_us: number | null;
}

function include(span: Span, first_us: number, last_us: number): void {
  if (span.first_us === null || first_us < span.first_us) span.first_us = first_us;
  if (span.last_us === null || last_us > span.last_us) span.last_us = last_us;
}

/** Its result is the length of the span in microseconds. */
export const span: Fold<Span, number> = {
  init: () => ({ first_us: null, last_us: null }),
  step: (state, { start_us, at_us }) => include(state, start_us, at_us),
  merge(left, right) {
    if (right.first_us !== null && right.last_us !== null) include(left, right.first_us, right.last_us);
    return left;
  },
  finish: ({ first_us, last_us }) => (first_us === null || last_us === null ? 0 : last_us - first_us),
};
