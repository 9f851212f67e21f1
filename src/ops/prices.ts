import { readFileSync } from 'node:fs';
import type { Price, Prices } from '../analyze/cost.js';
import { SessionlogError } from '../base/errors.js';
import { readError } from '../log/blocks.js';

const EXAMPLE = '{"some-model":{"input":3,"output":15,"cache_read":0.3,"cache_write":3.75}}';

/**
 * The price table of a file: a JSON object, from a model to its prices per million tokens.
 *
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE; OPTION_INVALID when it is no such table
 */
export async function readPrices(path: string): Promise<Prices> {
  const table = parse(path);
  const { z } = await import('zod');
  const amount = z.number().nonnegative();
  const Row = z.strictObject({
    input: amount,
    output: amount,
    cache_read: amount.optional(),
    cache_write: amount.optional(),
  });
  const prices = new Map<string, Price>();
  for (const [model, given] of Object.entries(table)) {
    const { data, error } = Row.safeParse(given);
    if (error !== undefined) {
      const [issue] = error.issues;
      throw invalid(path, `${[JSON.stringify(model), ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'wrong'}`);
    }
    prices.set(model, data);
  }
  return prices;
}

function parse(path: string): object {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw readError(path, error);
  }
  let table: unknown;
  try {
    table = JSON.parse(text);
  } catch (error) {
    throw invalid(path, `no JSON: ${(error as Error).message}`);
  }
  if (typeof table !== 'object' || table === null || Array.isArray(table)) throw invalid(path, 'no JSON object');
  return table;
}

const invalid = (path: string, what: string): SessionlogError =>
  new SessionlogError('OPTION_INVALID', `prices ${path}: ${what}; give ${EXAMPLE}, per million tokens`);
