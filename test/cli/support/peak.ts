import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../../support/temp.js';

const PRELOAD = join(import.meta.dirname, 'peak-memory.mjs');

/** An environment in which the program notes its peak memory, and the way to ask for it once it has ended. */
export function peakMemory(): { env: Record<string, string>; peakMiB: () => number } {
  const file = join(tempDir(), 'peak');
  return {
    env: { PEAK_FILE: file, NODE_OPTIONS: `--import=${PRELOAD}` },
    peakMiB: () => Number(readFileSync(file, 'utf8')) / 1024,
  };
}
