import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { SessionlogError } from '../base/errors.js';
import { newSessionId } from '../base/ids.js';
import { LIMITS } from '../base/limits.js';
import type { Payload } from '../event/types.js';
import { type Claim, claim, claimPath } from '../session/claims.js';
import type { SessionFacts } from '../session/record.js';
import { processLives } from '../session/view.js';
import { assertAgent } from './session-agent.js';
import { readCatalog } from './session-catalog.js';
import { type LifeInput, readSession, type Writing, write } from './session-log.js';

export interface StartInput extends Omit<Payload<'session_start'>, 'parent_session_id' | 'handoff'> {
  /** Who works in it. */
  readonly agent: string;
  /** Default: a new UUID. */
  readonly session_id?: string | undefined;
  /** The session that it comes from. */
  readonly parent?: string | undefined;
  /** What a session with the same idempotency key does: refuse the start (default), or be returned. */
  readonly onDuplicate?: 'refuse' | 'return' | undefined;
}

export interface Begun {
  readonly facts: SessionFacts;
  /** false: it was there before, and is returned. */
  readonly is_new: boolean;
}

const POLL_MS = 20;

/**
 * Starts a session. With an `idempotency_key` there is one session for the key, however many processes start it at
 * once, and whichever of them is killed when.
 *
 * @throws SessionlogError DUPLICATE_START: the key, or the id, has its session already; SESSION_ID_INVALID,
 *   EVENT_INVALID, WRITE_FAILED
 */
export async function startSession(dir: string, input: StartInput, writing?: Writing): Promise<Begun> {
  const { agent, session_id, parent, onDuplicate = 'refuse', ...fields } = input;
  const step: LifeInput = { ...fields, type: 'session_start', parent_session_id: parent, agent_id: agent };
  assertAgent(agent);
  const { idempotency_key: key } = fields;
  if (key === undefined) return begin(dir, session_id ?? newSessionId(), step, writing);

  const held = claim(dir, `start\0${key}`, session_id ?? newSessionId());
  const known = (await holderOf(dir, held)) ?? (await findByKey(dir, key));
  if (known !== undefined) return duplicate(known, key, onDuplicate);
  if (session_id !== undefined && session_id !== held.session_id) {
    throw new SessionlogError(
      'DUPLICATE_START',
      `idempotency key ${JSON.stringify(key)} is kept for session ${held.session_id}, which has no log: start that one, or remove ${claimPath(dir, `start\0${key}`)}`,
    );
  }
  const { folded, lost } = await write(dir, held.session_id, step, agent, writing);
  // Whoever stood in for a claimer that seemed dead may have been as fast.
  return lost === undefined ? { facts: folded.facts, is_new: true } : duplicate(folded.facts, key, onDuplicate);
}

/** Starts a session under an id of its own. @throws SessionlogError DUPLICATE_START, and what appending throws */
async function begin(dir: string, id: string, step: LifeInput, writing: Writing | undefined): Promise<Begun> {
  const known = await readSession(dir, id);
  if (known?.facts.started) throw exists(known.facts);
  const { folded, lost } = await write(dir, id, step, step.agent_id, writing);
  if (lost !== undefined) throw exists(folded.facts);
  return { facts: folded.facts, is_new: true };
}

const exists = ({ id, status }: SessionFacts): SessionlogError =>
  new SessionlogError('DUPLICATE_START', `session ${id} was started already, and is ${status ?? 'running'}`);

/** The session of a claim that another call has made, once it has started; undefined when it never will. */
async function holderOf(dir: string, held: Claim): Promise<SessionFacts | undefined> {
  const until = Date.now() + LIMITS.claim_wait_ms;
  for (;;) {
    const found = await readSession(dir, held.session_id);
    if (found?.facts.started) return found.facts;
    const isGone = held.is_new || processLives(held.host, held.pid) === false;
    if (isGone || Date.now() > until) return undefined;
    await sleep(POLL_MS);
  }
}

/** A claim may be missing that was made once, or never was, and the logs tell all the same. */
async function findByKey(dir: string, key: string): Promise<SessionFacts | undefined> {
  const { sessions } = await readCatalog({ targets: [], dir, onRefused: () => {} });
  for (const { id, idempotency_key } of sessions.values()) {
    if (idempotency_key === key) return (await readSession(dir, id))?.facts;
  }
  return undefined;
}

function duplicate(facts: SessionFacts, key: string, onDuplicate: 'refuse' | 'return'): Begun {
  if (onDuplicate === 'return') return { facts, is_new: false };
  throw new SessionlogError(
    'DUPLICATE_START',
    `idempotency key ${JSON.stringify(key)} has its session already: ${facts.id}, which is ${facts.status ?? 'running'}`,
  );
}

/** This process, as the one that works in a session. */
export const thisProcess = (): { host: string; pid: number } => ({ host: hostname(), pid: process.pid });
