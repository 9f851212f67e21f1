import { existsSync } from 'node:fs';
import { SessionlogError } from '../../base/errors.js';
import { sessionPath } from '../../log/paths.js';
import { readFileItems } from '../../log/read.js';

export interface Claim {
  readonly dir: string;
  readonly session_id: string;
  readonly idempotency_key?: string | undefined;
}

/** The event by which a session begins to run: one that is pending had its start. */
export type OpeningType = 'session_start' | 'session_update';

/**
 * Asks whether a session may begin, before anything is written: the one place that decides it. A session that has begun
 * or ended does not begin again; one that is pending, or that only has events, does.
 *
 * @throws SessionlogError SESSION_STATE, SESSION_ID_INVALID, FILE_UNREADABLE
 */
export function claimSession({ dir, session_id }: Claim): OpeningType {
  const path = sessionPath(dir, session_id);
  if (!existsSync(path)) return 'session_start';
  let opening: OpeningType = 'session_start';
  let taken: string | undefined;
  readFileItems(path, {}, (item) => {
    if (!('event' in item)) return;
    const { type, status } = item.event;
    if (type === 'session_start') opening = 'session_update';
    if (type.startsWith('session_') && status === 'running') taken = 'it has begun already';
    if (type === 'session_start' && status === undefined) taken = 'it has begun already';
    if (type === 'session_end') taken = `it has ended already (${String(status)})`;
  });
  if (taken === undefined) return opening;
  throw new SessionlogError('SESSION_STATE', `session ${session_id}: ${taken}: run under another id (${path})`);
}
