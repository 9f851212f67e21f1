import { type ErrorCode, SessionlogError } from '../../base/errors.js';
import { newSessionId } from '../../base/ids.js';
import type { Payload } from '../../event/types.js';
import { readSession, type Writing, write } from '../session-log.js';
import { type StartInput, startSession } from '../session-start.js';
import { Journal } from './journal.js';

export interface BeginInput extends Writing {
  readonly dir: string;
  /** Default: a new UUID. */
  readonly session: string | undefined;
  /** Who works in it, where the session does not say it yet. */
  readonly agent: string | undefined;
  readonly program: string;
  readonly fields: Omit<StartInput, 'agent' | 'session_id' | 'onDuplicate'>;
  readonly onTold: (message: string) => void;
}

/** A session that is ours to run a command in. */
export interface BegunRun {
  readonly session_id: string;
  readonly agent_id: string;
  readonly parent: string | undefined;
  readonly journal: Journal;
}

/** For these the command must not run. Whatever else goes wrong is a failure of logging, and nothing to the command. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'DUPLICATE_START',
  'SESSION_FOREIGN',
  'SESSION_ID_INVALID',
  'OPTION_INVALID',
  'FILE_UNREADABLE',
]);

/**
 * Begins the session of a command: a new one, or one that is pending. Of several processes that want the same one, the
 * log says which may. With an idempotency key nothing runs unless it is sure to be the first.
 *
 * @throws SessionlogError DUPLICATE_START, SESSION_FOREIGN, SESSION_ID_INVALID, OPTION_INVALID, FILE_UNREADABLE; with
 *   a key also what appending throws
 */
export async function beginRun(input: BeginInput): Promise<BegunRun> {
  const { dir, session, fields, level, redact, onTold } = input;
  const key = fields.idempotency_key;
  const known = session === undefined ? undefined : (await readSession(dir, session))?.facts;
  const isWaiting = known?.status === 'pending' && (key === undefined || key === known.idempotency_key);
  const agent_id = input.agent ?? (isWaiting ? known.agent : undefined) ?? input.program;
  const open = (id: string): Journal => new Journal(dir, id, { agent_id, level, redact }, onTold);
  if (known !== undefined && isWaiting) {
    await takeUp(dir, known.id, agent_id, { level, redact });
    const journal = open(known.id);
    // Where it comes from was said when it was made: by a handoff, most likely.
    const parent = known.parent ?? fields.parent;
    journal.append({ ...openFields(fields), type: 'session_update', parent_session_id: parent });
    return { session_id: known.id, agent_id, parent, journal };
  }
  const session_id = session ?? newSessionId();
  try {
    const start = { ...fields, agent: agent_id, session_id: key === undefined ? session_id : session };
    const { facts } = await startSession(dir, start, { level, redact });
    return { session_id: facts.id, agent_id, parent: fields.parent, journal: open(facts.id) };
  } catch (error) {
    const isRefused = !(error instanceof SessionlogError) || REFUSALS.has(error.code);
    if (isRefused || key !== undefined) throw error;
    const journal = open(session_id);
    // It tells what is wrong, and tries again.
    const { parent, ...rest } = fields;
    journal.append({ ...rest, type: 'session_start', parent_session_id: parent });
    return { session_id, agent_id, parent, journal };
  }
}

/** Makes a pending session run, unless somebody else does. The event says no more, so that a late one changes nothing. */
async function takeUp(dir: string, id: string, agent: string, writing: Writing): Promise<void> {
  const { began } = await write(dir, id, { type: 'session_update', status: 'running' }, agent, writing);
  if (!began) throw new SessionlogError('DUPLICATE_START', `session ${id} was waiting, and another process was first`);
}

/** What is said of a session that had its start. */
function openFields({ parent: _parent, status: _status, command: _command, ...fields }: BeginInput['fields']) {
  return fields satisfies Payload<'session_update'>;
}
