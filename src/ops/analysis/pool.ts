import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { LogFile } from '../targets.js';
import type { Part, PartOptions } from './part.js';
import type { Answer, Job } from './worker.js';

/** Threads that are of use: each has to learn the code anew, and they share the disk. */
const THREADS = 8;
/** Less than this is read sooner than threads start. */
const WORTH_BYTES = 32 * 1024 * 1024;

/** The thread's program lies beside this one, bundled if this one is. */
const WORKER = new URL(import.meta.url.endsWith('.cjs') ? './worker.cjs' : './worker.js', import.meta.url);

/** Whether reading these parts in threads takes less time than one after the other. */
export function paysInThreads(parts: readonly (readonly LogFile[])[]): boolean {
  if (parts.length < 2 || availableParallelism() < 2) return false;
  const sizes = parts.map((logs) => logs.reduce((sum, { size_bytes }) => sum + size_bytes, 0));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  // One part that is nearly all has to be waited for in any case.
  return bytes >= WORTH_BYTES && Math.max(...sizes) < bytes * 0.8;
}

/** Reads parts on several cores; `onPart` hears of each as it comes, by its index. */
export async function analyzeInThreads(
  parts: readonly (readonly LogFile[])[],
  { onBlock, ...options }: PartOptions,
  onPart: (part: Part, index: number) => void,
): Promise<void> {
  let next = 0;
  const threads = Math.min(availableParallelism(), THREADS, parts.length);
  const work = async (): Promise<void> => {
    const worker = new Worker(WORKER);
    try {
      for (let index = next++; index < parts.length; index = next++) {
        const logs = parts[index] ?? [];
        onPart(await answerOf(worker, { logs, options }, onBlock), index);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
}

function answerOf(worker: Worker, job: Job, onBlock: PartOptions['onBlock']): Promise<Part> {
  return new Promise((resolve, reject) => {
    const onMessage = (answer: Answer): void => {
      if ('bytes' in answer) {
        void onBlock?.(answer.bytes);
        return;
      }
      worker.off('message', onMessage);
      worker.off('error', reject);
      if ('failed' in answer) reject(new Error(answer.failed));
      else resolve(answer.part);
    };
    worker.on('message', onMessage);
    worker.once('error', reject);
    worker.postMessage(job);
  });
}
