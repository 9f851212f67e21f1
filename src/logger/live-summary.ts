import { createFindings } from '../analyze/findings.js';
import { createSession, stepSession, summarize } from '../analyze/session.js';
import type { Summary } from '../analyze/types.js';
import type { SessionEvent } from '../event/types.js';

/** What one logger has logged, by the fold that also reads files; of bounded size, however long the session. */
export class LiveSummary {
  readonly #made_ms: number;
  readonly #session = createSession('');
  readonly #findings = createFindings();
  #lines = 0;

  constructor(made_ms: number) {
    this.#made_ms = made_ms;
  }

  add(event: SessionEvent, at_ms: number): void {
    this.#lines++;
    stepSession(this.#session, { event, at_ms, file: '', line: this.#lines }, 'sessionlog', this.#findings);
  }

  at(now_ms: number): Summary {
    const total_duration_ms = Math.max(0, now_ms - this.#made_ms);
    const summary = summarize(this.#session, total_duration_ms);
    // Reported durations may reach back to before the logger was made; the live session does not.
    return { ...summary, active_duration_ms: Math.min(summary.active_duration_ms, total_duration_ms) };
  }
}
