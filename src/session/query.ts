import { msFromIso } from '../base/clock.js';
import type { SessionStatus } from './lifecycle.js';
import type { SessionRecord } from './record.js';

export const SORTS = ['started', 'updated', 'duration'] as const;
export type SessionSort = (typeof SORTS)[number];

export type StatusWord = SessionStatus | 'stale' | 'active';

/** What to look for: every condition that is given must hold; of several values of one, any does. */
export interface SessionFilter {
  readonly tasks?: readonly string[] | undefined;
  readonly agents?: readonly string[] | undefined;
  /** `stale`: running, and stale. `active`: pending or running, and not stale. */
  readonly statuses?: readonly StatusWord[] | undefined;
  readonly groups?: readonly string[] | undefined;
  /** All of them must hold. Values are compared as text. */
  readonly labels?: readonly (readonly [name: string, value: string])[] | undefined;
  /** Started in this time, both ends included; epoch ms. */
  readonly since_ms?: number | undefined;
  readonly until_ms?: number | undefined;
}

const isAmong = (wanted: readonly string[] | undefined, value: string | null): boolean =>
  wanted === undefined || (value !== null && wanted.includes(value));

export function passesFilter(filter: SessionFilter, session: SessionRecord): boolean {
  const { tasks, agents, groups, labels, statuses, since_ms, until_ms } = filter;
  if (!isAmong(tasks, session.task_id) || !isAmong(agents, session.agent)) return false;
  if (!isAmong(groups, session.session_group_id)) return false;
  if (statuses?.every((word) => !hasStatus(session, word))) return false;
  if (labels?.every(([name, value]) => hasLabel(session, name, value)) === false) return false;
  if (since_ms === undefined && until_ms === undefined) return true;
  const at_ms = session.started_at === null ? Number.NaN : msFromIso(session.started_at);
  return at_ms >= (since_ms ?? Number.NEGATIVE_INFINITY) && at_ms <= (until_ms ?? Number.POSITIVE_INFINITY);
}

function hasStatus({ status, stale }: SessionRecord, word: StatusWord): boolean {
  if (word === 'stale') return stale;
  return word === 'active' ? isActive({ status, stale }) : status === word;
}

/** Work goes on in it, or is to begin, as far as can be seen. */
export const isActive = ({ status, stale }: Pick<SessionRecord, 'status' | 'stale'>): boolean =>
  (status === 'pending' || status === 'running') && !stale;

function hasLabel({ labels }: SessionRecord, name: string, wanted: string): boolean {
  const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
  if (value === undefined) return false;
  return (typeof value === 'string' ? value : JSON.stringify(value)) === wanted;
}

/** Times in a record are all in one form: their texts have the order of the instants. */
const LATER: Readonly<Record<SessionSort, (a: SessionRecord, b: SessionRecord) => number>> = {
  started: (a, b) => order(a.started_at ?? '', b.started_at ?? ''),
  updated: (a, b) => order(a.updated_at ?? '', b.updated_at ?? ''),
  duration: (a, b) => order(a.duration_ms ?? Number.NEGATIVE_INFINITY, b.duration_ms ?? Number.NEGATIVE_INFINITY),
};

const order = <Key extends string | number>(a: Key, b: Key): number => (a < b ? -1 : a > b ? 1 : 0);

/** Newest, or longest, first; what is equal by its id. */
export function sortSessions(sessions: readonly SessionRecord[], sort: SessionSort): SessionRecord[] {
  const later = LATER[sort];
  return [...sessions].sort((a, b) => later(b, a) || byId(a, b));
}

export const byId = (a: { readonly id: string }, b: { readonly id: string }): number => order(a.id, b.id);
