import { turnName } from '../agent/turns.js';
import { recordOf, textOf } from '../agent/values.js';
import type { Draft, Line } from './draft.js';
import { titleOf, validSession } from './shapes.js';

export interface Kin {
  readonly session_id: string;
  readonly parent_session_id: string | undefined;
  /** The call that started it. */
  readonly parent_span_id: string | undefined;
}

/** Who a session is, as its lines tell bit by bit. */
export class Identity {
  readonly #kin: Kin;
  #begun = false;
  #last_ms = 0;
  #branch: string | undefined;
  #title: { title: string; chosen: boolean } | undefined;

  constructor(kin: Kin) {
    this.#kin = kin;
  }

  /** Its beginning, with the first line; later what has changed. */
  see({ record, at_ms, inferred }: Line): Draft[] {
    this.#last_ms = Math.max(this.#last_ms, at_ms);
    const branch_name = textOf(record['gitBranch']);
    if (!this.#begun) {
      this.#begun = true;
      this.#branch = branch_name;
      const payload = {
        branch_name,
        project_root: textOf(record['cwd']),
        parent_session_id: this.#kin.parent_session_id ?? forkOf(record['forkedFrom'], this.#kin.session_id),
        agent_version: textOf(record['version']),
        parent_span_id: this.#kin.parent_span_id,
      };
      return [{ type: 'session_start', at_ms, inferred, payload }];
    }
    if (branch_name === undefined || branch_name === this.#branch) return [];
    this.#branch = branch_name;
    return [{ type: 'session_update', at_ms, inferred, payload: { branch_name } }];
  }

  /** A record that names the session. A person's title is not replaced by one that was made up. */
  titled(record: Line['record']): Draft[] {
    const given = titleOf(record);
    if (given === undefined || !this.#begun) return [];
    const known = this.#title;
    if (given.title === known?.title || (known?.chosen === true && !given.chosen)) return [];
    this.#title = given;
    // Such records have no time.
    return [{ type: 'session_update', at_ms: this.#last_ms, inferred: true, payload: { name: turnName(given.title) } }];
  }
}

function forkOf(forkedFrom: unknown, own: string): string | undefined {
  const parent = validSession(recordOf(forkedFrom)?.['sessionId']);
  return parent === own ? undefined : parent;
}
