import { SessionlogError } from '../base/errors.js';

/**
 * What an acknowledged event survives. `buffered`: a crash after the turn of the event loop in which it came.
 * `process`: the death of the process by any signal. `group` (once `flush` resolves) and `each`: power loss.
 */
export const LEVELS = ['buffered', 'process', 'group', 'each'] as const;
export type Level = (typeof LEVELS)[number];

/** @throws SessionlogError OPTION_INVALID: whoever mistypes a level must not learn by a loss what it was */
export function assertLevel(level: unknown): asserts level is Level {
  if (LEVELS.some((known) => known === level)) return;
  throw new SessionlogError('OPTION_INVALID', `level: expected one of ${LEVELS.join(', ')}`);
}

/** Whether lines gather in memory and are written once per turn. */
export const gathers = (level: Level): boolean => level === 'buffered' || level === 'group';

/** Whether the level's promise holds against power loss. */
export const isDurable = (level: Level): boolean => level === 'group' || level === 'each';
