import { msFromIso } from '../base/clock.js';
import type { AnySink } from './any-reader.js';

interface Held {
  readonly at_ms: number;
  readonly handOver: () => void;
}

/**
 * Holds the ends of a session's shards until all of them are read, and hands over the last records of the session in
 * order of time. What comes afterwards goes through as it comes.
 */
export class InOrder {
  #held: Held[] | undefined = [];

  /** What takes the records of one shard. Records of one shard keep their order, whatever their clock did. */
  through(sink: AnySink): AnySink {
    let at_ms = Number.NEGATIVE_INFINITY;
    return {
      record: (events, place, bytes, format) => {
        if (this.#held === undefined) {
          sink.record(events, place, bytes, format);
          return;
        }
        const [first] = events;
        if (first !== undefined) at_ms = Math.max(at_ms, msFromIso(first.ts));
        // The bytes are valid during the call only.
        const copy = Buffer.from(bytes);
        this.#held.push({ at_ms, handOver: () => sink.record(events, place, copy, format) });
      },
      problem: (problem) => sink.problem(problem),
    };
  }

  /** All shards are read: hands over the last records, as many as are wanted. */
  release(last: number): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    held.sort((a, b) => a.at_ms - b.at_ms);
    for (const { handOver } of held.slice(Math.max(0, held.length - last))) handOver();
  }
}
