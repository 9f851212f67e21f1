import { didYouMean } from '../base/did-you-mean.js';
import { SessionlogError } from '../base/errors.js';
import type { Payload } from '../event/types.js';
import { DEFAULT_DIR } from '../log/paths.js';
import { SessionLogger, type SessionLoggerOptions } from '../logger/logger.js';
import type { Lineage } from '../session/lineage.js';
import type { SessionFacts, SessionRecord } from '../session/record.js';
import type { SessionStats } from '../session/stats.js';
import type { CatalogInput } from './session-catalog.js';
import { type Cleanup, type CleanupInput, cleanUp } from './session-cleanup.js';
import { type HandoffInput, handOff } from './session-handoff.js';
import { type LifeInput, recordNow, takeStep } from './session-log.js';
import { type ListInput, listSessions, sessionLineage, sessionStats, showSession } from './session-queries.js';
import { type StartInput, startSession, thisProcess } from './session-start.js';

export interface SessionsOptions {
  /** Where sessions live (default: the environment's SESSIONLOG_DIR, else `./sessions`). */
  readonly dir?: string;
  /** A running session that is silent for longer is stale (default one hour). */
  readonly stale_after_ms?: number;
  /** For every logger that is made: its level, redaction, what a failure does. Level and redaction hold for all steps. */
  readonly logger?: Omit<SessionLoggerOptions, 'agentId' | 'sessionId' | 'dir'>;
}

/** A session to work in. */
export interface OpenSession {
  readonly session: SessionRecord;
  /** Logs into the session. Close it when the work is done; that does not end the session. */
  readonly logger: SessionLogger;
  /** false: the session was there before (`onDuplicate: 'return'`). */
  readonly is_new: boolean;
}

export type UpdateInput = Omit<Payload<'session_update'>, 'idempotency_key' | 'parent_session_id'>;
export type EndInput = Payload<'session_end'>;
export type Outcome = Omit<EndInput, 'status'>;
export type SessionQuery = Omit<ListInput, keyof CatalogInput>;
export type CleanupQuery = Omit<CleanupInput, 'dir' | 'stale_after_ms'>;

/**
 * The sessions of a directory: what its logs say. Nothing is kept beside them, so that any number of processes can
 * work on the same sessions, and each question is answered as the logs stand.
 *
 * Rejects with SessionlogError: SESSION_NOT_FOUND, SESSION_STATE (the step is not legal, or another process was
 * first), DUPLICATE_START, SESSION_FOREIGN, SESSION_ID_INVALID, EVENT_INVALID, WRITE_FAILED, FILE_UNREADABLE.
 */
export interface Sessions {
  readonly dir: string;
  /** Starts a session that this process works in. */
  start(input: StartInput): Promise<OpenSession>;
  /** Takes a session up in this process, as whom it was handed over to does; a pending one runs then. */
  attach(id: string): Promise<OpenSession>;
  update(id: string, fields: UpdateInput): Promise<SessionRecord>;
  end(id: string, end: EndInput): Promise<SessionRecord>;
  complete(id: string, outcome?: Outcome): Promise<SessionRecord>;
  fail(id: string, error: unknown, outcome?: Outcome): Promise<SessionRecord>;
  cancel(id: string, reason?: string): Promise<SessionRecord>;
  /** Starts a session for another agent, then ends this one as handed off. Returns the new one. */
  handoff(
    from: string,
    toAgent: string,
    context?: Record<string, unknown>,
    more?: HandoffInput,
  ): Promise<SessionRecord>;
  /** undefined when there is none. */
  get(id: string): Promise<SessionRecord | undefined>;
  /** Newest first. */
  list(query?: SessionQuery): Promise<readonly SessionRecord[]>;
  /** Where a session comes from, root first, and all that came of it. */
  lineage(id: string): Promise<Lineage>;
  stats(query?: Pick<SessionQuery, 'filter'>): Promise<SessionStats>;
  cleanup(query: CleanupQuery): Promise<Cleanup>;
}

/** Who logs in a session that names no agent. */
const UNNAMED = 'unknown';
const OPTIONS: readonly (keyof SessionsOptions)[] = ['dir', 'stale_after_ms', 'logger'];

/** @throws SessionlogError OPTION_INVALID */
export function createSessions(options: SessionsOptions = {}): Sessions {
  for (const name of Object.keys(options)) {
    if (!OPTIONS.some((known) => known === name))
      throw new SessionlogError(
        'OPTION_INVALID',
        `createSessions: there is no option ${JSON.stringify(name)}${didYouMean(name, OPTIONS)} (options: ${OPTIONS.join(', ')})`,
      );
  }
  const { dir = process.env['SESSIONLOG_DIR'] || DEFAULT_DIR, stale_after_ms, logger = {} } = options;
  const writing = { level: logger.level, redact: logger.redact };
  const catalog = { targets: [], dir, stale_after_ms, onRefused: () => {} };
  const record = (facts: SessionFacts): SessionRecord => recordNow(dir, facts, stale_after_ms);
  const step = async (id: string, given: LifeInput): Promise<SessionRecord> =>
    record((await takeStep(dir, id, given, writing)).facts);
  const end = (id: string, given: EndInput): Promise<SessionRecord> => step(id, { ...given, type: 'session_end' });
  const open = (session: SessionRecord, is_new: boolean): OpenSession => ({
    session,
    logger: new SessionLogger({ ...logger, agentId: session.agent ?? UNNAMED, sessionId: session.id, dir }),
    is_new,
  });
  return {
    dir,
    async start(input) {
      const { facts, is_new } = await startSession(dir, { ...thisProcess(), ...input }, writing);
      return open(record(facts), is_new);
    },
    async attach(id) {
      return open(await step(id, { type: 'session_update', status: 'running', ...thisProcess() }), false);
    },
    update: (id, fields) => step(id, { ...fields, type: 'session_update' }),
    end,
    complete: (id, outcome) => end(id, { ...outcome, status: 'completed' }),
    fail: (id, error, outcome) => end(id, { ...outcome, status: 'failed', error }),
    cancel: (id, reason) => end(id, { status: 'cancelled', reason }),
    async handoff(from, toAgent, context, more) {
      return record(await handOff(dir, from, toAgent, { ...more, context }, writing));
    },
    async get(id) {
      try {
        return await showSession({ ...catalog, session: id });
      } catch (error) {
        if (error instanceof SessionlogError && error.code === 'SESSION_NOT_FOUND') return undefined;
        throw error;
      }
    },
    list: async (query) => (await listSessions({ ...catalog, ...query })).sessions,
    lineage: (session) => sessionLineage({ ...catalog, session }),
    stats: (query) => sessionStats({ ...catalog, ...query }),
    cleanup: (query) => cleanUp({ ...query, dir, stale_after_ms }),
  };
}
