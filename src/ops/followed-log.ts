import { closeSync, statSync } from 'node:fs';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { fileBlocks, isYoung, openToRead } from '../log/blocks.js';
import { DocumentReader } from '../log/documents.js';
import { Follower, linesBefore, offsetOfLastLines, type Reset } from '../log/follow.js';
import { RecordReader } from '../log/records.js';
import { AnyReader, type AnySink } from './any-reader.js';
import type { LogFile } from './targets.js';

/** What takes the records of a log, and hears when it begins anew. */
export interface FollowedSink {
  sinkOf(path: string): AnySink;
  reset(path: string, reason: Reset): void;
}

/** One log in any format, followed through truncation and replacement. It may be missing yet. */
export class FollowedLog {
  readonly path: string;
  readonly #follower: Follower;
  #reader: AnyReader;

  /** @throws SessionlogError FILE_UNREADABLE */
  constructor({ path, mtime_ms }: LogFile, sink: FollowedSink, last: number) {
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

/** A problem's line as an editor counts it, although reading began further on. */
function countedFromTheTop(sink: AnySink, path: string, offset: number): AnySink {
  let before: number | undefined;
  return {
    record: (...record) => sink.record(...record),
    problem(problem) {
      before ??= linesOfFileBefore(path, offset);
      sink.problem({ ...problem, line: problem.line + before });
    },
  };
}

function linesOfFileBefore(path: string, offset: number): number {
  const { fd } = openToRead(path);
  try {
    return linesBefore(fd, offset);
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
    const from_end = Number.isFinite(last) && !isDocument(path, fd);
    const offset = from_end ? offsetOfLastLines(fd, stat.size, last) : 0;
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

/** Whether the file is one JSON document, which has no last lines. */
function isDocument(path: string, fd: number): boolean {
  const reader = new DocumentReader({ lines() {}, document() {}, problem() {} }, { named: false });
  for (const block of fileBlocks(path, fd)) {
    reader.push(block);
    if (reader.isLines) return false;
  }
  reader.end();
  return !reader.isLines;
}

function openIfThere(path: string): ReturnType<typeof openToRead> | undefined {
  try {
    return openToRead(path);
  } catch (error) {
    if (error instanceof SessionlogError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
}
