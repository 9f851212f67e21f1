import { closeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { fileBlocks, openToRead } from '../log/blocks.js';
import { Follower, offsetOfLastLines, type Reset } from '../log/follow.js';
import { RecordReader } from '../log/records.js';
import { Waker } from '../log/wake.js';
import { AnyReader, type AnySink } from './any-reader.js';
import { type LogFile, logsOf } from './targets.js';

export interface FollowLogsSink {
  /** What takes the records of one log. */
  sinkOf(path: string): AnySink;
  reset(path: string, reason: Reset): void;
  /** All that is there has been handed over; what this returns is waited for. */
  caughtUp(): Promise<void>;
}

/** One log in any format, followed through truncation and replacement. */
class FollowedLog {
  readonly path: string;
  readonly #follower: Follower;
  #reader: AnyReader;

  constructor({ path, mtime_ms }: LogFile, sink: FollowLogsSink, last: number) {
    this.path = path;
    const { head, offset } = startOf(path, last);
    const begin = (from: number): AnyReader =>
      new AnyReader(sink.sinkOf(path), { name: path, fallback_ms: mtime_ms, midway: from > 0, offset: from });
    this.#reader = begin(offset);
    if (offset > 0) this.#reader.detect(head);
    this.#follower = new Follower(
      path,
      {
        bytes: (chunk) => this.#reader.push(chunk),
        reset: (reason) => {
          this.#reader = begin(0);
          sink.reset(path, reason);
        },
      },
      offset,
    );
  }

  poll(): void {
    this.#follower.poll();
  }

  /** No more will be read: what has no newline yet is taken if it is whole. */
  end(): void {
    this.#reader.end('final');
  }

  close(): void {
    this.#follower.close();
  }
}

export interface FollowLogsOptions {
  /** Lines already there that are read first, for each log. */
  readonly last: number;
  /** Without it each log is read to its end, once. */
  readonly signal?: AbortSignal | undefined;
  /** Logs that appear here later are followed too, from their start. */
  readonly watchDir?: string | undefined;
}

/** Reads the ends of logs, and follows them for as long as the signal allows. */
export async function followLogs(
  logs: readonly LogFile[],
  sink: FollowLogsSink,
  options: FollowLogsOptions,
): Promise<void> {
  const { last, signal, watchDir } = options;
  const followed = new Map(logs.map((log) => [log.path, new FollowedLog(log, sink, last)]));
  const dir = watchDir ?? (logs[0] === undefined ? '.' : dirname(logs[0].path));
  const waker = new Waker(dir);
  let names: ReadonlySet<string> = new Set();
  try {
    do {
      if (watchDir !== undefined) takeNewLogs(watchDir, followed, sink);
      for (const log of followed.values()) if (names.size === 0 || names.has(basename(log.path))) log.poll();
      if (signal === undefined) for (const log of followed.values()) log.end();
      await sink.caughtUp();
      if (signal === undefined) return;
      names = await waker.next(signal);
    } while (!signal.aborted);
  } finally {
    waker.close();
    for (const log of followed.values()) log.close();
  }
}

function takeNewLogs(dir: string, followed: Map<string, FollowedLog>, sink: FollowLogsSink): void {
  for (const log of logsIfAny(dir)) {
    const path = join(dir, basename(log.path));
    if (!followed.has(path)) followed.set(path, new FollowedLog(log, sink, Number.POSITIVE_INFINITY));
  }
}

/** The logs of a directory that may have none yet. */
export function logsIfAny(dir: string): LogFile[] {
  try {
    return logsOf(dir);
  } catch (error) {
    if (error instanceof SessionlogError && error.code === 'NO_LOGS') return [];
    throw error;
  }
}

/** Where the last lines begin, and the first records of the log, which tell its format. */
function startOf(path: string, last: number): { head: Readonly<Record<string, unknown>>[]; offset: number } {
  const head: Readonly<Record<string, unknown>>[] = [];
  const { fd, stat } = openToRead(path);
  try {
    const offset = Number.isFinite(last) ? offsetOfLastLines(fd, stat.size, last) : 0;
    if (offset > 0) {
      const reader = new RecordReader({ record: ({ value }) => head.push(value) > 0, problem() {} });
      for (const block of fileBlocks(path, fd)) {
        reader.push(block);
        if (head.length >= LIMITS.detect_lines || reader.lines > LIMITS.detect_lines) break;
      }
    }
    return { head, offset };
  } finally {
    closeSync(fd);
  }
}
