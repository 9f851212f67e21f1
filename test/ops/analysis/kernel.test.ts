/** The fold in WebAssembly comes to the state of its twin in TypeScript, whatever is in the log, or gives up. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LogOptions, logs } from '../../support/fold-logs.js';
import { tempDir } from '../../support/temp.js';
import { expectEqual, foldBoth } from './support.js';

const RUNS = Number(process.env['SESSIONLOG_FUZZ'] ?? 150);
const SEED = Number(process.env['SESSIONLOG_SEED'] ?? Date.now() % 2 ** 31);

/** Holds the two folds against each other; returns the share of the logs that the kernel folded to their end. */
async function sameOf(options: LogOptions): Promise<number> {
  const path = join(tempDir(), 'log.jsonl');
  let folded = 0;
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(logs(options), async (log) => {
      writeFileSync(path, log);
      const both = await foldBoth(path);
      runs++;
      if (both.isWhole) folded++;
      expectEqual(both);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  return folded / runs;
}

describe(`the kernel, seed ${SEED}`, () => {
  it('folds what usual logs hold, as its twin does', async () => {
    expect(await sameOf({ usual: true })).toBeGreaterThan(0.9);
  }, 600_000);
  it('folds or gives up what odd logs hold', async () => {
    expect(await sameOf({ usual: false })).toBeGreaterThan(0.2);
  }, 600_000);
});
