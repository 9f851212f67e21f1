import { existsSync } from 'node:fs';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import type { EventInput } from '../event/types.js';
import { append } from '../log/append.js';
import { archiveOf, sessionPath, shardDir } from '../log/paths.js';
import type { WriterOptions } from '../log/writer.js';
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
  if (filesOf(dir, id).length === 0) return undefined;
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
export async function takeStep(dir: string, id: string, step: LifeInput, writing?: Writing): Promise<FoldedSession> {
  const before = await readSession(dir, id);
  if (before === undefined) throw notFound(dir, id);
  const fault = stepFault(before.facts, step);
  if (fault !== undefined) throw refused(id, fault);
  const after = await write(dir, id, step, before.facts.agent ?? undefined, writing);
  if (after.lost !== undefined) throw refused(id, `another process was first: ${after.lost}`);
  return after.folded;
}

export interface Written {
  readonly folded: FoldedSession;
  /** Why the event did not count, when another one came first. */
  readonly lost: string | undefined;
  /** Whether it was this event that made the session run. */
  readonly began: boolean;
}

/** How an event is written, where it is not as usual. */
export type Writing = Pick<WriterOptions, 'level' | 'redact'>;

/** Appends an event and folds what the log says then. @throws as `takeStep` */
export async function write(
  dir: string,
  id: string,
  step: LifeInput,
  agent: string | undefined,
  writing: Writing = {},
): Promise<Written> {
  // A session whose writers keep a file each is carried on in that way.
  const shard = filesOf(dir, id)[0] === shardDir(dir, id) ? 'writer' : 'session';
  const { writer, seq } = append(dir, id, step, { ...writing, agent_id: agent, shard });
  const folded = await readSession(dir, id);
  if (folded === undefined) throw notFound(dir, id);
  const isOurs = (one: FoldedSession['began']): boolean => one?.writer === writer && one.seq === seq;
  return { folded, lost: folded.refused.find(isOurs)?.reason, began: isOurs(folded.began) };
}

/** Where a session's events are: where it is written to first. */
const filesOf = (dir: string, id: string): readonly string[] => {
  const path = sessionPath(dir, id);
  return [path, archiveOf(path), shardDir(dir, id)].filter((one) => existsSync(one));
};

/** The record as the session's own log gives it: without what other sessions say of it. */
export function recordNow(
  dir: string,
  facts: SessionFacts,
  stale_after_ms: number = LIMITS.stale_after_ms,
): SessionRecord {
  const [file = sessionPath(dir, facts.id)] = filesOf(dir, facts.id);
  return viewSession(facts, { file, format: 'sessionlog' }, { now_ms: Date.now(), stale_after_ms });
}

const refused = (id: string, why: string): SessionlogError =>
  new SessionlogError('SESSION_STATE', `session ${id} cannot take this step: ${why}`);
