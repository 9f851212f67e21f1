import { existsSync } from 'node:fs';
import { SessionlogError } from '../../base/errors.js';
import { sessionPath } from '../../log/paths.js';
import { readFileItems } from '../../log/read.js';

export interface Claim {
  readonly dir: string;
  readonly session_id: string;
  readonly idempotency_key?: string | undefined;
}

/**
 * Asks whether a session may begin, before anything is written: the one place that decides it. A session that has begun
 * or ended does not begin again; one that is pending, or that only has events, does.
 *
 * @throws SessionlogError SESSION_CONFLICT, SESSION_ID_INVALID, FILE_UNREADABLE
 */
export function claimSession({ dir, session_id }: Claim): void {
  const path = sessionPath(dir, session_id);
  if (!existsSync(path)) return;
  let taken: string | undefined;
  readFileItems(path, {}, (item) => {
    if (!('event' in item)) return;
    const { type, status } = item.event;
    if (type === 'session_start' && status !== 'pending') taken = 'it has begun already';
    if (type === 'session_end') taken = `it has ended already (${String(status)})`;
  });
  if (taken === undefined) return;
  throw new SessionlogError('SESSION_CONFLICT', `session ${session_id}: ${taken}: run under another id (${path})`);
}
