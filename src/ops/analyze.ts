import {
  type Analysis,
  addProblem,
  addSource,
  closeSession,
  createAnalysis,
  merge,
  step,
} from '../analyze/analysis.js';
import { finish, type ReportOptions } from '../analyze/finish.js';
import type { Report } from '../analyze/types.js';
import { msFromIso } from '../base/clock.js';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { Chains } from '../event/chain.js';
import { BegunIn, type Period } from './period.js';
import { type ReadLogOptions, readLog } from './read-log.js';
import { type LogFile, logsOf, newestLog, resolveTargets } from './targets.js';

export interface AnalyzeInput extends ReportOptions {
  /** Files, directories, session ids, or `-`; none: the newest session of `dir`, all of them with `group_by`. */
  readonly targets: readonly string[];
  readonly dir: string;
  /** Only the sessions that began in it, each as a whole. */
  readonly period?: Period | undefined;
  /** Whether hashes are checked, however large the logs are: most of the time goes into that. */
  readonly checkHashes?: boolean;
  /** Hears of a target or a log that could not be read; the others are analysed all the same. */
  readonly onRefused: (error: SessionlogError) => void;
  readonly onBlock?: ReadLogOptions['onBlock'];
}

/** Up to this many logs every session stays open to the end, so that two logs of one session make one row. */
const LOGS_KEPT_OPEN = 256;
const OWN_FORMAT = 'sessionlog';

/**
 * The report over all logs that the targets name; undefined when none of them could be read.
 *
 * @throws SessionlogError OPTION_INVALID for an empty target, NO_LOGS, FILE_UNREADABLE
 */
export async function analyze(input: AnalyzeInput): Promise<Report | undefined> {
  const { targets, dir, onRefused } = input;
  if (targets.includes('')) {
    // Most likely a variable that is not set: neither the newest session nor any other is what was meant.
    throw new SessionlogError(
      'OPTION_INVALID',
      'target "": an empty name is no file, directory or session: give one, or no target for the newest session',
    );
  }
  const logs = targets.length > 0 ? resolveTargets(targets, dir, onRefused) : chosen(input);
  const hashes_checked = input.checkHashes === true || sizeOf(logs) <= LIMITS.hash_check_bytes;
  const chains = new Chains(hashes_checked);
  const analysis = createAnalysis();
  analysis.source.hashes_checked = hashes_checked;
  const begun = input.period && new BegunIn(input.period);
  let taken = 0;
  for (const log of logs) {
    try {
      const sessions = await analyzeLog(analysis, log, { chains, ...input }, begun);
      taken++;
      if (logs.length > LOGS_KEPT_OPEN) for (const session_id of sessions) closeSession(analysis, session_id);
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      onRefused(error);
    }
  }
  return taken === 0 ? undefined : finish(analysis, input);
}

/** Without a target: the newest session, or all of them when they are to be grouped. */
const chosen = ({ dir, group_by }: AnalyzeInput): LogFile[] =>
  group_by === undefined ? [newestLog(dir)] : logsOf(dir);

const sizeOf = (logs: readonly LogFile[]): number => logs.reduce((sum, { size_bytes }) => sum + size_bytes, 0);

/** Puts one log into the analysis; returns the sessions in it. @throws SessionlogError NOT_A_LOG, FILE_UNREADABLE */
async function analyzeLog(
  analysis: Analysis,
  log: LogFile,
  options: ReadLogOptions,
  begun: BegunIn | undefined,
): Promise<ReadonlySet<string>> {
  const file = log.path;
  const sessions = new Set<string>();
  let session_id = '';
  // What is wrong before the first event counts only once there is one: a file without events is no log.
  let early: Analysis | undefined = createAnalysis();
  const figures = await readLog(
    log,
    {
      record(events, { line }, _bytes, format) {
        if (early !== undefined) merge(analysis, early);
        early = undefined;
        for (const event of events) {
          const at_ms = msFromIso(event.ts);
          if (begun?.takes(event, at_ms) === false) continue;
          sessions.add(event.session_id);
          step(analysis, { event, at_ms, file, line }, format);
        }
      },
      kept(event, at_ms, line) {
        if (begun?.takes(event, at_ms) === false) return;
        if (event.session_id !== session_id) {
          session_id = event.session_id;
          sessions.add(session_id);
        }
        step(analysis, { event, at_ms, file, line }, OWN_FORMAT);
      },
      problem: (problem) => addProblem(early ?? analysis, file, problem),
    },
    options,
  );
  if (early !== undefined) merge(analysis, early);
  addSource(analysis, { file, ...figures });
  return sessions;
}

/** Whether the data has problems, as `--strict` asks: all that the reader told, but for notes. */
export const isDamaged = (report: Report): boolean => report.source.problems > 0;
