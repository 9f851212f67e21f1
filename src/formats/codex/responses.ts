import { briefError } from '../agent/briefs.js';
import { countOf, textOf } from '../agent/values.js';
import type { Put } from './outbox.js';
import { objectOf } from './values.js';

/**
 * The model's answers. One lasts from what it answers to (a prompt, a tool's output) to its last part; the `token_count`
 * that follows says what it cost. In code mode that comes after the output of the tool that the answer called.
 */
export function openResponses(put: Put) {
  let model: string | undefined;
  let input_ms: number | undefined;
  let answer: { readonly from_ms: number; to_ms: number } | undefined;
  let total: number | undefined;
  let context_tokens: number | undefined;

  function tell(at_ms: number, from_ms: number | undefined, parent_span_id: string | undefined, payload: object): void {
    const duration =
      from_ms === undefined ? {} : { duration_ms: Math.max(0, at_ms - from_ms), duration_source: 'line_to_line' };
    put({ type: 'model_call', at_ms, payload: { model: model ?? 'unknown', ...duration, ...payload, parent_span_id } });
  }

  function end(at_ms: number, parent_span_id: string | undefined, payload: object): void {
    const to_ms = answer?.to_ms ?? at_ms;
    tell(to_ms, answer?.from_ms, parent_span_id, payload);
    input_ms = Math.max(input_ms ?? to_ms, to_ms);
    answer = undefined;
  }

  /** Takes note of a `token_count` and tells nothing: it is of a parent's history. */
  function remember(info: unknown): void {
    const { last_token_usage, total_token_usage } = objectOf(info);
    const now = countOf(objectOf(total_token_usage)['total_tokens']);
    if (now === undefined) return;
    total = now;
    context_tokens = countOf(objectOf(last_token_usage)['total_tokens']);
  }

  return {
    /** Whether an answer has begun whose cost is not known yet. */
    isOpen: (): boolean => answer !== undefined,
    model: (): string | undefined => model,
    setModel(name: string): void {
      model = name;
    },
    /** Tokens in the model's context, after its last answer. */
    contextTokens: (): number | undefined => context_tokens,
    inputAt: (): number | undefined => input_ms,
    /** When something was last said, by either side. */
    lastAt: (): number | undefined => answer?.to_ms ?? input_ms,

    /** Something that the model will answer to. */
    input(at_ms: number): void {
      input_ms = at_ms;
    },
    /** A part of an answer. */
    part(at_ms: number): void {
      if (answer === undefined) answer = { from_ms: input_ms ?? at_ms, to_ms: at_ms };
      else answer.to_ms = at_ms;
    },
    remember,
    /** A `token_count`. It is repeated whenever the limits change: what did not change the total cost nothing. */
    count(info: unknown, at_ms: number, parent_span_id: string | undefined): void {
      const before = total ?? 0;
      remember(info);
      if (total === undefined || total === before) return;
      end(at_ms, parent_span_id, { ...tokensOf(objectOf(objectOf(info)['last_token_usage'])), status: 'completed' });
    },
    /** What a whole turn cost, where nothing tells of single answers. */
    spend(usage: Readonly<Record<string, unknown>>, at_ms: number, parent_span_id: string | undefined): void {
      tell(at_ms, undefined, parent_span_id, { ...tokensOf(usage), status: 'completed' });
    },
    /** The request failed, or is sent again: `attempt` as the message counts it. */
    fail(message: string, at_ms: number, parent_span_id: string | undefined): void {
      const attempt = Number(/\b(\d{1,3})\s?\/\s?\d{1,3}\b/.exec(message.slice(0, 1000))?.[1] ?? Number.NaN);
      tell(at_ms, answer?.from_ms ?? input_ms, parent_span_id, {
        status: 'failed',
        ...(attempt > 0 ? { attempt } : {}),
        error: briefError(message),
      });
      answer = undefined;
      input_ms = at_ms;
    },
    /** The turn has ended. What it cost will not be told. */
    finish(at_ms: number, parent_span_id: string | undefined, status: string | undefined): void {
      if (answer !== undefined && total !== undefined)
        end(at_ms, parent_span_id, status === undefined ? {} : { status });
      answer = undefined;
    },
  };
}

/** Ours count apart what came from a cache; those of reasoning are part of the output in both. */
function tokensOf(usage: Readonly<Record<string, unknown>>): object {
  const input = countOf(usage['input_tokens']);
  const cached = countOf(usage['cached_input_tokens']);
  return {
    input_tokens: input === undefined ? undefined : Math.max(0, input - (cached ?? 0)),
    output_tokens: countOf(usage['output_tokens']),
    cache_read_tokens: cached,
    reasoning_tokens: countOf(usage['reasoning_output_tokens']),
  };
}

export const messageOfError = (payload: Readonly<Record<string, unknown>>): string =>
  textOf(payload['message']) ?? textOf(objectOf(payload['error'])['message']) ?? 'error';
