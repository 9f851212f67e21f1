import { isoFromMs } from '../base/clock.js';
import { LIMITS } from '../base/limits.js';

/** Lines that could not be written yet, in order, within bounds; and a count of the events that did not fit. */
export class RetryQueue {
  #lines: Buffer[] = [];
  #bytes = 0;
  #dropped = 0;
  #first_ms = 0;
  #last_ms = 0;
  #reason = '';

  get length(): number {
    return this.#lines.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  hasRoom(bytes: number): boolean {
    return this.#lines.length < LIMITS.queue_events && this.#bytes + bytes <= LIMITS.queue_bytes;
  }

  /** @param lines a copy of whole lines, which the queue keeps */
  push(lines: Buffer): void {
    this.#lines.push(lines);
    this.#bytes += lines.length;
  }

  drop(at_ms: number, reason: string): void {
    if (this.#dropped++ === 0) this.#first_ms = at_ms;
    this.#last_ms = at_ms;
    this.#reason = reason;
  }

  /** Lines that were written and may be lost again: they are older than all that waits. */
  putBack(lines: readonly Buffer[]): void {
    this.#lines = [...lines, ...this.#lines];
    for (const { length } of lines) this.#bytes += length;
  }

  /** Hands the lines to `write`, oldest first, each leaving the queue once `write` has returned. */
  drain(write: (lines: Buffer) => void): void {
    for (let lines = this.#lines[0]; lines !== undefined; lines = this.#lines[0]) {
      write(lines);
      this.#lines.shift();
      this.#bytes -= lines.length;
    }
  }

  /** The payload of the event that says what was dropped; forgets it. */
  takeDropped(): { type: 'events_dropped'; count: number; first_ts: string; last_ts: string; reason: string } {
    const payload = {
      type: 'events_dropped' as const,
      count: this.#dropped,
      first_ts: isoFromMs(this.#first_ms),
      last_ts: isoFromMs(this.#last_ms),
      reason: this.#reason,
    };
    this.#dropped = 0;
    return payload;
  }
}
