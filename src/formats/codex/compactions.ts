import { countOf } from '../agent/values.js';
import type { Put } from './outbox.js';
import { objectOf } from './values.js';

interface Cut {
  readonly at_ms: number;
  readonly from_ms: number | undefined;
  readonly tokens_before: number | undefined;
  tokens_after: number | undefined;
}

/** A compaction is told twice (`compacted`, then `context_compacted`), with the new size of the context in between. */
export function openCompactions(put: Put) {
  let cut: Cut | undefined;

  return {
    /** @param from_ms when its request was made, as far as the lines before tell */
    cut(at_ms: number, from_ms: number | undefined, tokens_before: number | undefined): void {
      cut ??= { at_ms, from_ms, tokens_before, tokens_after: undefined };
    },
    /** A `token_count`. */
    count(info: unknown): void {
      if (cut !== undefined) cut.tokens_after ??= countOf(objectOf(objectOf(info)['last_token_usage'])['total_tokens']);
    },
    /** @param asked a turn that a prompt began compacts when the context is full; one without was begun to compact */
    finish(parent_span_id: string | undefined, asked: boolean): void {
      if (cut === undefined) return;
      const { at_ms, from_ms, tokens_before, tokens_after } = cut;
      const time =
        from_ms === undefined ? {} : { duration_ms: Math.max(0, at_ms - from_ms), duration_source: 'line_to_line' };
      const trigger = asked ? 'auto' : 'manual';
      put({ type: 'compaction', at_ms, payload: { trigger, tokens_before, tokens_after, ...time, parent_span_id } });
      cut = undefined;
    },
  };
}
