import { compose } from '../compose.js';
import type { SourceRecord } from '../format.js';
import type { Draft } from './draft.js';

const AGENT = 'claude-code';

/** What tells the model; where a line does not name it, it is the first that the session names. */
const NAMES_MODEL: ReadonlySet<string> = new Set(['session_start', 'model_call']);
const UNKNOWN: ReadonlyMap<string, string> = new Map([['model_call', 'unknown']]);

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
          payload: NAMES_MODEL.has(type)
            ? { ...payload, model: payload['model'] ?? model ?? UNKNOWN.get(type) }
            : payload,
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
