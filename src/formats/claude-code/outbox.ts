import { compose } from '../compose.js';
import type { SourceRecord } from '../format.js';
import type { Draft } from './draft.js';

const AGENT = 'claude-code';

/** Holds the events of one session back for a while, and gives them out in order of time. */
export class Outbox {
  readonly #session_id: string;
  #held: Draft[] = [];
  #ready: SourceRecord[] = [];
  /** Known later than the session's beginning, which waits for it. */
  model: string | undefined;

  constructor(session_id: string) {
    this.#session_id = session_id;
  }

  get size(): number {
    return this.#held.length;
  }

  hold(...drafts: Draft[]): void {
    for (const draft of drafts) this.#held.push(draft);
  }

  /** What is held is ready. */
  flush(): void {
    const { model } = this;
    for (const { type, at_ms, inferred = false, payload } of this.#held.sort((a, b) => a.at_ms - b.at_ms)) {
      this.#ready.push(
        compose({
          type,
          at_ms,
          inferred,
          session_id: this.#session_id,
          agent_id: AGENT,
          payload: type === 'session_start' ? { ...payload, model } : payload,
        }),
      );
    }
    this.#held = [];
  }

  take(): SourceRecord[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}
