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

/** One log in any format, followed through truncation and replacement. It may be missing yet. */
class FollowedLog {
  readonly path: string;
  readonly #follower: Follower;
  #reader: AnyReader;

  /** @throws SessionlogError FILE_UNREADABLE */
  constructor({ path, mtime_ms }: LogFile, sink: FollowLogsSink, last: number) {
    this.path = path;
    const { head, offset } = startOf(path, last);
    const begin = (from: number): AnyReader => {
      const log = sink.sinkOf(path);
      const options = { name: path, fallback_ms: mtime_ms || Date.now(), midway: from > 0, offset: from };
      return new AnyReader(from > 0 ? countedFromTheTop(log, path, from) : log, options);
    };
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
    this.#reader.pause();
  }

  /** No more will be read: what has no newline yet is taken if it is whole and the file is quiet. */
  end(): void {
    const stat = statSync(this.path, { throwIfNoEntry: false });
    this.#reader.end(stat !== undefined && isYoung(stat, Date.now()) ? 'in flight' : 'final');
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

/** A problem's line as an editor counts it, although reading began further on. */
function countedFromTheTop(sink: AnySink, path: string, offset: number): AnySink {
  let before: number | undefined;
  return {
    record: (...record) => sink.record(...record),
    problem(problem) {
      before ??= newlinesBefore(path, offset);
      sink.problem({ ...problem, line: problem.line + before });
    },
  };
}

function newlinesBefore(path: string, offset: number): number {
  const { fd } = openToRead(path);
  try {
    let count = 0;
    let left = offset;
    for (const block of fileBlocks(path, fd)) {
      const part = block.subarray(0, left);
      for (let at = part.indexOf(NEWLINE); at !== -1; at = part.indexOf(NEWLINE, at + 1)) count++;
      left -= part.length;
      if (left === 0) break;
    }
    return count;
  } finally {
    closeSync(fd);
  }
}

/** Where the last lines begin, and the first records of the log, which tell its format. */
function startOf(path: string, last: number): { head: Readonly<Record<string, unknown>>[]; offset: number } {
  const head: Readonly<Record<string, unknown>>[] = [];
  const opened = openIfThere(path);
  if (opened === undefined) return { head, offset: 0 };
  const { fd, stat } = opened;
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

function openIfThere(path: string): ReturnType<typeof openToRead> | undefined {
  try {
    return openToRead(path);
  } catch (error) {
    if (error instanceof SessionlogError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
}
