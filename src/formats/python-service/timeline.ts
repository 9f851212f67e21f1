import { isoFromMs } from '../../base/clock.js';
import type { SessionEvent } from '../../event/types.js';

/** Records that wait for a first time; with more, the file's own time is taken for all of them. */
const HELD_RECORDS = 1_000;

/** The earliest and the latest instant that a record names, in epoch ms. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * Gives a time to records that have none: the latest seen before them in the file. Those before the first time are
 * held until it is known, and take its beginning.
 */
export function openTimeline(fallback_ms: number) {
  let latest: number | undefined;
  let held: SessionEvent[] = [];
  let holding = true;

  function release(ms: number): SessionEvent[] {
    const events = held.map((event) => at(event, ms));
    held = [];
    holding = false;
    return events;
  }

  return {
    /** The events that are ready, in the order of the file. Without a range they have no time of their own. */
    take(events: readonly SessionEvent[], range: Range | undefined): readonly SessionEvent[] {
      if (range !== undefined) {
        latest = Math.max(latest ?? range.last, range.last);
        return [...release(range.first), ...events];
      }
      if (!holding) return events.map((event) => at(event, latest ?? fallback_ms));
      held.push(...events);
      return held.length > HELD_RECORDS ? release(fallback_ms) : [];
    },
    end: (): readonly SessionEvent[] => release(fallback_ms),
  };
}

const at = (event: SessionEvent, ms: number): SessionEvent => ({ ...event, ts: isoFromMs(ms) });
