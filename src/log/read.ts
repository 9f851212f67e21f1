import { existsSync, statSync } from 'node:fs';
import type { Problem } from '../event/problem.js';
import type { SessionEvent } from '../event/types.js';
import { assertOptions, assertPath, assertSource } from './arguments.js';
import { blocksOf, isYoung, type Source } from './blocks.js';
import { EventDecoder } from './events.js';
import type { Place } from './lines.js';
import { logBlocks } from './log-blocks.js';
import { archiveOf, sessionPath, shardDir } from './paths.js';
import { RecordReader, type Tail } from './records.js';
import { isShardDir, shardBlocks } from './shards.js';

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
 * @throws TypeError when an argument is of the wrong type, as soon as an item is asked for; SessionlogError
 *   FILE_NOT_FOUND, FILE_UNREADABLE, ARCHIVE_UNREADABLE, ARCHIVE_TOO_LARGE; bad data is yielded as a problem, never thrown
 */
export async function* readEvents(source: Source, options: ReadOptions = {}): AsyncGenerator<ReadItem> {
  assertSource(READ_EVENTS, source);
  assertOptions(READ_EVENTS, options);
  const reader = new ItemReader(options);
  const blocks = typeof source === 'string' && isShardDir(source) ? shardBlocks(source) : blocksOf(source);
  for await (const block of blocks) yield* reader.push(block);
  yield* reader.end(tailOf(source));
}

const READ_EVENTS = 'readEvents(source, options)';

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
  const reader = new ItemReader(options);
  const blocks = logBlocks(path);
  let bytes = 0;
  let step = blocks.next();
  for (; step.done !== true; step = blocks.next()) {
    bytes += step.value.length;
    for (const item of reader.push(step.value)) take(item);
  }
  for (const item of reader.end(step.value)) take(item);
  return { bytes, lines: reader.lines };
}

const READ = 'read(dir, sessionId, options)';

export interface ReadResult {
  readonly events: SessionEvent[];
  readonly problems: Problem[];
}

/**
 * A whole session at once, what was archived of it first. A session without a file reads as empty.
 *
 * @throws TypeError when an argument is of the wrong type; SessionlogError SESSION_ID_INVALID, FILE_UNREADABLE,
 *   ARCHIVE_UNREADABLE; ARCHIVE_TOO_LARGE for an archive of more than 256 MiB, which `readEvents` takes
 */
export function read(dir: string, sessionId: string, options: ReadOptions = {}): ReadResult {
  assertPath(READ, 'dir', dir);
  assertOptions(READ, options);
  const result: ReadResult = { events: [], problems: [] };
  const path = sessionPath(dir, sessionId);
  for (const part of [archiveOf(path), path, shardDir(dir, sessionId)]) {
    if (!existsSync(part)) continue;
    readFileItems(part, options, (item) => {
      if ('event' in item) result.events.push(item.event);
      else result.problems.push(item);
    });
  }
  return result;
}
