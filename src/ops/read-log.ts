import { closeSync, fstatSync } from 'node:fs';
import type { Chains } from '../event/chain.js';
import { blocksOf, fileBlocks, isYoung, openToRead } from '../log/blocks.js';
import type { Tail } from '../log/records.js';
import { AnyReader, type AnySink } from './any-reader.js';
import type { LogFile } from './targets.js';

export interface LogFigures {
  readonly format: string;
  readonly bytes: number;
  readonly lines: number;
}

export interface ReadLogOptions {
  /** The chains of all logs of one run, so that an event that stands in two of them counts once. */
  readonly chains?: Chains;
  /** Called after every block, with the bytes read since the last call; what it returns is waited for. */
  readonly onBlock?: ((bytes: number) => void | Promise<void>) | undefined;
}

/**
 * Reads a whole log of any format, block by block.
 *
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function readLog(log: LogFile, sink: AnySink, options: ReadLogOptions = {}): Promise<LogFigures> {
  const { chains, onBlock } = options;
  const fallback_ms = log.mtime_ms || Date.now();
  const reader = new AnyReader(sink, { name: log.path === '-' ? 'stdin' : log.path, fallback_ms, chains });
  let bytes = 0;
  const take = async (block: Buffer): Promise<void> => {
    bytes += block.length;
    reader.push(block);
    await onBlock?.(block.length);
  };
  if (log.path === '-') {
    for await (const block of blocksOf('-')) await take(block);
    reader.end('final');
  } else {
    reader.end(await readFile(log.path, take));
  }
  return { format: reader.format, bytes, lines: reader.lines };
}

async function readFile(path: string, take: (block: Buffer) => Promise<void>): Promise<Tail> {
  const { fd, stat } = openToRead(path);
  try {
    if (!stat.isFile()) {
      for await (const block of blocksOf(path)) await take(block);
      return 'final';
    }
    for (const block of fileBlocks(path, fd)) await take(block);
    return isYoung(fstatSync(fd), Date.now()) ? 'in flight' : 'final';
  } finally {
    closeSync(fd);
  }
}
