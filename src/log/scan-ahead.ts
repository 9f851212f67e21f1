import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { BlockScanner, ScannedBlock } from './scan-blocks.js';
import { Control, type ScanJob, STATES } from './scan-thread.js';

/** It makes nothing but what one block needs. */
const LIMITED = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16, stackSizeMb: 1 };

/** Less than this is scanned sooner than a thread pays. */
const WORTH_BYTES = 32 * 1024 * 1024;

/** The thread's program lies beside this one, bundled if this one is. */
const program = (): URL =>
  new URL(import.meta.url.endsWith('.cjs') ? './scan-worker.cjs' : './scan-worker.js', import.meta.url);

/** Whether the blocks of a file are scanned on a second core meanwhile. */
export const paysToScanAhead = (scanner: BlockScanner, bytes: number): boolean =>
  bytes >= WORTH_BYTES && scanner.kernel !== undefined && availableParallelism() > 1;

/**
 * As `scanner.file`, with a second thread that reads and scans the next blocks while the last ones are folded. The first
 * blocks, until that thread is ready, and whatever it does not scan, are scanned here.
 */
export async function* scanAhead(
  scanner: BlockScanner,
  path: string,
  fd: number,
  offset: number,
): AsyncGenerator<ScannedBlock> {
  const { kernel } = scanner;
  if (kernel === undefined) {
    yield* scanner.file(path, fd, offset);
    return;
  }
  const { module, wasm: memory, areas } = kernel;
  const control = new Control(areas.length);
  const job: ScanJob = { module, memory, fd, control: control.buffer, areas: areas.length };
  const worker = new Worker(program(), { workerData: job, env: SHARE_ENV, resourceLimits: LIMITED });
  // Throws when the thread failed: then the memory that it shares cannot be trusted.
  const ended = once(worker, 'exit').finally(() => control.stop());
  // It is waited for below, and may end before.
  ended.catch(() => undefined);
  let position = offset;
  try {
    for (const block of scanner.file(path, fd, offset)) {
      position += block.bytes.length;
      yield block;
      if (block.scanned !== undefined && control.state !== STATES.starting) break;
    }
    if (control.state === STATES.ready) {
      scanner.prepare();
      control.begin(position);
      for (let index = 0; ; index++) {
        const scanned = await control.next(index);
        if (scanned === undefined) break;
        position += scanned.bytes;
        yield scanner.scanned(index, scanned.bytes);
        if (scanned.isFull) {
          scanner.makeRoom();
          control.madeRoom();
        }
        control.taken(index);
      }
    }
    control.stop();
    await ended;
    yield* scanner.file(path, fd, position);
  } finally {
    control.stop();
    await ended;
  }
}
