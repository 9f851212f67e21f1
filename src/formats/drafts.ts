/** What the decoders of conversations share: from what happened to events, and the time of what has none. */
import { sessionIdFault } from '../base/ids.js';
import { checked, compose, safeFallback } from './compose.js';
import type { Decoded, SourceRecord } from './format.js';
import { isInstant } from './instant.js';

/** An event to be, without what its session adds. */
export interface Draft {
  readonly type: string;
  readonly at_ms: number;
  readonly payload: SourceRecord;
}

export type Put = (draft: Draft) => void;

/** Whose events they are. */
export interface Owner {
  readonly session_id: string;
  readonly agent_id: string;
  /** The times were not given, but taken from around. */
  readonly inferred?: boolean;
}

/** More are not held back: their order is then that of the file. */
const HELD = 500;

/**
 * Drafts on their way out, each with its owner at that moment. Some are known only after later ones, as the end of a
 * turn is: so the later ones may be held back, and all leave in the order of their times.
 */
export function openOutbox(owner: () => Owner) {
  let out: (Draft & Owner)[] = [];
  return {
    put: (draft: Draft): void => {
      out.push({ ...draft, ...owner() });
    },
    /** All there are, as events, but for those after an instant before which something may still have happened. */
    take(until_ms = Number.POSITIVE_INFINITY): Decoded {
      if (out.length === 0) return { events: [] };
      const isReady = (draft: Draft): boolean => draft.at_ms <= until_ms || out.length > HELD;
      const ready = out.filter(isReady).sort((a, b) => a.at_ms - b.at_ms);
      out = ready.length === out.length ? [] : out.filter((draft) => !isReady(draft));
      return checked(ready.map(({ inferred = false, ...draft }) => compose({ ...draft, inferred })));
    },
  };
}

export interface Time {
  readonly at_ms: number;
  readonly inferred: boolean;
}

/** The time of each record: its own, else the latest before it, else that of the file. */
export function openTimes(fallback_ms: number): (own_ms: number) => Time {
  let latest: number | undefined;
  return (own_ms) => {
    if (!isInstant(own_ms)) return { at_ms: latest ?? safeFallback(fallback_ms), inferred: true };
    latest = Math.max(latest ?? own_ms, own_ms);
    return { at_ms: own_ms, inferred: false };
  };
}

/** An id that may name a session, else undefined. */
export const sessionIdIn = (value: unknown): string | undefined =>
  typeof value === 'string' && sessionIdFault(value) === undefined ? value : undefined;

/** The type under which a kind of record that is not known is counted: `<format>.<kind>`. */
export const unknownType = (format: string, kind: string): string =>
  `${format}.${kind.replace(/[^\w.-]/g, '_').slice(0, 60)}`;
