import { closeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { SessionlogError } from '../base/errors.js';
import { openToRead } from './blocks.js';
import { EventDecoder } from './events.js';
import { Follower, linesBefore, offsetOfLastLines, type Reset } from './follow.js';
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
 * recreation. Lines are counted from the top of the file. A path without a file is waited for. One file is followed:
 * of a session with shards, tail the files in its directory (`sessionlog tail -f` joins them).
 *
 * @throws SessionlogError FILE_UNREADABLE, for a directory too
 */
export async function* tail(path: string, options: TailOptions = {}): AsyncGenerator<TailItem> {
  const { last = 10, signal, poll_ms } = options;
  let items: TailItem[] = [];
  const start = startOf(path, last);
  const begin = ({ offset, lines }: Start): { decoder: EventDecoder; records: RecordReader } => {
    const decoder = new EventDecoder(
      {
        event: (event, { line, offset, length }) => items.push({ event, line: line + lines, offset, length }),
        problem: (problem) => items.push({ ...problem, line: problem.line + lines }),
      },
      { midway: offset > 0 },
    );
    return { decoder, records: new RecordReader(decoder, undefined, offset) };
  };
  let reader = begin(start);
  const follower = new Follower(
    path,
    {
      bytes: (chunk) => reader.records.push(chunk),
      reset: (reason) => {
        reader.decoder.end();
        reader = begin(TOP);
        items.push({ notice: reason });
      },
    },
    start.offset,
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

/** Where reading begins, and how many lines stand before it. */
interface Start {
  readonly offset: number;
  readonly lines: number;
}

const TOP: Start = { offset: 0, lines: 0 };

function startOf(path: string, last: number | 'all'): Start {
  if (last === 'all') return TOP;
  try {
    const { fd, stat } = openToRead(path);
    try {
      const offset = offsetOfLastLines(fd, stat.size, last);
      return { offset, lines: linesBefore(fd, offset) };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (error instanceof SessionlogError && error.code === 'FILE_NOT_FOUND') return TOP;
    throw error;
  }
}
