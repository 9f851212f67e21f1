/** A thread that scans the blocks of a file ahead of who folds them: see `scan-ahead.ts`. */
import { readSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { Kernel } from '../event/scan/kernel.js';
import { CAPACITY } from '../event/scan/rows.js';
import { Control, type ScanJob, STATES } from './scan-thread.js';

const NEWLINE = 0x0a;

function scanAhead({ module, memory, fd, control: buffer }: ScanJob): void {
  const kernel = new Kernel(module, memory);
  const { areas } = kernel;
  const control = new Control(areas.length, buffer);
  control.state = STATES.ready;
  let position = control.waitForBegin();
  for (let index = 0; ; index++) {
    const number = index % areas.length;
    const area = areas[number];
    if (area === undefined || Number.isNaN(position)) return;
    const { block, rows } = area;
    const length = readSync(fd, block, 0, block.length, position);
    const to = length === 0 ? 0 : block.lastIndexOf(NEWLINE, length - 1) + 1;
    // What is no line, or longer than a block, is left to who folds.
    if (to === 0) return;
    const end = kernel.scan(number, 0, to);
    position += end;
    if (!control.tell(index, end, end < to && rows.count < CAPACITY)) return;
  }
}

const job = workerData as ScanJob;
try {
  scanAhead(job);
} finally {
  new Control(new Kernel(job.module, job.memory).areas.length, job.control).stop();
}
