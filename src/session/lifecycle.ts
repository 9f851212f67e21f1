import type { EventOf, SessionEvent } from '../event/types.js';

/** Every status that a session can have, in the order of its life. */
export const SESSION_STATUSES = [
  'pending',
  'running',
  'completed',
  'failed',
  'cancelled',
  'terminated',
  'handed_off',
] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** The whole lifecycle: what a status may become. */
const NEXT: Readonly<Record<SessionStatus, readonly SessionStatus[]>> = {
  pending: ['running', 'failed', 'cancelled', 'terminated'],
  running: ['completed', 'failed', 'cancelled', 'terminated', 'handed_off'],
  completed: [],
  failed: [],
  cancelled: [],
  terminated: [],
  handed_off: [],
};

export const mayBecome = (from: SessionStatus, to: SessionStatus): boolean => NEXT[from].includes(to);
export const hasEnded = (status: SessionStatus): boolean => NEXT[status].length === 0;

const LIFE_TYPES = ['session_start', 'session_update', 'session_handoff', 'session_end'] as const;

/** An event that makes up the session's record. */
export type LifeEvent = EventOf<(typeof LIFE_TYPES)[number]>;

export const isLifeEvent = (event: SessionEvent): event is LifeEvent => LIFE_TYPES.some((type) => type === event.type);

/** What the lifecycle needs to know of a session. */
export interface LifeState {
  /** null: its log has no event of its life. */
  readonly status: SessionStatus | null;
  /** Whether it had its `session_start`. */
  readonly started: boolean;
}

/** What a step of the lifecycle looks at in an event. */
export type LifeStep = Pick<LifeEvent, 'type'> & { readonly status?: SessionStatus | undefined };

/** The status that an event asks for; undefined when it asks for none. */
export function statusAsked({ type, status }: LifeStep): SessionStatus | undefined {
  if (type === 'session_handoff') return 'handed_off';
  return type === 'session_start' ? (status ?? 'running') : status;
}

/** Why an event is no legal step, as the end of a sentence; undefined when it is one. */
export function stepFault(state: LifeState, step: LifeStep): string | undefined {
  const { status, started } = state;
  const isStart = step.type === 'session_start';
  if (isStart && started) return `it was started before, and is ${worded(status ?? 'running')}`;
  const to = statusAsked(step);
  if (to === undefined || (to === status && !hasEnded(to))) return undefined;
  // Of a log that was begun without a start nothing is said: it may be said now, and until then the session runs.
  if (status === null && (isStart || step.type === 'session_update')) return undefined;
  const from = status ?? 'running';
  if (mayBecome(from, to)) return undefined;
  if (hasEnded(from)) return `it is ${worded(from)}, and that is final`;
  return `it is ${worded(from)}, which can become ${NEXT[from].map(worded).join(', ')}, not ${worded(to)}`;
}

/** A status as people say it. */
export const worded = (status: SessionStatus): string => status.replace('_', ' ');
