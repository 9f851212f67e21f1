import { existsSync } from 'node:fs';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import type { EventInput } from '../event/types.js';
import { append } from '../log/append.js';
import { sessionPath, shardDir } from '../log/paths.js';
import { type FoldedSession, foldSession } from '../session/fold.js';
import { type LifeStep, stepFault } from '../session/lifecycle.js';
import type { SessionFacts, SessionRecord } from '../session/record.js';
import { viewSession } from '../session/view.js';
import { readTraces } from './session-catalog.js';
import { notFound } from './session-not-found.js';
import { sessionLogs } from './targets.js';

/** An event of a session's life, as it is to be written. */
export type LifeInput = EventInput & LifeStep;

/**
 * One session as its own log has it: undefined when there is none.
 *
 * @throws SessionlogError SESSION_ID_INVALID, FILE_UNREADABLE; SESSION_FOREIGN for a log that is not in our format
 */
export async function readSession(dir: string, id: string): Promise<FoldedSession | undefined> {
  if (!existsSync(sessionPath(dir, id)) && !existsSync(shardDir(dir, id))) return undefined;
  const traces = [];
  for (const log of sessionLogs(id, dir)) {
    const read = await readTraces(log);
    if (read.format !== 'sessionlog') {
      throw new SessionlogError(
        'SESSION_FOREIGN',
        `${log.path}: this log was written by another program (${read.format}): it can be read, not carried on`,
      );
    }
    traces.push(...read.traces.filter((trace) => trace.id === id));
  }
  const [first, ...more] = traces;
  return first === undefined ? undefined : foldSession([first, ...more]);
}

/**
 * Takes one step in a session's life: appends the event, then asks the log whether it was the one that counts. Of two
 * processes that race for a step both may write, and the order of the file decides.
 *
 * @throws SessionlogError SESSION_NOT_FOUND; SESSION_STATE: the step is not legal (any more), SESSION_FOREIGN, and
 *   what appending throws
 */
export async function takeStep(dir: string, id: string, step: LifeInput): Promise<FoldedSession> {
  const before = await readSession(dir, id);
  if (before === undefined) throw notFound(dir, id);
  const fault = stepFault(before.facts, step);
  if (fault !== undefined) throw refused(id, fault);
  const after = await write(dir, id, step, before.facts.agent ?? undefined);
  if (after.lost !== undefined) throw refused(id, `another process was first: ${after.lost}`);
  return after.folded;
}

export interface Written {
  readonly folded: FoldedSession;
  /** Why the event did not count, when another one came first. */
  readonly lost: string | undefined;
}

/** Appends an event and folds what the log says then. @throws as `takeStep` */
export async function write(dir: string, id: string, step: LifeInput, agent: string | undefined): Promise<Written> {
  // A session whose writers keep a file each is carried on in that way.
  const isSharded = !existsSync(sessionPath(dir, id)) && existsSync(shardDir(dir, id));
  const { writer, seq } = append(dir, id, step, { agent_id: agent, shard: isSharded ? 'writer' : 'session' });
  const folded = await readSession(dir, id);
  if (folded === undefined) throw notFound(dir, id);
  const lost = folded.refused.find((one) => one.writer === writer && one.seq === seq)?.reason;
  return { folded, lost };
}

/** The record as the session's own log gives it: without what other sessions say of it. */
export function recordNow(
  dir: string,
  facts: SessionFacts,
  stale_after_ms: number = LIMITS.stale_after_ms,
): SessionRecord {
  const isSharded = !existsSync(sessionPath(dir, facts.id));
  const file = isSharded ? shardDir(dir, facts.id) : sessionPath(dir, facts.id);
  return viewSession(facts, { file, format: 'sessionlog' }, { now_ms: Date.now(), stale_after_ms });
}

const refused = (id: string, why: string): SessionlogError =>
  new SessionlogError('SESSION_STATE', `session ${id} cannot take this step: ${why}`);
