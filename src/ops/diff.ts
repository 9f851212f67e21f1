import { compare, type Labelled } from '../analyze/compare.js';
import type { Diff } from '../analyze/types.js';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { type AnalyzeInput, analyze } from './analyze.js';
import type { Period } from './period.js';

/** One of the two that are compared. */
export interface SideInput {
  /** What it is called in the result. */
  readonly label: string;
  /** Files, directories, session ids, or `-`. */
  readonly targets: readonly string[];
  /** Only the sessions that began in it. */
  readonly period?: Period | undefined;
}

export interface DiffInput extends Pick<AnalyzeInput, 'dir' | 'onRefused' | 'onBlock'> {
  readonly before: SideInput;
  readonly after: SideInput;
}

/**
 * Two sessions, logs or periods side by side; undefined when the logs of one could not be read.
 *
 * @throws SessionlogError NO_LOGS when no session is of one side, and what `analyze` throws
 */
export async function diff({ before, after, ...input }: DiffInput): Promise<Diff | undefined> {
  const earlier = await reportOf(before, input);
  const later = earlier && (await reportOf(after, input));
  return later && compare(earlier, later);
}

async function reportOf(
  { label, targets, period }: SideInput,
  input: Omit<DiffInput, 'before' | 'after'>,
): Promise<Labelled | undefined> {
  const report = await analyze({ ...input, targets, period, threshold: LIMITS.bottleneck_share });
  if (report?.sessions.length === 0) {
    const why = period === undefined ? 'there are no events in it' : 'no session began then';
    throw new SessionlogError('NO_LOGS', `${label}: ${why}`);
  }
  return report && { label, report };
}
