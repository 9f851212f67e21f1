import { basename, dirname, resolve } from 'node:path';
import { SessionlogError } from '../base/errors.js';
import { isShardDir, shardsOf } from '../log/shards.js';
import { isPackedFile } from '../log/unpack.js';
import { Waker } from '../log/wake.js';
import { FollowedLog, type FollowedSink } from './followed-log.js';
import { InOrder } from './in-order.js';
import { readLastRecords } from './last-records.js';
import { growingLogs, type LogFile } from './targets.js';

export interface FollowLogsSink extends FollowedSink {
  /** A log that cannot be read; the others are followed all the same. */
  refused(error: SessionlogError): void;
  /** All that is there has been handed over; what this returns is waited for. */
  caughtUp(): Promise<void>;
}

export interface FollowLogsOptions {
  /** Lines already there that are read first, for each session. */
  readonly last: number;
  /** Without it each log is read to its end, once. */
  readonly signal?: AbortSignal | undefined;
  /** Logs that appear here later are followed too, from their start. It may be missing yet. */
  readonly watchDir?: string | undefined;
  /** Where shards of a session may appear. */
  readonly shardDirs?: readonly string[] | undefined;
}

/**
 * Reads the ends of logs, and follows them for as long as the signal allows; of a sharded session every shard, new ones
 * too. Returns how many logs could be read.
 */
export async function followLogs(
  logs: readonly LogFile[],
  sink: FollowLogsSink,
  options: FollowLogsOptions,
): Promise<number> {
  const { last, signal, watchDir, shardDirs = [] } = options;
  const followed = new Followed(sink);
  const sharded = new Map(shardDirs.map((dir) => [dir, new InOrder()]));
  const add = (log: LogFile, count: number): void => {
    if (!isShardDir(log.path)) followed.add(log, count);
    else if (!sharded.has(log.path)) sharded.set(log.path, new InOrder());
  };
  let archives = 0;
  for (const log of logs) {
    if (!isPackedFile(log.path)) add(log, last);
    else if (await readArchive(log, sink, last)) archives++;
  }
  const watched = watchDir ?? (logs[0] === undefined ? shardDirs[0] : dirname(logs[0].path)) ?? '.';
  const isWatched = (path: string): boolean => resolve(dirname(path)) === resolve(watched);
  const waker = new Waker(watched);
  let names: ReadonlySet<string> = new Set();
  // Shards that are there at first give their last lines; those that come later are read from their start.
  let count = last;
  try {
    do {
      if (watchDir !== undefined) for (const log of growingLogs(watchDir)) add(log, Number.POSITIVE_INFINITY);
      for (const [dir, order] of sharded) followed.addShards(dir, order, count);
      followed.each((log) => {
        // The watch says nothing of other directories.
        if (names.size === 0 || names.has(basename(log.path)) || !isWatched(log.path)) log.poll();
      });
      if (signal === undefined) followed.each((log) => log.end());
      for (const order of sharded.values()) order.release(count);
      count = Number.POSITIVE_INFINITY;
      await sink.caughtUp();
      if (signal === undefined) break;
      names = await waker.next(signal);
    } while (!signal.aborted);
    return archives + followed.readable;
  } finally {
    waker.close();
    followed.close();
  }
}

/** An archive does not grow: its last lines are all that there is to tell. */
async function readArchive(log: LogFile, sink: FollowLogsSink, last: number): Promise<boolean> {
  try {
    await readLastRecords(log, sink.sinkOf(log.path), last);
    return true;
  } catch (error) {
    if (!(error instanceof SessionlogError)) throw error;
    sink.refused(error);
    return false;
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

  add(log: LogFile, last: number, sink: FollowedSink = this.#sink): void {
    if (this.#logs.has(log.path)) return;
    this.#logs.set(log.path, undefined);
    this.#try(() => this.#logs.set(log.path, new FollowedLog(log, sink, last)));
  }

  /** The shards that are there now; the directory may be missing yet. */
  addShards(dir: string, order: InOrder, last: number): void {
    const sink: FollowedSink = {
      sinkOf: (path) => order.through(this.#sink.sinkOf(path)),
      reset: (path, reason) => this.#sink.reset(path, reason),
    };
    this.#try(() => {
      for (const path of shardsIfAny(dir)) this.add({ path, mtime_ms: 0, size_bytes: 0 }, last, sink);
    });
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

function shardsIfAny(dir: string): string[] {
  try {
    return shardsOf(dir);
  } catch (error) {
    if (error instanceof SessionlogError && error.code === 'FILE_NOT_FOUND') return [];
    throw error;
  }
}
