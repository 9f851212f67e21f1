import type { Problem } from '../event/problem.js';
import type { SessionEvent } from '../event/types.js';
import type { EventSink } from './events.js';
import type { Place } from './lines.js';

/** A torn record is sent again at once: its whole copy stands within so many bytes behind it, or nowhere. */
const WINDOW_BYTES = 2 * 1024 * 1024;

interface HeldEvent {
  readonly event: SessionEvent;
  readonly place: Place;
  readonly bytes: Buffer;
  readonly doubtful: boolean;
}

type Held = HeldEvent | { readonly problem: Problem };

/**
 * Passes on events and problems in file order. A doubtful event, and all that comes behind it, waits until a whole
 * copy takes its place, or until none can come any more: two torn lines can make one that parses.
 */
export class HeldBack {
  readonly #sink: EventSink;
  #held: Held[] = [];

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  /** Whether anything waits, so that what comes now has to wait behind it. */
  get holds(): boolean {
    return this.#held.length > 0;
  }

  problem(problem: Problem): void {
    if (this.#held.length === 0) this.#sink.problem(problem);
    else this.#held.push({ problem });
  }

  event(event: SessionEvent, place: Place, bytes: Buffer, doubtful: boolean): void {
    this.#passOld(place.offset);
    if (this.#held.length === 0 && !doubtful) this.#sink.event(event, place, bytes);
    else this.#held.push({ event, place, bytes: Buffer.from(bytes), doubtful });
  }

  /** A whole copy of this event has come: what was held for it is nothing. */
  drop({ session_id, writer, seq }: SessionEvent): void {
    const at = this.#held.findIndex(
      (held) =>
        'event' in held &&
        held.doubtful &&
        held.event.seq === seq &&
        held.event.writer === writer &&
        held.event.session_id === session_id,
    );
    if (at !== -1) this.#held.splice(at, 1);
    this.#passOld(Number.NEGATIVE_INFINITY);
  }

  /** Nothing more comes. */
  release(): void {
    const held = this.#held;
    this.#held = [];
    for (const one of held) this.#pass(one);
  }

  /** Passes on what no copy can come for any more, and what waited behind it. */
  #passOld(offset: number): void {
    let passed = 0;
    for (const held of this.#held) {
      if ('event' in held && held.doubtful && offset - held.place.offset <= WINDOW_BYTES) break;
      this.#pass(held);
      passed++;
    }
    if (passed > 0) this.#held = this.#held.slice(passed);
  }

  #pass(held: Held): void {
    if ('problem' in held) this.#sink.problem(held.problem);
    else this.#sink.event(held.event, held.place, held.bytes);
  }
}
