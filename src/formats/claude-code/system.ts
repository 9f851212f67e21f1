import { cutText } from '../agent/briefs.js';
import { amountOf, countOf, recordOf, textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import { lineToLine } from './answers.js';
import type { Draft, Line } from './draft.js';

/** Lines of type `system` that are understood, or known to tell nothing about time. */
export const SYSTEM: ReadonlySet<string> = new Set([
  ...['turn_duration', 'api_error', 'stop_hook_summary', 'compact_boundary', 'microcompact_boundary'],
  ...['away_summary', 'local_command', 'bridge_status', 'informational', 'init', 'status'],
]);

const ERROR_CHARS = 300;

/** A request that failed and is tried again: which attempt it was, what went wrong, and how long the pause is. */
export interface Retry {
  readonly attempt: number | undefined;
  readonly error: string;
  readonly retry_in_ms: number | undefined;
}

export function retryOf(record: SourceRecord): Retry {
  const attempt = countOf(record['retryAttempt']);
  return {
    attempt: attempt === 0 ? undefined : attempt,
    error: errorIn(recordOf(record['error']) ?? {}),
    retry_in_ms: amountOf(record['retryInMs']),
  };
}

/** As `529 overloaded_error: Overloaded`; the objects lie one inside the other, and each may be missing. */
function errorIn(error: SourceRecord): string {
  const outer = recordOf(error['error']) ?? recordOf(error['cause']) ?? {};
  const inner = recordOf(outer['error']) ?? outer;
  const { status } = error;
  const kind = textOf(inner['type']) ?? textOf(inner['code']);
  const message = textOf(inner['message']) ?? textOf(error['message']);
  const what = [kind, message].filter((part) => part !== undefined).join(': ');
  return cutText(`${typeof status === 'number' ? `${status} ` : ''}${what}`.trim() || 'request failed', ERROR_CHARS);
}

/** What the client said when it gave up. */
export const finalErrorOf = (text: string): string => cutText(text.trim(), ERROR_CHARS);

/** A call of the model that failed. */
export const failedDraft = (
  line: Line,
  from_ms: number | undefined,
  more: { attempt: number | undefined; error: string; retry_in_ms?: number | undefined },
  parent_span_id: string,
): Draft => ({
  type: 'model_call',
  at_ms: line.at_ms,
  inferred: line.inferred,
  payload: {
    model: undefined,
    ...lineToLine(from_ms, line.at_ms),
    status: 'failed',
    attempt: more.attempt,
    error: more.error,
    retry_in_ms: more.retry_in_ms,
    span_id: line.uuid,
    parent_span_id,
  },
});

/** The conversation was cut down; undefined for a line of another kind. `from_ms` is the last that came before it. */
export function compactionDraft(
  { record, at_ms, inferred, uuid }: Line,
  from_ms: number | undefined,
): Draft | undefined {
  const { subtype } = record;
  if (subtype !== 'compact_boundary' && subtype !== 'microcompact_boundary') return undefined;
  const whole = subtype === 'compact_boundary';
  const facts = recordOf(record[whole ? 'compactMetadata' : 'microcompactMetadata']) ?? {};
  const before = countOf(facts['preTokens']);
  const saved = countOf(facts['tokensSaved']);
  const left = before !== undefined && saved !== undefined && saved <= before ? before - saved : undefined;
  const trigger = textOf(facts['trigger']);
  const own_ms = amountOf(facts['durationMs']);
  // Only one that the program began by itself is known to have begun with the line before.
  const line_to_line = whole && trigger === 'auto' ? lineToLine(from_ms, at_ms) : {};
  const duration = own_ms === undefined ? line_to_line : { duration_ms: own_ms, duration_source: 'source' };
  const payload = {
    trigger: whole ? trigger : 'micro',
    tokens_before: before,
    tokens_after: countOf(facts['postTokens']) ?? left,
    ...duration,
    span_id: uuid,
  };
  return { type: 'compaction', at_ms, inferred, payload };
}
