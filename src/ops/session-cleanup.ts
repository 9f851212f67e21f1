import { existsSync, lstatSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { errnoOf, messageOf, SessionlogError } from '../base/errors.js';
import { sealPath } from '../log/seals.js';
import { isShardDir, shardsOf } from '../log/shards.js';
import { dropClaims } from '../session/claims.js';
import { hasEnded } from '../session/lifecycle.js';
import type { SessionRecord } from '../session/record.js';
import { type ReadLog, readCatalog } from './session-catalog.js';

const DAY_MS = 86_400_000;

/** What a project has configured about how long it keeps its sessions. */
export interface Retention {
  readonly enabled: boolean;
  readonly days: number;
}

export interface CleanupInput {
  readonly dir: string;
  /** Removes what was last active at least so many days ago. Without it the configured retention decides. */
  readonly days?: number | undefined;
  /** Without `days` nothing is removed unless it is enabled. */
  readonly retention?: Retention | undefined;
  /** Says what would be removed, and removes nothing. */
  readonly dry_run?: boolean | undefined;
  /** Removes sessions that have not ended too. */
  readonly force?: boolean | undefined;
  readonly stale_after_ms?: number | undefined;
  readonly now_ms?: number | undefined;
}

export interface Cleanup {
  /** null: nobody has asked, and retention is not enabled. */
  readonly days: number | null;
  readonly dry_run: boolean;
  readonly removed: readonly SessionRecord[];
  readonly removed_bytes: number;
  /** Old enough, and kept all the same. */
  readonly kept: readonly { readonly session: SessionRecord; readonly reason: string }[];
}

/**
 * Removes the logs of old sessions, with their seals and keys. A log goes only if all that is in it may go, if it is in
 * our own format, and if it has not changed since it was looked at.
 *
 * @throws SessionlogError OPTION_INVALID: neither asked for nor configured; WRITE_FAILED: a log cannot be removed
 */
export async function cleanUp(input: CleanupInput): Promise<Cleanup> {
  const { dir, retention, dry_run = false, force = false, now_ms = Date.now() } = input;
  const days = input.days ?? (retention?.enabled === true ? retention.days : undefined);
  if (days !== undefined && !(typeof days === 'number' && days >= 0))
    throw new SessionlogError('OPTION_INVALID', `cleanup: days: expected a number from 0, got ${String(days)}`);
  if (days === undefined && retention !== undefined)
    return { days: null, dry_run, removed: [], removed_bytes: 0, kept: [] };
  if (days === undefined) {
    throw new SessionlogError(
      'OPTION_INVALID',
      'cleanup is off: say how old a session must be (days), or configure it',
    );
  }
  // What cannot be read is not removed either.
  const { sessions, logs } = await readCatalog({ ...input, targets: [], now_ms, onRefused: () => {} });
  const isOld = ({ updated_at }: SessionRecord): boolean =>
    updated_at !== null && now_ms - Date.parse(updated_at) >= days * DAY_MS;
  const old = [...sessions.values()].filter(isOld);
  const reasons = new Map<string, string>();
  for (const session of old) note(reasons, session.id, reasonToKeep(session, force));
  for (const log of logs) {
    const why = changeOf(log);
    for (const { id } of log.sessions) note(reasons, id, why);
  }
  keepTogether(logs, sessions, isOld, reasons);
  const removed = old.filter(({ id }) => !reasons.has(id));
  const ids = new Set(removed.map(({ id }) => id));
  const theirs = logs.filter(({ sessions: held }) => held.some(({ id }) => ids.has(id)));
  const removed_bytes = theirs.reduce((sum, { log }) => sum + bytesOf(log), 0);
  if (!dry_run) {
    for (const { log } of theirs) remove(log.path);
    dropClaims(dir, ids);
  }
  return {
    days,
    dry_run,
    removed,
    removed_bytes,
    kept: old.flatMap((session) => {
      const reason = reasons.get(session.id);
      return reason === undefined ? [] : [{ session, reason }];
    }),
  };
}

function note(reasons: Map<string, string>, id: string, reason: string | undefined): void {
  if (reason !== undefined && !reasons.has(id)) reasons.set(id, reason);
}

/** A log goes whole or not at all: who shares one with a session that stays stays too, and so on from log to log. */
function keepTogether(
  logs: readonly ReadLog[],
  sessions: ReadonlyMap<string, SessionRecord>,
  isOld: (session: SessionRecord) => boolean,
  reasons: Map<string, string>,
): void {
  const stays = (id: string): boolean => {
    const session = sessions.get(id);
    return reasons.has(id) || (session !== undefined && !isOld(session));
  };
  for (let before = -1; before < reasons.size; ) {
    before = reasons.size;
    for (const { sessions: held } of logs) {
      const staying = held.length < 2 ? undefined : held.find(({ id }) => stays(id));
      if (staying === undefined) continue;
      for (const { id } of held) if (!stays(id)) note(reasons, id, `its log holds session ${staying.id} too`);
    }
  }
}

function reasonToKeep({ status, stale, format }: SessionRecord, force: boolean): string | undefined {
  if (format !== 'sessionlog') return `its log was written by another program (${format})`;
  if (force || hasEnded(status)) return undefined;
  return stale ? `it is ${status}, though stale` : `it is ${status}`;
}

/** Somebody may have written to it since it was read; or it lies elsewhere, where it is not ours to remove. */
function changeOf({ log }: ReadLog): string | undefined {
  const stat = lstatSync(log.path, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) return 'its log is a link to another place';
  const isSame = stat !== undefined && stat.size === log.size_bytes && stat.mtimeMs === log.mtime_ms;
  return isSame ? undefined : 'its log has changed since it was read';
}

/** @throws SessionlogError WRITE_FAILED */
function remove(path: string): void {
  try {
    if (isShardDir(path)) removeShards(path);
    else {
      rmSync(path);
      if (existsSync(sealPath(path))) rmSync(sealPath(path));
    }
  } catch (error) {
    throw new SessionlogError('WRITE_FAILED', `${path}: it cannot be removed: ${messageOf(error)}`, error);
  }
}

/** Whatever else somebody has put beside the shards stays, and the directory with it. */
function removeShards(dir: string): void {
  for (const shard of shardsOf(dir)) rmSync(shard);
  try {
    rmdirSync(dir);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(errnoOf(error))) throw error;
  }
}

const bytesOf = ({ path, size_bytes }: ReadLog['log']): number =>
  isShardDir(path) ? shardsOf(path).reduce((sum, shard) => sum + statSync(shard).size, 0) : size_bytes;
