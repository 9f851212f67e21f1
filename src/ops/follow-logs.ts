import { closeSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { fileBlocks, isYoung, openToRead } from '../log/blocks.js';
import { Follower, offsetOfLastLines, type Reset } from '../log/follow.js';
import { RecordReader } from '../log/records.js';
import { Waker } from '../log/wake.js';
import { AnyReader, type AnySink } from './any-reader.js';
import { type LogFile, logsIfAny } from './targets.js';

const NEWLINE = 0x0a;

export interface FollowLogsSink {
  /** What takes the records of one log. */
  sinkOf(path: string): AnySink;
  reset(path: string, reason: Reset): void;
  /** A log that cannot be read; the others are followed all the same. */
  refused(error: SessionlogError): void;
  /** All that is there has been handed over; what this returns is waited for. */
  caughtUp(): Promise<void>;
}

export interface FollowLogsOptions {
  /** Lines already there that are read first, for each log. */
  readonly last: number;
  /** Without it each log is read to its end, once. */
  readonly signal?: AbortSignal | undefined;
  /** Logs that appear here later are followed too, from their start. */
  readonly watchDir?: string | undefined;
}

/** Reads the ends of logs, and follows them for as long as the signal allows. Returns how many could be read. */
export async function followLogs(
  logs: readonly LogFile[],
  sink: FollowLogsSink,
  options: FollowLogsOptions,
): Promise<number> {
  const { last, signal, watchDir } = options;
  const followed = new Followed(sink);
  for (const log of logs) followed.add(log, last);
  const waker = new Waker(watchDir ?? dirname(logs[0]?.path ?? '.'));
  let names: ReadonlySet<string> = new Set();
  try {
    do {
      if (watchDir !== undefined) for (const log of logsIfAny(watchDir)) followed.add(log, Number.POSITIVE_INFINITY);
      followed.each((log) => {
        if (names.size === 0 || names.has(basename(log.path))) log.poll();
      });
      if (signal === undefined) followed.each((log) => log.end());
      await sink.caughtUp();
      if (signal === undefined) break;
      names = await waker.next(signal);
    } while (!signal.aborted);
    return followed.readable;
  } finally {
    waker.close();
    followed.close();
  }
}

/** The logs that are followed, by their paths. One that cannot be read is told of once, and then left alone. */
class Followed {
  readonly #sink: FollowLogsSink;
  readonly #logs = new Map<string, FollowedLog | undefined>();

  constructor(sink: FollowLogsSink) {
    this.#sink = sink;
  }

  get readable(): number {
    return [...this.#logs.values()].filter((log) => log !== undefined).length;
  }

  add(log: LogFile, last: number): void {
    if (this.#logs.has(log.path)) return;
    this.#logs.set(log.path, undefined);
    this.#try(() => this.#logs.set(log.path, new FollowedLog(log, this.#sink, last)));
  }

  each(act: (log: FollowedLog) => void): void {
    for (const [path, log] of this.#logs) {
      if (log === undefined || this.#try(() => act(log))) continue;
      log.close();
      this.#logs.set(path, undefined);
    }
  }

  close(): void {
    for (const log of this.#logs.values()) log?.close();
  }

  #try(act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      this.#sink.refused(error);
      return false;
    }
  }
}

