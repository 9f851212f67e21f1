import { closeSync, openSync } from 'node:fs';
import type { HowToRun } from './writers.js';

/**
 * Runs a writer with faults in its system calls on the log, and on no other file.
 *
 * @param trace where the calls are written down
 * @param faults as strace's `inject` takes them: `write:error=EIO:when=3`
 */
export function failing(log: string, trace: string, faults: readonly string[]): HowToRun {
  // strace knows a file by its path, which must lead somewhere when it starts.
  closeSync(openSync(log, 'a', 0o600));
  const traced = 'trace=openat,close,write,writev,pwrite64,fsync,fdatasync';
  const injected = faults.flatMap((fault) => ['-e', `inject=${fault}`]);
  // Much faster, but no signal can be injected so.
  const fast = faults.some((fault) => fault.includes(':signal=')) ? [] : ['--seccomp-bpf'];
  return { under: ['strace', '-f', ...fast, '-y', '-s', '1', '-o', trace, '-P', log, '-e', traced, ...injected] };
}
