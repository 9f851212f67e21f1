import { PAYLOADS } from '../../event/fields.js';
import type { Kernel } from '../../event/scan/kernel.js';
import type { Rows } from '../../event/scan/rows.js';
import type { WasmModule } from '../../event/scan/wasm.js';
import type { KnownEvent } from '../../event/types.js';
import { about } from '../about.js';
import { checkStatus, checkTime, tellDropped } from '../checks.js';
import { addLate, type Findings } from '../findings.js';
import { MESSAGES } from '../messages.js';
import { countName } from '../names.js';
import { Seen } from '../seen.js';
import { createSession, type SessionState } from '../session.js';
import type { Located } from '../types.js';
import { FoldKernel } from './fold.js';
import { readState } from './state.js';

/** Types of events that have no rows and no duration. */
const OTHERS: ReadonlySet<string> = new Set([
  'session_start',
  'session_update',
  'session_handoff',
  'session_end',
  'session_seal',
  'events_dropped',
  'resource_sample',
]);

const isKnown = (type: string): boolean => Object.hasOwn(PAYLOADS, type);

/** One session of one file, folded by the kernel: see `FoldKernel`. */
export class KernelSession {
  readonly #fold: FoldKernel;
  readonly #state: SessionState;
  readonly #format: string;
  readonly #file: string;
  readonly #seen = new Seen();

  /** @param module of `fold.wasm` */
  constructor(module: WasmModule, kernel: Kernel, session_id: string, format: string, file: string) {
    this.#fold = new FoldKernel(module, kernel, session_id);
    this.#state = createSession(session_id);
    this.#format = format;
    this.#file = file;
  }

  get session_id(): string {
    return this.#state.session_id;
  }

  /** Whether something came that cannot be folded here: everything has to be read anew, without this. */
  get isVoid(): boolean {
    return this.#fold.isVoid;
  }

  /** See `FoldKernel.take`. */
  takeRows(rows: Rows, from: number, to: number, line: number): number {
    return this.#fold.take(rows, from, to, line);
  }

  makeRoom(): void {
    this.#fold.makeRoom();
  }

  /** Takes an event of the session that came another way: `known`, unless its type is not. */
  take(located: Located, known: KnownEvent, findings: Findings): void {
    const { event, at_ms, line } = located;
    const { session_id, agent_id, writer } = event;
    if (writer === undefined) {
      this.#fold.giveUp();
      return;
    }
    const { sight } = this.#state;
    sight.inferred = checkTime(sight.inferred, located, findings);
    const who = { session_id, agent_id, writer };
    if (!isKnown(known.type)) {
      const given: unknown = event['duration_ms'];
      const duration_ms = typeof given === 'number' && Number.isFinite(given) ? given : Number.NaN;
      this.#fold.takeOther(who, at_ms, duration_ms, line, true);
      countName(this.#state.tables.unknown_types, event.type);
      return;
    }
    if (!OTHERS.has(known.type)) {
      this.#fold.takeEvent(who, known, at_ms, line);
      return;
    }
    this.#fold.takeOther(who, at_ms, Number.NaN, line, known.type !== 'resource_sample');
    this.#seen.begin(located, known, known.type);
    about.step(this.#state.about, this.#seen);
    if (known.type === 'session_end') checkStatus(known, located, findings);
    else if (known.type === 'events_dropped') tellDropped(known, located, findings);
  }

  /** The state that the fold in TypeScript would have come to, unless this is void. Nothing can be taken any more. */
  finish(findings: Findings): SessionState {
    const state = this.#state;
    const dump = this.#fold.dump();
    if (dump === undefined) return state;
    const { session_id } = state;
    const told = readState(state, dump, this.#file);
    for (const { code, count, listed } of told) {
      const others = findings.get(code)?.listed ?? [];
      // Lines tell the order, but not of events on one line, nor of the tasks of two sessions that were given up.
      const isDoubtful = (line: number): boolean =>
        code === 'OPEN_TASK' ? others.length > 0 : others.some((other) => other.line === line);
      if (listed.some(({ line }) => isDoubtful(line))) this.#fold.giveUp();
      const first = listed.map(({ line, name, value }) => ({
        place: { file: this.#file, line, session_id },
        message: MESSAGES[code](name, value),
      }));
      addLate(findings, code, first, count);
    }
    state.format = this.#format;
    state.file = this.#file;
    state.files.set(this.#file, 1);
    return state;
  }
}
