import { LIMITS } from '../base/limits.js';
import type { SessionEvent } from '../event/types.js';
import type { SourceRecord } from '../formats/format.js';

/** Where the record stands that an event comes from; undefined when that is not known. */
export type LineOf = (event: SessionEvent) => number | undefined;

/**
 * Remembers where records stand, by their times. Decoders hold events back until a turn is over, so that the record
 * which lets them out is seldom the one that they come from; but an event has the time of its record.
 */
export class Lines {
  /** In two generations, of which the older one is dropped whole: of a file of any length only so much is kept. */
  #young = new Map<string, number>();
  #old: ReadonlyMap<string, number> = new Map();

  /** Of several records of one time the last one counts: a result rather than its call. */
  note({ timestamp }: SourceRecord, line: number): void {
    if (typeof timestamp !== 'string') return;
    if (this.#young.size >= LIMITS.open_spans) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(timestamp, line);
  }

  readonly lineOf: LineOf = ({ ts }) => this.#young.get(ts) ?? this.#old.get(ts);
}
