import { closeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { SessionlogError } from '../base/errors.js';
import { openToRead } from './blocks.js';
import { EventDecoder } from './events.js';
import { Follower, offsetOfLastLines, type Reset } from './follow.js';
import type { ReadItem } from './read.js';
import { RecordReader } from './records.js';
import { Waker } from './wake.js';

export interface TailOptions {
  /** How many of the lines already there are yielded first: a number, or `all` (default 10). */
  readonly last?: number | 'all';
  /** Ends the tail; without it the tail goes on until the loop is left. */
  readonly signal?: AbortSignal;
  /** The longest wait between two looks at the file, in ms (default 250). */
  readonly poll_ms?: number;
}

/** An item of the log, or word that reading began anew: the file was truncated, or another stands at the path. */
export type TailItem = ReadItem | { readonly notice: Reset };

/**
 * Follows the log at a path: what is there (its last lines), then what comes, across truncation, rename and
 * recreation. Lines are counted from where the tail begins. A path without a file is waited for.
 *
 * @throws SessionlogError FILE_UNREADABLE
 */
export async function* tail(path: string, options: TailOptions = {}): AsyncGenerator<TailItem> {
  const { last = 10, signal, poll_ms } = options;
  let items: TailItem[] = [];
  const from = startOf(path, last);
  const begin = (offset: number): { decoder: EventDecoder; records: RecordReader } => {
    const decoder = new EventDecoder(
      {
        event: (event, { line, offset, length }) => items.push({ event, line, offset, length }),
        problem: (problem) => items.push(problem),
      },
      { midway: offset > 0 },
    );
    return { decoder, records: new RecordReader(decoder, undefined, offset) };
  };
  let reader = begin(from);
  const follower = new Follower(
    path,
    {
      bytes: (chunk) => reader.records.push(chunk),
      reset: (reason) => {
        reader.decoder.end();
        reader = begin(0);
        items.push({ notice: reason });
      },
    },
    from,
  );
  const waker = new Waker(dirname(path), poll_ms);
  const name = basename(path);
  try {
    for (;;) {
      follower.poll();
      // What comes next may be long in coming: nothing is held back for it.
      reader.decoder.end();
      yield* items;
      items = [];
      if (signal?.aborted) return;
      for (;;) {
        const names = await waker.next(signal);
        if (names.size === 0 || names.has(name) || signal?.aborted) break;
      }
    }
  } finally {
    waker.close();
    follower.close();
  }
}

function startOf(path: string, last: number | 'all'): number {
  if (last === 'all') return 0;
  try {
    const { fd, stat } = openToRead(path);
    try {
      return offsetOfLastLines(fd, stat.size, last);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (error instanceof SessionlogError && error.code === 'FILE_NOT_FOUND') return 0;
    throw error;
  }
}
