import {
  type Analysis,
  addProblem,
  addSource,
  closeSession,
  createAnalysis,
  merge,
  step,
} from '../../analyze/analysis.js';
import { msFromIso } from '../../base/clock.js';
import { type ErrorCode, SessionlogError } from '../../base/errors.js';
import { Chains } from '../../event/chain.js';
import { type BlockScanner, withScanner } from '../../log/scan-blocks.js';
import type { ScannedRows } from '../../log/scanned.js';
import { Copies } from '../copies.js';
import type { BegunIn } from '../period.js';
import { type LogFigures, type ReadLogOptions, readLog, type Stop } from '../read-log.js';
import type { LogFile } from '../targets.js';
import { KernelGaveUp, locatedOf, QuickFold } from './quick.js';

/** Up to this many logs every session stays open to the end, so that two logs of one session make one row. */
const LOGS_KEPT_OPEN = 256;
const OWN_FORMAT = 'sessionlog';

/** Where a log that has grown since can be taken up again: plain data. */
export interface Resume extends Stop {
  /** See `Chains.heads`. */
  readonly heads: readonly (readonly [key: string, head: { seq: number; hash: string }])[];
}

/** What one part of the logs came to. But for the analysis, plain data. */
export interface Part {
  readonly analysis: Analysis;
  readonly sessions: readonly string[];
  /** What the logs begin with, where a log may repeat the beginning of another one: see `Copies`. */
  readonly heads: readonly string[];
  /** Logs that were read. */
  readonly taken: number;
  readonly refused: readonly { readonly code: ErrorCode; readonly message: string }[];
  /** Only of a part that is one log, when nothing in it is left open. */
  readonly resume: Resume | undefined;
}

export interface PartOptions {
  readonly hashes_checked: boolean;
  /** Whether all logs of the run are few: see `LOGS_KEPT_OPEN`. */
  readonly few: boolean;
  readonly onBlock?: ReadLogOptions['onBlock'];
  /** Whether a second thread may scan a large log ahead: not where each core has a thread of its own. */
  readonly ahead?: boolean;
  /** A log of at least so many bytes is folded by the kernel, where it can be (default 1 MiB). */
  readonly kernel_bytes?: number;
  /** Takes only the sessions that began in a period. */
  readonly begun?: BegunIn | undefined;
}

export const areFew = (logs: readonly LogFile[]): boolean => logs.length <= LOGS_KEPT_OPEN;

/** Logs of less than this are parsed sooner than a scanner is ready. */
const SCANNED_BYTES = 256 * 1024;
/** A log of less than this is folded sooner than the kernel is ready. */
const KERNEL_BYTES = 1024 * 1024;

/** Reads logs one after the other. */
export async function analyzePart(logs: readonly LogFile[], options: PartOptions): Promise<Part> {
  const { kernel_bytes = KERNEL_BYTES, begun } = options;
  const bytes = logs.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  const withKernel = begun === undefined && logs.length === 1 && bytes >= kernel_bytes;
  const isScanned = withKernel || bytes >= SCANNED_BYTES || logs.some(({ path }) => path === '-');
  const analyze = (means: Means): Promise<Part> => analyzeLogs(logs, options, means);
  if (!isScanned) return await analyze({ scanner: undefined, withKernel: false });
  return await withScanner(async (scanner) => {
    try {
      return await analyze({ scanner, withKernel });
    } catch (error) {
      if (!(error instanceof KernelGaveUp)) throw error;
      return await analyze({ scanner, withKernel: false });
    }
  });
}

/** How logs are scanned, if they are, and whether the kernel may fold them. */
interface Means {
  readonly scanner: BlockScanner | undefined;
  readonly withKernel: boolean;
}

async function analyzeLogs(logs: readonly LogFile[], options: PartOptions, means: Means): Promise<Part> {
  const { hashes_checked, few, onBlock, begun } = options;
  const chains = new Chains(hashes_checked);
  const copies = new Copies();
  const analysis = createAnalysis();
  analysis.source.hashes_checked = hashes_checked;
  const all = new Set<string>();
  const refused: Part['refused'][number][] = [];
  let resume: Resume | undefined;
  for (const log of logs) {
    try {
      const { sessions, stop } = await analyzeLog(
        analysis,
        log,
        { chains, copies: copies.watch(), onBlock, ahead: options.ahead },
        means,
        begun,
      );
      for (const session_id of sessions) all.add(session_id);
      if (!few) for (const session_id of sessions) closeSession(analysis, session_id);
      if (logs.length === 1 && few) resume = resumeAt(stop, chains);
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      refused.push({ code: error.code, message: error.message });
    }
  }
  const { heads } = copies;
  return { analysis, sessions: [...all], heads, taken: logs.length - refused.length, refused, resume };
}

/** Reads on where an earlier reading of the same log stopped. */
export async function resumePart(log: LogFile, part: Part, from: Resume, options: PartOptions): Promise<Part> {
  const chains = new Chains(options.hashes_checked);
  chains.resume(from.heads);
  const { analysis } = part;
  const { onBlock } = options;
  const { sessions, stop } = await withScanner((scanner) =>
    analyzeLog(analysis, log, { chains, from, onBlock }, { scanner, withKernel: false }),
  );
  const all = [...new Set([...part.sessions, ...sessions])];
  return { ...part, analysis, sessions: all, resume: resumeAt(stop, chains) };
}

const resumeAt = (stop: Stop | undefined, chains: Chains): Resume | undefined =>
  stop !== undefined && chains.isSettled ? { ...stop, heads: [...chains.heads()] } : undefined;

/** Puts one log into the analysis. @throws SessionlogError NOT_A_LOG, FILE_UNREADABLE */
async function analyzeLog(
  analysis: Analysis,
  log: LogFile,
  options: ReadLogOptions,
  { scanner, withKernel }: Means,
  begun?: BegunIn,
): Promise<{ sessions: ReadonlySet<string>; stop: Stop | undefined }> {
  const file = log.path;
  const sessions = new Set<string>();
  const quick = new QuickFold(analysis, file, scanner, withKernel);
  // What is wrong before the first event counts only once there is one: a file without events is no log.
  let early: Analysis | undefined = options.from === undefined ? createAnalysis() : undefined;
  let figures: LogFigures;
  try {
    figures = await readLog(
      log,
      {
        record(events, { line }, _bytes, format, lineOf) {
          if (early !== undefined) merge(analysis, early);
          early = undefined;
          for (const event of events) {
            const at_ms = msFromIso(event.ts);
            if (begun?.takes(event, at_ms) === false) continue;
            sessions.add(event.session_id);
            const located = { event, at_ms, file, line: lineOf?.(event) ?? line };
            if (format !== OWN_FORMAT || !quick.take(located)) step(analysis, located, format);
          }
        },
        rows(scanned, first, to, line) {
          // The first line of each session is none of these, so that the session is known.
          if (begun === undefined) quick.takeRows(scanned, first, to, line);
          else takeBegun(analysis, scanned, first, to, line, file, begun);
        },
        problem: (problem) => addProblem(early ?? analysis, file, problem),
      },
      { ...options, scanner },
    );
  } finally {
    // What came before it could not be read any further counts, too.
    quick.end();
  }
  if (early !== undefined) merge(analysis, early);
  const { format, bytes, lines, ended } = figures;
  const { from } = options;
  if (from === undefined) addSource(analysis, { file, format, bytes, lines });
  else {
    analysis.source.bytes += bytes - from.bytes;
    analysis.source.lines += lines - from.lines;
  }
  const stop = ended && (from !== undefined || format === OWN_FORMAT) ? { bytes, lines } : undefined;
  return { sessions, stop };
}

function takeBegun(
  analysis: Analysis,
  { event: row }: ScannedRows,
  from: number,
  to: number,
  line: number,
  file: string,
  begun: BegunIn,
): void {
  for (let at = from; at < to; at++) {
    row.go(at);
    const located = locatedOf(row, file, line + (at - from));
    if (begun.takes(located.event, located.at_ms)) step(analysis, located, OWN_FORMAT);
  }
}
