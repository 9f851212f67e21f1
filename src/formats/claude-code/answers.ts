import { countOf, recordOf, textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import type { Draft } from './draft.js';

/** Set by the client on messages that it made up itself. */
export const SYNTHETIC = '<synthetic>';

/** One answer of the model: all lines of one message id. */
export interface Answer {
  readonly id: string;
  readonly first_ms: number;
  readonly attempt: number | undefined;
  last_ms: number;
  model: string | undefined;
  usage: Usage;
}

interface Usage {
  readonly input_tokens: number | undefined;
  readonly output_tokens: number | undefined;
  readonly cache_read_tokens: number | undefined;
  readonly cache_write_tokens: number | undefined;
  /** The part of `cache_write_tokens` that is kept for an hour, which costs more. */
  readonly cache_write_1h_tokens: number | undefined;
}

const NOTHING: Usage = {
  input_tokens: undefined,
  output_tokens: undefined,
  cache_read_tokens: undefined,
  cache_write_tokens: undefined,
  cache_write_1h_tokens: undefined,
};

export function answerOf(id: string, at_ms: number, attempt: number | undefined): Answer {
  return { id, first_ms: at_ms, last_ms: at_ms, attempt, model: undefined, usage: NOTHING };
}

/** Adds a line: each repeats the usage of the whole message so far, and the largest figure is the last. */
export function addLine(answer: Answer, message: SourceRecord, at_ms: number): void {
  answer.last_ms = Math.max(answer.last_ms, at_ms);
  answer.model = textOf(message['model']) ?? answer.model;
  const usage = recordOf(message['usage']);
  if (usage === undefined) return;
  const long = recordOf(usage['cache_creation'])?.['ephemeral_1h_input_tokens'];
  answer.usage = {
    input_tokens: larger(answer.usage.input_tokens, usage['input_tokens']),
    output_tokens: larger(answer.usage.output_tokens, usage['output_tokens']),
    cache_read_tokens: larger(answer.usage.cache_read_tokens, usage['cache_read_input_tokens']),
    cache_write_tokens: larger(answer.usage.cache_write_tokens, usage['cache_creation_input_tokens']),
    cache_write_1h_tokens: larger(answer.usage.cache_write_1h_tokens, long),
  };
}

function larger(known: number | undefined, said: unknown): number | undefined {
  const count = countOf(said);
  return known === undefined || (count !== undefined && count > known) ? count : known;
}

/**
 * The answer as a call of the model: from the latest line before it that the model was given (a prompt, a result) to
 * its own last line.
 */
export function answerDraft(answer: Answer, anchors: readonly number[], parent_span_id: string | undefined): Draft {
  const { input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens } = answer.usage;
  const { duration_ms, duration_source } = lineToLine(anchorOf(anchors, answer.first_ms), answer.last_ms);
  // Member by member: copies of objects cost more than all the rest.
  return {
    type: 'model_call',
    at_ms: answer.last_ms,
    payload: {
      model: answer.model,
      duration_ms,
      duration_source,
      input_tokens,
      output_tokens,
      cache_read_tokens,
      cache_write_tokens,
      cache_write_1h_tokens: cache_write_1h_tokens === 0 ? undefined : cache_write_1h_tokens,
      status: 'completed',
      attempt: answer.attempt,
      span_id: answer.id,
      parent_span_id,
    },
  };
}

/** The latest instant, not after the given one, at which the model was given something. */
export function anchorOf(anchors: readonly number[], at_ms: number): number | undefined {
  let latest: number | undefined;
  for (const anchor of anchors) if (anchor <= at_ms && (latest === undefined || anchor > latest)) latest = anchor;
  return latest;
}

/** A duration between two lines; none where the beginning is not known. */
export const lineToLine = (
  from_ms: number | undefined,
  to_ms: number,
): { duration_ms?: number; duration_source?: 'line_to_line' } =>
  from_ms === undefined || to_ms < from_ms ? {} : { duration_ms: to_ms - from_ms, duration_source: 'line_to_line' };
