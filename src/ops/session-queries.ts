import { SessionlogError } from '../base/errors.js';
import { type Lineage, lineageOf } from '../session/lineage.js';
import { passesFilter, type SessionFilter, type SessionSort, sortSessions } from '../session/query.js';
import type { SessionRecord } from '../session/record.js';
import { type SessionStats, statsOf } from '../session/stats.js';
import { type Catalog, type CatalogInput, readCatalog } from './session-catalog.js';
import { notFound } from './session-not-found.js';
import { isFile, sessionLogs } from './targets.js';

export interface ListInput extends CatalogInput {
  readonly filter?: SessionFilter | undefined;
  readonly sort?: SessionSort | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

export interface Listed {
  readonly sessions: readonly SessionRecord[];
  /** How many passed the filter, before limit and offset. */
  readonly matched: number;
  /** How many there are. */
  readonly total: number;
}

/** Sessions that pass the filter, newest first. @throws SessionlogError FILE_UNREADABLE: the directory */
export async function listSessions(input: ListInput): Promise<Listed> {
  const { filter = {}, sort = 'started', offset = 0, limit } = input;
  const { sessions } = await readCatalog(input);
  const matched = [...sessions.values()].filter((session) => passesFilter(filter, session));
  const page = sortSessions(matched, sort).slice(offset, limit === undefined ? undefined : offset + limit);
  return { sessions: page, matched: matched.length, total: sessions.size };
}

/** How the sessions that pass the filter have fared. @throws as `listSessions` */
export async function sessionStats(
  input: CatalogInput & { filter?: SessionFilter | undefined },
): Promise<SessionStats> {
  const { filter = {} } = input;
  const { sessions } = await readCatalog(input);
  return statsOf([...sessions.values()].filter((session) => passesFilter(filter, session)));
}

export interface OneInput extends CatalogInput {
  /** Its id. */
  readonly session: string;
  /** As people name it: the beginning of its id where no other begins so, or a file that holds no other, will do. */
  readonly loosely?: boolean | undefined;
}

/** @throws SessionlogError SESSION_NOT_FOUND, SESSION_AMBIGUOUS, and as `listSessions` */
export async function showSession(input: OneInput): Promise<SessionRecord> {
  const { sessions, id } = await findSession(input);
  return sessions.get(id) as SessionRecord;
}

/** @throws as `showSession` */
export async function sessionLineage(input: OneInput): Promise<Lineage> {
  const { sessions, id } = await findSession(input);
  return lineageOf(sessions, id) as Lineage;
}

async function findSession(input: OneInput): Promise<{ sessions: Catalog['sessions']; id: string }> {
  const { session, targets, dir, loosely = false } = input;
  // A session of this name is meant before a file of it.
  const isPath = loosely && targets.length === 0 && isFile(session) && sessionLogs(session, dir).length === 0;
  const { sessions } = await readCatalog(isPath ? { ...input, targets: [session] } : input);
  if (isPath) return { sessions, id: theOnly([...sessions.keys()], session, 'holds') };
  if (sessions.has(session)) return { sessions, id: session };
  const begun = session === '' || !loosely ? [] : [...sessions.keys()].filter((id) => id.startsWith(session));
  if (begun.length === 0) throw notFound(targets.length === 0 ? dir : targets.join(', '), session);
  return { sessions, id: theOnly(begun, session, 'may be') };
}

const SHOWN = 5;

function theOnly(ids: readonly string[], session: string, verb: string): string {
  const [id] = ids;
  if (id !== undefined && ids.length === 1) return id;
  const some = ids.slice(0, SHOWN).join(', ') + (ids.length > SHOWN ? ', …' : '');
  throw new SessionlogError(
    ids.length === 0 ? 'SESSION_NOT_FOUND' : 'SESSION_AMBIGUOUS',
    ids.length === 0
      ? `${session}: there is no session in it`
      : `${session} ${verb} ${ids.length} sessions (${some}): name one`,
  );
}
