import { createHash, randomBytes } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makeDirectory } from '../base/directory.js';
import { errnoOf, messageOf, SessionlogError } from '../base/errors.js';
import { sessionIdFault } from '../base/ids.js';

/** Who was first to name a session for a key. */
export interface Claim {
  readonly session_id: string;
  readonly host: string;
  readonly pid: number;
  /** Whether it is this call that was first. */
  readonly is_new: boolean;
}

/**
 * Ties a key to the id of a session that is to be, for all processes, and without a lock: the first to link the file
 * wins, and whoever comes later learns its id. A claim is no session. The log of that id decides who starts it, so
 * that nothing is stuck when a claimer dies: the next one starts the session in its place.
 *
 * @throws SessionlogError WRITE_FAILED
 */
export function claim(dir: string, key: string, session_id: string): Claim {
  const path = claimPath(dir, key);
  const mine = { session_id, host: hostname(), pid: process.pid };
  const made = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    makeDirectory(join(dir, CLAIMS), false);
    // Linked when it is whole: a claim that is there can be read.
    writeFileSync(made, `${JSON.stringify(mine)}\n`, { mode: 0o600, flag: 'wx' });
    try {
      linkSync(made, path);
      return { ...mine, is_new: true };
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    } finally {
      unlinkSync(made);
    }
    return { ...readClaim(path), is_new: false };
  } catch (error) {
    if (error instanceof SessionlogError) throw error;
    throw new SessionlogError('WRITE_FAILED', `${path}: the key cannot be claimed: ${messageOf(error)}`, error);
  }
}

/** Gives free the keys that are tied to sessions that are gone. */
export function dropClaims(dir: string, session_ids: ReadonlySet<string>): void {
  for (const name of namesIn(join(dir, CLAIMS))) {
    const path = join(dir, CLAIMS, name);
    // Whoever reads a claim finds out whether its session is there: one that cannot be read does no harm.
    if (session_ids.has(readIfAny(path)?.session_id ?? '')) rmSync(path, { force: true });
  }
}

/** Names that begin with a dot are no sessions. */
const CLAIMS = '.claims';

export const claimPath = (dir: string, key: string): string =>
  join(dir, CLAIMS, createHash('sha256').update(key).digest('hex').slice(0, 40));

function readClaim(path: string): Omit<Claim, 'is_new'> {
  const { session_id, host, pid } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  if (typeof session_id !== 'string' || sessionIdFault(session_id) !== undefined)
    throw new Error('it names no session: remove it');
  return { session_id, host: String(host), pid: Number(pid) };
}

function readIfAny(path: string): Omit<Claim, 'is_new'> | undefined {
  try {
    return readClaim(path);
  } catch {
    return undefined;
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
