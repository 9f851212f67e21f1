import { Bounded } from '../agent/bounded.js';
import { cutText } from '../agent/briefs.js';
import { textOf } from '../agent/values.js';
import type { SourceHint, SourceRecord } from '../format.js';
import type { Links } from './made.js';
import { textIn } from './prompts.js';
import { Session } from './session.js';
import { childSession, validSession } from './shapes.js';
import { PROMPT_CHARS } from './uses.js';

/** Sessions of one file that are kept open; the oldest of more is ended. */
const SESSIONS = 64;
const PROMPTS = 200;

/**
 * The sessions of one file. Mostly it is one: that of the file's name, or that of a subagent with a file of its own.
 * Early versions wrote subagents into the file of their parent, several at a time, told apart only by the chain of
 * their `parentUuid`.
 */
export class Family implements Links {
  readonly #hint: SourceHint;
  readonly #sessions = new Bounded<string, Session>(SESSIONS);
  /** Whose a line is. */
  readonly #lines = new Bounded<string, string>();
  readonly #calls = new Bounded<string, string>(PROMPTS);
  readonly #children = new Bounded<string, string>(PROMPTS);
  #evicted: SourceRecord[] = [];
  #trunk = false;

  constructor(hint: SourceHint) {
    this.#hint = hint;
  }

  called(call_id: string, prompt: string): void {
    this.#calls.set(prompt, call_id);
  }

  childOf(call_id: string): string | undefined {
    return this.#children.get(call_id);
  }

  /** Whether the line was read before: sessions that were resumed hold lines of the one before. */
  knows(uuid: string): boolean {
    return this.#lines.has(uuid);
  }

  /** Whether the line would be the first of a main session. */
  isFirst({ sessionId, isSidechain }: SourceRecord): boolean {
    const id = validSession(sessionId);
    return id !== undefined && isSidechain !== true && !this.#sessions.has(id);
  }

  /** The session of a record, which is new with its first line. */
  of(record: SourceRecord, uuid: string): Session {
    const own = validSession(record['sessionId']) ?? this.#hint.session_id;
    const isSide = record['isSidechain'] === true;
    const id = isSide ? this.#sideOf(record, uuid) : own;
    if (!isSide) this.#trunk = true;
    this.#lines.set(uuid, id);
    const known = this.#sessions.get(id);
    if (known !== undefined) {
      // The one that was silent for longest goes first.
      this.#sessions.set(id, known);
      return known;
    }
    const call_id = isSide ? this.#callOf(record) : undefined;
    if (call_id !== undefined) this.#children.set(call_id, id);
    const parent_session_id = isSide && own !== id ? own : undefined;
    const session = new Session({ session_id: id, parent_session_id, parent_span_id: call_id }, this);
    const oldest = this.#sessions.set(id, session);
    if (oldest !== undefined) this.#evicted.push(...oldest.end());
    return session;
  }

  end(): SourceRecord[] {
    const last = [...this.#sessions.values()].flatMap((session) => session.end());
    return [...this.evicted(), ...last];
  }

  /** The events of sessions that had to be ended. */
  evicted(): SourceRecord[] {
    return this.#evicted.splice(0);
  }

  #sideOf(record: SourceRecord, uuid: string): string {
    const agentId = textOf(record['agentId']);
    if (agentId !== undefined) return childSession(agentId);
    const parent = textOf(record['parentUuid']);
    const of_parent = parent === undefined ? undefined : this.#lines.get(parent);
    if (of_parent !== undefined && of_parent !== validSession(record['sessionId'])) return of_parent;
    // A file without a main session is the subagent's own.
    return this.#trunk ? childSession(uuid) : this.#hint.session_id;
  }

  /** The call that gave a subagent its prompt. */
  #callOf(record: SourceRecord): string | undefined {
    const { message } = record;
    if (typeof message !== 'object' || message === null || !('content' in message)) return undefined;
    return this.#calls.take(cutText(textIn(message.content), PROMPT_CHARS));
  }
}
