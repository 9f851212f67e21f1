import { listOf, textOf } from '../agent/values.js';
import { type Owner, type Put, sessionIdIn } from '../drafts.js';
import type { SourceHint, SourceRecord } from '../format.js';
import { msFromText } from '../instant.js';
import type { Message } from './message.js';

const AGENT = 'gemini';
/** Where the chats of main agents lie; a subagent's chat lies in a folder named by its parent. */
const CHATS = 'chats';

/** Whose chat it is, by its first line and what changed since. */
export function openSession(hint: SourceHint, put: Put) {
  let session_id = hint.session_id;
  let known: ReadonlyMap<string, unknown> = new Map();
  let told = false;
  let model: string | undefined;

  const isSubagent = (): boolean => known.get('kind') === 'subagent';

  function parent(): string | undefined {
    const folder = sessionIdIn(hint.folder);
    return isSubagent() && folder !== CHATS && folder !== session_id ? folder : undefined;
  }

  /** Tells of the start, before the first message. What is known of the session by then is all that is told. */
  function begin(first?: Message): void {
    if (told || (first === undefined && known.size === 0)) return;
    told = true;
    const started_ms = msFromText(textOf(known.get('startTime')) ?? '');
    const at_ms = Number.isNaN(started_ms) ? first?.at_ms : started_ms;
    // Without any time there is nothing to tell.
    if (at_ms === undefined) return;
    put({
      type: 'session_start',
      at_ms,
      payload: {
        name: textOf(known.get('summary')),
        project_root: textOf(listOf(known.get('directories'))[0]),
        parent_session_id: parent(),
        agent: AGENT,
        model,
        project_hash: textOf(known.get('projectHash')),
        subagent: isSubagent() ? true : undefined,
      },
    });
  }

  return {
    id: (): string => session_id,
    owner: (): Owner => ({ session_id, agent_id: isSubagent() ? `${AGENT}/subagent` : AGENT }),
    begin,

    /** A message was read: its model is the session's, if none was before. */
    sees(message: Message): void {
      model ??= message.model;
    },

    /** Whether a first line is that of another chat, as in a file into which several were put. */
    isOther: (head: SourceRecord): boolean => known.size > 0 && sessionIdIn(head['sessionId']) !== session_id,

    set(changes: SourceRecord): void {
      const id = sessionIdIn(changes['sessionId']);
      if (id !== undefined && id !== session_id) {
        session_id = id;
        known = new Map();
        told = false;
        model = undefined;
      }
      const kept = ['kind', 'startTime', 'summary', 'directories', 'projectHash'];
      known = new Map([
        ...known,
        ...kept.filter((key) => changes[key] !== undefined).map((key) => [key, changes[key]] as const),
      ]);
    },
  };
}
