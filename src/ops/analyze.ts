import { finishWhole, type ReportOptions } from '../analyze/finish.js';
import type { Report } from '../analyze/types.js';
import { cacheDirectory } from '../base/cache.js';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { AnalysisCache } from './analysis/cache.js';
import { analyzePart, areFew, type Part, type PartOptions, resumePart } from './analysis/part.js';
import { analyzeInThreads, paysInThreads } from './analysis/pool.js';
import { joinParts, splitLogs } from './analysis/split.js';
import { wholeOf } from './analysis/whole.js';
import { BegunIn, type Period } from './period.js';
import type { ReadLogOptions } from './read-log.js';
import { type Selection, selectLogs } from './sources/select.js';
import { type LogFile, logsOf } from './targets.js';

export interface AnalyzeInput extends ReportOptions, Selection {
  /** Files, directories, session ids, names of agents, or `-`; none: the newest session of `dir`, all of them with `group_by`. */
  readonly targets: readonly string[];
  readonly dir: string;
  /** Only the sessions that began in it, each as a whole. */
  readonly period?: Period | undefined;
  /** Whether hashes are checked, however large the logs are: most of the time goes into that. */
  readonly checkHashes?: boolean;
  /** Whether what was read before is remembered (default true); where, is for XDG_CACHE_HOME to say. */
  readonly cache?: boolean;
  /** Hears of a target or a log that could not be read; the others are analysed all the same. */
  readonly onRefused: (error: SessionlogError) => void;
  readonly onBlock?: ReadLogOptions['onBlock'];
}

/** Logs of less than this in all are read as fast as remembered. */
const REMEMBERED_BYTES = 4 * 1024 * 1024;

/**
 * The report over all logs that the targets name; undefined when none of them could be read.
 *
 * @throws SessionlogError OPTION_INVALID for an empty target, NO_LOGS, FILE_UNREADABLE
 */
export async function analyze(input: AnalyzeInput): Promise<Report | undefined> {
  const { targets, onRefused } = input;
  if (targets.includes('')) {
    // Most likely a variable that is not set: neither the newest session nor any other is what was meant.
    throw new SessionlogError(
      'OPTION_INVALID',
      'target "": an empty name is no file, directory or session: give one, or no target for the newest session',
    );
  }
  const logs = chosen(input);
  const bytes = logs.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  const options = {
    hashes_checked: input.checkHashes === true || bytes <= LIMITS.hash_check_bytes,
    few: areFew(logs),
    onBlock: input.onBlock,
    begun: input.period && new BegunIn(input.period),
  };
  const whole_logs = options.begun === undefined;
  const parts =
    bytes < REMEMBERED_BYTES || !whole_logs ? undefined : await partsOf(logs, options, input.cache !== false);
  const read = parts ?? [await analyzePart(logs, options)];
  for (const { refused } of read)
    for (const { code, message } of refused) onRefused(new SessionlogError(code, message));
  if (read.every(({ taken }) => taken === 0)) return undefined;
  return finishWhole(wholeOf(read, logs), input);
}

/** Without a target and a selection: the newest session, or all of them when they are to be grouped. */
function chosen(input: AnalyzeInput): LogFile[] {
  const { targets, dir, group_by, all, project, since_ms, onRefused } = input;
  const unselected = targets.length === 0 && all !== true && project === undefined && since_ms === undefined;
  return unselected && group_by !== undefined ? logsOf(dir) : selectLogs(targets, dir, input, process.env, onRefused);
}

/** The logs part by part, from memory where it serves. */
async function partsOf(logs: readonly LogFile[], options: PartOptions, remembering: boolean): Promise<Part[]> {
  const cache = remembering
    ? new AnalysisCache(cacheDirectory(), `${options.hashes_checked} ${options.few}`)
    : undefined;
  const split = splitLogs(logs);
  const read = new Map<readonly LogFile[], Part>();
  await readAll(split, read, options, cache);
  const joined = joinParts(split, (part) => {
    const { sessions, heads } = read.get(part) as Part;
    return [...sessions, ...heads];
  });
  await readAll(joined, read, options, cache);
  return joined.map((part) => read.get(part) as Part);
}

/** Reads the parts that have not been read. */
async function readAll(
  split: readonly (readonly LogFile[])[],
  read: Map<readonly LogFile[], Part>,
  options: PartOptions,
  cache: AnalysisCache | undefined,
): Promise<void> {
  const cold: (readonly LogFile[])[] = [];
  for (const part of split) {
    if (read.has(part)) continue;
    const known = cache === undefined ? undefined : await recalled(part, options, cache);
    if (known === undefined) cold.push(part);
    else read.set(part, known);
  }
  const seen = cold.map((part) => cache?.sight(part));
  const keep = (result: Part, i: number): void => {
    const part = cold[i] ?? [];
    cache?.remember(part, seen[i], result);
    read.set(part, result);
  };
  if (paysInThreads(cold)) await analyzeInThreads(cold, options, keep);
  else for (const [i, part] of cold.entries()) keep(await analyzePart(part, { ...options, ahead: true }), i);
}

/** What is remembered of a part, read on where its log has grown. */
async function recalled(
  logs: readonly LogFile[],
  options: PartOptions,
  cache: AnalysisCache,
): Promise<Part | undefined> {
  const before = cache.sight(logs);
  const known = cache.recall(logs);
  const [log] = logs;
  if (known.kind !== 'grown') return known.kind === 'unchanged' ? known.part : undefined;
  if (log === undefined || known.part.resume === undefined) return undefined;
  const read = await resumePart(log, known.part, known.part.resume, options);
  cache.remember(logs, before, read, known.prefix);
  return read;
}

/** Whether the data has problems, as `--strict` asks: all that the reader told, but for notes. */
export const isDamaged = (report: Report): boolean => report.source.problems > 0;
