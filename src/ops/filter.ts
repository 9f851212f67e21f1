import { msFromIso } from '../base/clock.js';
import type { SessionEvent } from '../event/types.js';

/** What `cat` and `tail` let through: every condition that is given must hold. */
export interface Filter {
  readonly types?: readonly string[] | undefined;
  readonly agents?: readonly string[] | undefined;
  /** Names of tasks and tools, paths of files, skills. */
  readonly names?: readonly string[] | undefined;
  readonly since_ms?: number | undefined;
  readonly until_ms?: number | undefined;
  /** Searched in the stored line. */
  readonly grep?: RegExp | undefined;
}

/** What an event is called: a task or tool by its name, a file by its path, a skill by the skill. */
export const nameOf = (event: SessionEvent): unknown => event['name'] ?? event['path'] ?? event['skill'];

/** Whether a value is one of those wanted; any is, when none are named. */
export const among = (wanted: readonly string[] | undefined, value: unknown): boolean =>
  wanted === undefined || (typeof value === 'string' && wanted.includes(value));

/** Whether an event is of the time that is wanted; any is, when none is named. */
export function inTime({ since_ms, until_ms }: Filter, event: SessionEvent): boolean {
  if (since_ms === undefined && until_ms === undefined) return true;
  const at_ms = msFromIso(event.ts);
  return at_ms >= (since_ms ?? Number.NEGATIVE_INFINITY) && at_ms <= (until_ms ?? Number.POSITIVE_INFINITY);
}

/** Whether the first event comes before the second. */
export const isEarlier = (event: SessionEvent, other: SessionEvent): boolean =>
  msFromIso(event.ts) < msFromIso(other.ts);

export function passes(filter: Filter, event: SessionEvent, line: Buffer): boolean {
  const { types, agents, names, grep } = filter;
  if (!among(types, event.type) || !among(agents, event.agent_id) || !among(names, nameOf(event))) return false;
  if (!inTime(filter, event)) return false;
  return grep === undefined || grep.test(line.toString('utf8'));
}
