import { costOf, type Prices, type Tokens } from './cost.js';
import { safeCount } from './micros.js';
import { addDuration, addStretch, createTime, durationColumns, mergeTime, type NameTime } from './name-time.js';
import { byText, mergeRows, rowOfName } from './names.js';
import { callFailed } from './outcome.js';
import type { Fold, ModelRow } from './types.js';

interface ModelState {
  errors: number;
  retries: number;
  tokens: Tokens;
  time: NameTime;
}

export type Models = Map<string, ModelState>;

const create = (): ModelState => ({
  errors: 0,
  retries: 0,
  tokens: { input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0, reasoning_tokens: 0 },
  time: createTime(),
});

export const TOKEN_KINDS = [
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
] as const satisfies readonly (keyof Tokens)[];

/** Its result is in order of time, then of calls, the most first. */
export const models: Fold<Models, ModelRow[], [total_ms: number, prices?: Prices]> = {
  init: () => new Map(),

  step(state, { known, name, start_us, at_us, duration_us, retry }) {
    if (known?.type !== 'model_call') return;
    const row = rowOfName(state, name, create);
    row.time.runs++;
    if (callFailed(known)) row.errors++;
    if (retry) row.retries++;
    for (const kind of TOKEN_KINDS) row.tokens[kind] += known[kind] ?? 0;
    if (duration_us === null) return;
    addStretch(row.time, start_us, at_us);
    addDuration(row.time, duration_us);
  },

  merge: (left, right) =>
    mergeRows(left, right, (into, row) => {
      into.errors += row.errors;
      into.retries += row.retries;
      for (const kind of TOKEN_KINDS) into.tokens[kind] += row.tokens[kind];
      mergeTime(into.time, row.time);
      return into;
    }),

  finish: (state, total_ms, prices) =>
    [...state]
      .map(([model, { errors, retries, tokens, time }]) => ({
        model,
        calls: time.runs,
        errors,
        retries,
        input_tokens: safeCount(tokens.input_tokens),
        output_tokens: safeCount(tokens.output_tokens),
        cache_read_tokens: safeCount(tokens.cache_read_tokens),
        cache_write_tokens: safeCount(tokens.cache_write_tokens),
        reasoning_tokens: safeCount(tokens.reasoning_tokens),
        cost: costOf(model, tokens, prices),
        ...durationColumns(time, total_ms),
      }))
      .sort((a, b) => b.total_ms - a.total_ms || b.calls - a.calls || byText(a.model, b.model)),
};
