import { SessionlogError } from '../base/errors.js';
import { Chains } from '../event/chain.js';
import type { AnySink } from './any-reader.js';
import { readLog } from './read-log.js';
import { resolveTargets } from './targets.js';

export interface CatInput {
  readonly targets: readonly string[];
  readonly dir: string;
  /** What takes the records of one log. */
  readonly sinkOf: (path: string) => AnySink;
  /** Called after every block, and after each log; what it returns is waited for. */
  readonly flush: () => Promise<void>;
  /** A log was read to its end. */
  readonly onRead: (path: string) => void;
  readonly onRefused: (error: SessionlogError) => void;
}

/** Hands over the records of all logs that the targets name, each event once; returns how many logs were read. */
export async function readLogs(input: CatInput): Promise<number> {
  const { targets, dir, sinkOf, flush, onRead, onRefused } = input;
  const chains = new Chains();
  let taken = 0;
  for (const log of resolveTargets(targets, dir, onRefused)) {
    try {
      await readLog(log, sinkOf(log.path), { chains, onBlock: flush });
      taken++;
      onRead(log.path);
    } catch (error) {
      // What cannot be written out is the end of it; what cannot be read is one log of many.
      if (!(error instanceof SessionlogError) || error.code === 'WRITE_FAILED') throw error;
      onRefused(error);
    }
    await flush();
  }
  return taken;
}
