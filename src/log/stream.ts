/** `sessionlog/stream`: logs as Node streams, for who pipes. Loads the ndjson package, so it has an entry of its own. */
import { Readable, type Transform } from 'node:stream';
import ndjson from 'ndjson';
import type { Problem } from '../event/problem.js';
import type { SessionEvent } from '../event/types.js';
import type { Source } from './blocks.js';
import { type ReadOptions, readEvents } from './read.js';

export interface StreamOptions extends ReadOptions {
  /** Hears of what is wrong in the log; the stream goes on. */
  readonly onProblem?: (problem: Problem) => void;
}

async function* events(source: Source, { onProblem, ...options }: StreamOptions): AsyncGenerator<SessionEvent> {
  for await (const item of readEvents(source, options)) {
    if ('event' in item) yield item.event;
    else onProblem?.(item);
  }
}

/** The events of a log as a stream of objects. Fails as `readEvents` throws. */
export const eventStream = (source: Source, options: StreamOptions = {}): Readable =>
  Readable.from(events(source, options));

/** Takes events, gives JSON lines: the end of a pipe that began with `eventStream`. */
export const toJsonLines = (): Transform => ndjson.stringify();
