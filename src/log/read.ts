import { closeSync, fstatSync, statSync } from 'node:fs';
import { SessionlogError } from '../base/errors.js';
import type { Problem } from '../event/problem.js';
import type { SessionEvent } from '../event/types.js';
import { blocksOf, fileBlocks, isYoung, openToRead, type Source } from './blocks.js';
import { EventDecoder } from './events.js';
import type { Place } from './lines.js';
import { sessionPath } from './paths.js';
import { RecordReader, type Tail } from './records.js';

/** An event and where it stands. */
export interface ReadEvent extends Place {
  readonly event: SessionEvent;
}

/** What a reader yields: an event or a problem, in file order. Tell them apart by `'event' in item`. */
export type ReadItem = ReadEvent | Problem;

export interface ReadOptions {
  /** Whether hashes are checked (default true). Without it only sequence numbers are. */
  readonly verify?: boolean;
  /** Longer lines are reported and skipped (default 1 MiB). */
  readonly line_bytes?: number;
}

class ItemReader {
  items: ReadItem[] = [];
  readonly #records: RecordReader;

  constructor({ verify, line_bytes }: ReadOptions) {
    const decoder = new EventDecoder(
      {
        event: (event, { line, offset, length }) => this.items.push({ event, line, offset, length }),
        problem: (problem) => this.items.push(problem),
      },
      { verify },
    );
    this.#records = new RecordReader(decoder, line_bytes);
  }

  /** Lines so far, the last one without a newline included once it was taken. */
  get lines(): number {
    return this.#records.lines;
  }

  push(block: Buffer): ReadItem[] {
    this.#records.push(block);
    return this.take();
  }

  end(tail: Tail): ReadItem[] {
    this.#records.end(tail);
    return this.take();
  }

  take(): ReadItem[] {
    const { items } = this;
    this.items = [];
    return items;
  }
}

/**
 * Events and problems of a log in our own format, in file order and bounded memory.
 *
 * @param source a path, `-` for standard input, or a stream of bytes
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE; bad data is yielded as a problem, never thrown
 */
export async function* readEvents(source: Source, options: ReadOptions = {}): AsyncGenerator<ReadItem> {
  const reader = new ItemReader(options);
  for await (const block of blocksOf(source)) yield* reader.push(block);
  yield* reader.end(tailOf(source));
}

function tailOf(source: Source): Tail {
  if (typeof source !== 'string' || source === '-') return 'final';
  const stat = statSync(source, { throwIfNoEntry: false });
  return stat?.isFile() && isYoung(stat, Date.now()) ? 'in flight' : 'final';
}

/**
 * Every item of a file to a callback, at once; returns how much was read.
 *
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export function readFileItems(
  path: string,
  options: ReadOptions,
  take: (item: ReadItem) => void,
): { bytes: number; lines: number } {
  const { fd } = openToRead(path);
  let bytes = 0;
  try {
    const reader = new ItemReader(options);
    for (const block of fileBlocks(path, fd)) {
      bytes += block.length;
      for (const item of reader.push(block)) take(item);
    }
    for (const item of reader.end(isYoung(fstatSync(fd), Date.now()) ? 'in flight' : 'final')) take(item);
    return { bytes, lines: reader.lines };
  } finally {
    closeSync(fd);
  }
}

export interface ReadResult {
  readonly events: SessionEvent[];
  readonly problems: Problem[];
}

/**
 * A whole session at once. A session without a file reads as empty.
 *
 * @throws SessionlogError SESSION_ID_INVALID, FILE_UNREADABLE
 */
export function read(dir: string, sessionId: string, options: ReadOptions = {}): ReadResult {
  const path = sessionPath(dir, sessionId);
  const result: ReadResult = { events: [], problems: [] };
  try {
    readFileItems(path, options, (item) => {
      if ('event' in item) result.events.push(item.event);
      else result.problems.push(item);
    });
  } catch (error) {
    if (!(error instanceof SessionlogError && error.code === 'FILE_NOT_FOUND')) throw error;
  }
  return result;
}
