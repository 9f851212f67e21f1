import type { ModelRow, Report } from './types.js';

/** Of one call of a model, or of several. */
export type Tokens = Record<
  'input_tokens' | 'output_tokens' | 'cache_read_tokens' | 'cache_write_tokens' | 'reasoning_tokens',
  number
>;

/** Per million tokens, in whatever currency. Without a price of its own, what a cache holds costs as input. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cache_read?: number | undefined;
  readonly cache_write?: number | undefined;
}

/** By model. */
export type Prices = ReadonlyMap<string, Price>;

/** The date of a release, which price tables leave out. */
const RELEASE = /[-@](?:\d{8}|\d{4}-\d\d-\d\d|latest)$/;

/** What the tokens cost; null when the model has no price. Tokens of reasoning are part of the output. */
export function costOf(model: string, tokens: Tokens, prices: Prices | undefined): number | null {
  const price = prices?.get(model) ?? prices?.get(model.replace(RELEASE, ''));
  if (price === undefined) return null;
  const { input, output, cache_read = input, cache_write = input } = price;
  const sum =
    tokens.input_tokens * input +
    tokens.output_tokens * output +
    tokens.cache_read_tokens * cache_read +
    tokens.cache_write_tokens * cache_write;
  return sum / 1_000_000;
}

/** The cost of all models together, and the models that are left out of it; null without prices. */
export function totalCost(models: readonly ModelRow[], prices: Prices | undefined): Report['cost'] {
  if (prices === undefined) return null;
  return {
    total: models.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
    without_price: models.filter(({ cost }) => cost === null).map(({ model }) => model),
  };
}
