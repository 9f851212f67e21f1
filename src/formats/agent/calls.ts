import { LIMITS } from '../../base/limits.js';
import { Bounded } from './bounded.js';

/** A tool call whose result has not come. */
export interface OpenCall {
  /** The source's id of the call, which its result repeats. */
  readonly id: string;
  readonly at_ms: number;
}

/** How many results and calls did not find each other. */
export interface CallCounts {
  calls: number;
  results: number;
  matched: number;
}

/** Finds the call of a result. Bounded: of too many open calls the oldest is given up, and handed back. */
export class OpenCalls<Call extends OpenCall> {
  readonly #open: Bounded<string, Call>;
  readonly counts: CallCounts = { calls: 0, results: 0, matched: 0 };

  constructor(limit: number = LIMITS.open_spans) {
    this.#open = new Bounded(limit);
  }

  /** Returns the call that was given up to make room, if any. */
  begin(call: Call): Call | undefined {
    this.counts.calls++;
    return this.#open.set(call.id, call);
  }

  /** The call of a result; undefined when it is not known, or has its result already. */
  end(id: string): Call | undefined {
    this.counts.results++;
    const call = this.#open.take(id);
    if (call !== undefined) this.counts.matched++;
    return call;
  }

  /** Takes out all calls without a result, oldest first. */
  rest(): Call[] {
    const calls = [...this.#open.values()];
    this.#open.clear();
    return calls;
  }
}

/**
 * How long a call took: the source's own figure where it has one, else from the call to its result. Empty when the
 * clock went backwards in between.
 */
export function callDuration(
  start_ms: number,
  end_ms: number,
  own_ms?: number,
): { duration_ms?: number; duration_source?: 'source' | 'call_to_result' } {
  if (own_ms !== undefined) return { duration_ms: own_ms, duration_source: 'source' };
  return end_ms < start_ms ? {} : { duration_ms: end_ms - start_ms, duration_source: 'call_to_result' };
}
