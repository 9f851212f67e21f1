import type { SessionEvent } from '../event/types.js';

/** From when to when, in epoch ms, both ends included; open where one is missing. */
export interface Period {
  readonly since_ms?: number | undefined;
  readonly until_ms?: number | undefined;
}

/**
 * Takes the sessions that began in a period, each with all of its events: half a session has no figures that mean
 * anything. A session begins with the first of its events that is read.
 */
export class BegunIn {
  readonly #period: Period;
  readonly #taken = new Map<string, boolean>();

  constructor(period: Period) {
    this.#period = period;
  }

  takes({ session_id }: SessionEvent, at_ms: number): boolean {
    let taken = this.#taken.get(session_id);
    if (taken === undefined) {
      const { since_ms = Number.NEGATIVE_INFINITY, until_ms = Number.POSITIVE_INFINITY } = this.#period;
      taken = at_ms >= since_ms && at_ms <= until_ms;
      this.#taken.set(session_id, taken);
    }
    return taken;
  }
}
