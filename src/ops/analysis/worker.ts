/** A thread that reads parts of the logs: see `pool.ts`. */
import { parentPort } from 'node:worker_threads';
import type { LogFile } from '../targets.js';
import { analyzePart, type Part, type PartOptions } from './part.js';

export interface Job {
  readonly logs: readonly LogFile[];
  readonly options: Omit<PartOptions, 'onBlock'>;
}

export type Answer = { readonly bytes: number } | { readonly part: Part } | { readonly failed: string };

const tell = (answer: Answer): void => parentPort?.postMessage(answer);

parentPort?.on('message', async ({ logs, options }: Job) => {
  try {
    tell({ part: await analyzePart(logs, { ...options, onBlock: (bytes) => tell({ bytes }) }) });
  } catch (error) {
    tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
