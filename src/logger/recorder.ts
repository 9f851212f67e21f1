import { type Clock, isoFromMs, msFromIso } from '../base/clock.js';
import { SessionlogError } from '../base/errors.js';
import type { EventInput } from '../event/types.js';
import type { LogWriter } from '../log/writer.js';
import { briefOf } from './brief.js';
import type { Failures } from './failures.js';
import type { LiveSummary } from './live-summary.js';

export interface RecorderOptions {
  readonly log: LogWriter;
  readonly summary: LiveSummary;
  readonly failures: Failures;
  readonly session_id: string;
  readonly agent_id: string;
  readonly clock: Clock;
}

/** Brings the events of one logger into its log and its summary; what cannot be logged goes to `failures`. */
export class Recorder {
  readonly #to: RecorderOptions;

  constructor(options: RecorderOptions) {
    this.#to = options;
  }

  append(event: EventInput): void {
    this.#attempt(() => this.#write(event));
  }

  /** Copying an object of the caller's may throw already: its getters are the caller's code. */
  appendMade(make: () => EventInput): void {
    this.#attempt(() => this.#write(make()));
  }

  /**
   * Logs that something began or ended. What the agent gave along must not hide that it did: where it cannot be written,
   * the event is written without it, and the failure is told all the same.
   */
  appendInAnyCase(event: EventInput): void {
    this.#attempt(() => {
      try {
        this.#write(event);
      } catch (error) {
        const brief = briefOf(event, error);
        if (brief !== undefined) this.#write(brief);
        throw error;
      }
    });
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#to.failures.handle(error);
    }
  }

  #write(event: EventInput): void {
    let at_ms: number;
    try {
      at_ms = this.#to.log.append(event).at_ms;
    } catch (error) {
      if (isKept(error)) this.#count(event, event.ts === undefined ? this.#to.clock() : msFromIso(event.ts));
      throw error;
    }
    this.#count(event, at_ms);
  }

  #count(event: EventInput, at_ms: number): void {
    const { summary, session_id, agent_id: own_id } = this.#to;
    const agent_id = event.agent_id ?? own_id;
    summary.add({ ...event, ts: isoFromMs(at_ms), session_id, agent_id }, at_ms);
  }
}

/** Whether the log keeps the event that it could not write now, and will try again. */
const isKept = (error: unknown): boolean => error instanceof SessionlogError && KEPT.has(error.code);

const KEPT: ReadonlySet<string> = new Set(['WRITE_FAILED', 'SYNC_FAILED', 'FILE_UNSAFE']);
