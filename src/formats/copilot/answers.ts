import { amountOf, countOf, listOf, textOf } from '../agent/values.js';
import type { Put } from '../drafts.js';
import type { SourceRecord } from '../format.js';
import { freshInput } from './session.js';

interface Answer {
  readonly id: string | undefined;
  readonly model: string;
  readonly start_ms: number | undefined;
  at_ms: number;
  output_tokens: number | undefined;
}

/**
 * Answers of models: `assistant.turn_start` is the request, and one answer may come as several messages, of which the
 * last has the tokens.
 */
export function openAnswers(put: Put) {
  let asked_ms: number | undefined;
  let answer: Answer | undefined;

  function flush(parent_span_id: string | undefined): void {
    if (answer === undefined) return;
    const { id, model, start_ms, at_ms, output_tokens } = answer;
    const known = start_ms === undefined || start_ms > at_ms ? {} : lineToLine(at_ms - start_ms);
    const payload = { model, ...known, output_tokens, status: 'completed', span_id: id, parent_span_id };
    put({ type: 'model_call', at_ms, payload });
    answer = undefined;
    asked_ms = undefined;
  }

  return {
    begin: (at_ms: number): void => {
      asked_ms = at_ms;
    },
    flush,

    /** A message of an answer; returns whether it calls tools. */
    part(data: SourceRecord, at_ms: number, model = 'unknown', parent_span_id: string | undefined): boolean {
      const id = textOf(data['apiCallId']) ?? textOf(data['requestId']) ?? textOf(data['messageId']);
      if (answer !== undefined && answer.id !== id) flush(parent_span_id);
      answer ??= { id, model, start_ms: asked_ms, at_ms, output_tokens: undefined };
      answer.at_ms = Math.max(answer.at_ms, at_ms);
      answer.output_tokens = countOf(data['outputTokens']) ?? answer.output_tokens;
      return listOf(data['toolRequests']).length > 0;
    },

    /** What a compaction spent: `{model, duration, inputTokens, outputTokens, …}`. */
    tellUsage(used: SourceRecord, at_ms: number, model = 'unknown', parent_span_id: string | undefined): void {
      const cache_read_tokens = countOf(used['cacheReadTokens']) ?? countOf(used['cachedInput']);
      const cache_write_tokens = countOf(used['cacheWriteTokens']);
      const input = countOf(used['inputTokens']) ?? countOf(used['input']);
      const duration_ms = amountOf(used['duration']);
      put({
        type: 'model_call',
        at_ms,
        payload: {
          model: textOf(used['model']) ?? model,
          ...(duration_ms === undefined ? {} : { duration_ms, duration_source: 'source' }),
          input_tokens: freshInput(input, cache_read_tokens, cache_write_tokens),
          output_tokens: countOf(used['outputTokens']) ?? countOf(used['output']),
          cache_read_tokens,
          cache_write_tokens,
          status: 'completed',
          parent_span_id,
        },
      });
    },
  };
}

const lineToLine = (duration_ms: number) => ({ duration_ms, duration_source: 'line_to_line' });
