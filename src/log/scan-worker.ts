/** A thread that scans the blocks of a file ahead of who folds them: see `scan-ahead.ts`. */
import { readSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { Kernel } from '../event/scan/kernel.js';
import { CAPACITY } from '../event/scan/rows.js';
import { Control, type ScanJob } from './scan-thread.js';

const NEWLINE = 0x0a;

function scan({ module, memory, fd }: ScanJob, control: Control): void {
  const kernel = new Kernel(module, memory);
  const { areas } = kernel;
  control.ready();
  let position = control.waitForBegin();
  for (let index = 0; ; index++) {
    const number = index % areas.length;
    const area = areas[number];
    if (area === undefined || Number.isNaN(position)) return;
    const { block, rows } = area;
    const length = bytesAt(fd, block, position);
    const to = length === 0 ? 0 : block.lastIndexOf(NEWLINE, length - 1) + 1;
    // What is no line, or longer than a block, is left to who folds.
    if (to === 0) return;
    const end = kernel.scan(number, 0, to);
    position += end;
    if (!control.tell(index, end, end < to && rows.count < CAPACITY)) return;
  }
}

/** Nothing, when they cannot be read: who folds will meet that too, and say so. */
function bytesAt(fd: number, block: Buffer, position: number): number {
  try {
    return readSync(fd, block, 0, block.length, position);
  } catch {
    return 0;
  }
}

const job = workerData as ScanJob;
const control = new Control(job.areas, job.control);
try {
  scan(job, control);
} finally {
  control.stop();
}
