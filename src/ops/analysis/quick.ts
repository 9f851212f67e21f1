import { type Analysis, step } from '../../analyze/analysis.js';
import { KernelSession } from '../../analyze/kernel/session.js';
import { createSession } from '../../analyze/session.js';
import type { Located } from '../../analyze/types.js';
import type { RowEvent } from '../../event/row-event.js';
import type { KnownEvent, SessionEvent } from '../../event/types.js';
import type { BlockScanner } from '../../log/scan-blocks.js';
import type { ScannedRows } from '../../log/scanned.js';
import { loadCode } from '../../log/scanner.js';

const OWN_FORMAT = 'sessionlog';

/** The kernel cannot fold this log: it has to be read anew, without it. */
export class KernelGaveUp extends Error {}

/**
 * Folds one log of our own format, of which the first session goes to the kernel: nearly always it is the only one. Its
 * result is put into the analysis at the end.
 */
export class QuickFold {
  readonly #analysis: Analysis;
  readonly #file: string;
  readonly #scanner: BlockScanner | undefined;
  #session: KernelSession | undefined;
  #isPossible: boolean;

  /** @param isWanted whether the kernel is worth its while */
  constructor(analysis: Analysis, file: string, scanner: BlockScanner | undefined, isWanted: boolean) {
    this.#analysis = analysis;
    this.#file = file;
    this.#scanner = scanner;
    this.#isPossible = isWanted;
  }

  /** Takes an event that was parsed, if it is of the kernel's session. @throws KernelGaveUp */
  take(located: Located): boolean {
    const { session_id } = located.event;
    this.#session ??= this.#begin(session_id);
    if (this.#session?.session_id !== session_id) return false;
    // The checker has passed it; of a type that is not known nothing is read that it does not have.
    this.#session.take(located, located.event as KnownEvent, this.#analysis.findings);
    this.#count(1);
    return true;
  }

  /** Takes rows [from, to), the first of which stands on `line`. @throws KernelGaveUp */
  takeRows({ rows, event }: ScannedRows, from: number, to: number, line: number): void {
    for (let at = from; at < to; at++) {
      const end = this.#session?.takeRows(rows, at, to, line + (at - from)) ?? at;
      this.#count(end - at);
      if (end === to) return;
      at = end;
      event.go(at);
      step(this.#analysis, locatedOf(event, this.#file, line + (at - from)), OWN_FORMAT);
    }
  }

  /** The log has ended. @throws KernelGaveUp */
  end(): void {
    const session = this.#session;
    this.#release();
    if (session === undefined) return;
    this.#count(0);
    const { sessions, findings } = this.#analysis;
    const state = session.finish(findings);
    this.#count(0);
    sessions.set(session.session_id, state);
  }

  #begin(session_id: string): KernelSession | undefined {
    if (!this.#isPossible) return undefined;
    this.#isPossible = false;
    const scanner = this.#scanner;
    const kernel = scanner?.kernel;
    const code = kernel && loadCode('analyze/kernel/fold.wasm');
    if (scanner === undefined || kernel === undefined || code === undefined) return undefined;
    const session = new KernelSession(code, kernel, session_id, OWN_FORMAT, this.#file);
    scanner.onFull = () => session.makeRoom();
    // Its place among the sessions: it is the first one.
    this.#analysis.sessions.set(session_id, createSession(session_id));
    return session;
  }

  #count(events: number): void {
    this.#analysis.source.events += events;
    if (this.#session?.isVoid === true) {
      this.#release();
      throw new KernelGaveUp();
    }
  }

  #release(): void {
    if (this.#scanner !== undefined) this.#scanner.onFull = undefined;
  }
}

/** A row has what the events of its types have, as far as it is read by a fold. */
export const locatedOf = (row: RowEvent, file: string, line: number): Located => ({
  event: row as unknown as SessionEvent,
  at_ms: row.at_ms,
  file,
  line,
  names: row.names,
});
