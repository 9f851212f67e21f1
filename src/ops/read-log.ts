import { fstatSync } from 'node:fs';
import { SessionlogError } from '../base/errors.js';
import type { Chains } from '../event/chain.js';
import { isNote, type Problem } from '../event/problem.js';
import type { SessionEvent } from '../event/types.js';
import { blocksOf, hasNoPositions } from '../log/blocks.js';
import type { Place } from '../log/lines.js';
import { scannedAhead, scannedLogBlocks } from '../log/log-blocks.js';
import type { Tail } from '../log/records.js';
import { paysToScanAhead } from '../log/scan-ahead.js';
import type { BlockScanner } from '../log/scan-blocks.js';
import type { ScannedRows } from '../log/scanned.js';
import { isShardDir } from '../log/shards.js';
import { isPackedFile } from '../log/unpack.js';
import { AnyReader, type AnySink } from './any-reader.js';
import type { CopyWatch } from './copies.js';
import type { LineOf } from './line-of.js';
import type { LogFile } from './targets.js';

const STDIN_FD = 0;

export interface LogFigures {
  readonly format: string;
  readonly bytes: number;
  readonly lines: number;
  /** Whether the log ends in a newline, so that reading may go on there. */
  readonly ended: boolean;
}

/** Where an earlier reading of a log of our own format stopped. */
export interface Stop {
  readonly bytes: number;
  readonly lines: number;
}

export interface ReadLogOptions {
  /** The chains of all logs of one run, so that an event that stands in two of them counts once. */
  readonly chains?: Chains;
  /** Read only what stands behind. */
  readonly from?: Stop | undefined;
  /** Scans what the sink takes as rows. */
  readonly scanner?: BlockScanner | undefined;
  /** Whether a second thread may scan a large log ahead. */
  readonly ahead?: boolean | undefined;
  /** Finds what a foreign log repeats of another one. */
  readonly copies?: CopyWatch | undefined;
  /** Stands in where a foreign line has no time, epoch ms (default: the file's last change). */
  readonly fallback_ms?: number | undefined;
  /** Called after every block, with the bytes read since the last call; what it returns is waited for. */
  readonly onBlock?: ((bytes: number) => void | Promise<void>) | undefined;
}

/**
 * Reads a whole log of any format, block by block. An empty file is a log without events.
 *
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE, ARCHIVE_UNREADABLE, ARCHIVE_TOO_LARGE; NOT_A_LOG when there are bytes, and not one event in them
 */
export async function readLog(log: LogFile, sink: AnySink, options: ReadLogOptions = {}): Promise<LogFigures> {
  const { chains, copies, from, onBlock, scanner, fallback_ms = log.mtime_ms || Date.now() } = options;
  const evidence = new Evidence(sink);
  const begun = from === undefined ? {} : { offset: from.bytes, lines: from.lines, own: true };
  const name = log.path === '-' ? 'stdin' : log.path;
  const reader = new AnyReader(evidence, { name, fallback_ms, chains, copies, ...begun });
  let bytes = from?.bytes ?? 0;
  const take = async (block: Buffer, scanned?: ScannedRows): Promise<void> => {
    bytes += block.length;
    reader.push(block, scanned);
    await onBlock?.(block.length);
  };
  const tail = await readAll(
    log.path,
    from?.bytes ?? 0,
    { scanner, ahead: options.ahead === true && isWorth(scanner, log) },
    take,
  );
  const ended = log.path === '-' || reader.pending_bytes === 0;
  reader.end(tail);
  if (from === undefined && evidence.isNoLog) throw evidence.notALog(log.path);
  return { format: reader.format, bytes, lines: reader.lines, ended };
}

/** Passes everything on, and sees whether the file is a log at all. */
class Evidence implements AnySink {
  readonly #sink: AnySink;
  #isLog = false;
  #first: Problem | undefined;
  #problems = 0;

  constructor(sink: AnySink) {
    this.#sink = sink;
  }

  get isNoLog(): boolean {
    return !this.#isLog && this.#problems > 0;
  }

  record(...record: Parameters<AnySink['record']>): void {
    this.#isLog = true;
    this.#sink.record(...record);
  }

  get rows(): AnySink['rows'] {
    return this.#sink.rows;
  }

  rest(events: readonly SessionEvent[], place: Place, format: string, lineOf?: LineOf): void {
    this.#isLog = true;
    if (this.#sink.rest === undefined) this.#sink.record(events, place, Buffer.alloc(0), format, lineOf);
    else this.#sink.rest(events, place, format, lineOf);
  }

  problem(problem: Problem): void {
    if (!isNote(problem)) {
      this.#problems++;
      this.#first ??= problem;
      // The copy of a log that was read before it: every one of its events is known.
      if (problem.problem === 'duplicate') this.#isLog = true;
    }
    this.#sink.problem(problem);
  }

  notALog(path: string): SessionlogError {
    const count = `${this.#problems} problem${this.#problems === 1 ? '' : 's'}`;
    const why = this.#first === undefined ? '' : `; line ${this.#first.line}: ${this.#first.reason}`;
    return new SessionlogError(
      'NOT_A_LOG',
      `${path}: not one event in it, in any format that is known (${count}${why})`,
    );
  }
}

const isWorth = (scanner: BlockScanner | undefined, log: LogFile): boolean =>
  scanner !== undefined && paysToScanAhead(scanner, log.size_bytes);

type Take = (block: Buffer, scanned?: ScannedRows) => Promise<void>;

async function readAll(
  path: string,
  offset: number,
  { scanner, ahead = false }: ReadLogOptions,
  take: Take,
): Promise<Tail> {
  if (path === '-' && fstatSync(STDIN_FD).isDirectory())
    throw new SessionlogError('FILE_UNREADABLE', '-: standard input is a directory');
  if (path === '-' || hasNoPositions(path) || isPackedFile(path)) {
    if (scanner === undefined) for await (const bytes of blocksOf(path)) await take(bytes);
    else for await (const { bytes, scanned } of scanner.stream(blocksOf(path))) await take(bytes, scanned);
    return 'final';
  }
  const isAhead = scanner !== undefined && ahead && !isShardDir(path);
  const blocks = isAhead ? scannedAhead(path, offset, scanner) : scannedLogBlocks(path, offset, scanner);
  try {
    let step = await blocks.next();
    for (; step.done !== true; step = await blocks.next()) await take(step.value.bytes, step.value.scanned);
    return step.value;
  } finally {
    // Does nothing when all was read.
    await blocks.return('final');
  }
}
