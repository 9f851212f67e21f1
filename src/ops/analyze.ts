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
import { Chains } from '../event/chain.js';
import { Copies } from './copies.js';
import { type ReadLogOptions, readLog } from './read-log.js';
import { type Selection, selectLogs } from './sources/select.js';
import type { LogFile } from './targets.js';

export interface AnalyzeInput extends ReportOptions, Selection {
  /** Files, directories, session ids, names of agents, or `-`; none: the newest session of `dir`. */
  readonly targets: readonly string[];
  readonly dir: string;
  /** Hears of a target or a log that could not be read; the others are analysed all the same. */
  readonly onRefused: (error: SessionlogError) => void;
  readonly onBlock?: ReadLogOptions['onBlock'];
}

/** Up to this many logs every session stays open to the end, so that two logs of one session make one row. */
const LOGS_KEPT_OPEN = 256;

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
  const logs = selectLogs(targets, dir, input, process.env, onRefused);
  const chains = new Chains();
  const copies = new Copies();
  const analysis = createAnalysis();
  let taken = 0;
  for (const log of logs) {
    try {
      const sessions = await analyzeLog(analysis, log, { chains, copies: copies.watch(), onBlock: input.onBlock });
      taken++;
      if (logs.length > LOGS_KEPT_OPEN) for (const session_id of sessions) closeSession(analysis, session_id);
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      onRefused(error);
    }
  }
  return taken === 0 ? undefined : finish(analysis, input);
}

/** Puts one log into the analysis; returns the sessions in it. @throws SessionlogError NOT_A_LOG, FILE_UNREADABLE */
async function analyzeLog(analysis: Analysis, log: LogFile, options: ReadLogOptions): Promise<ReadonlySet<string>> {
  const file = log.path;
  const sessions = new Set<string>();
  // What is wrong before the first event counts only once there is one: a file without events is no log.
  let early: Analysis | undefined = createAnalysis();
  const figures = await readLog(
    log,
    {
      record(events, { line }, _bytes, format) {
        if (early !== undefined) merge(analysis, early);
        early = undefined;
        for (const event of events) {
          sessions.add(event.session_id);
          step(analysis, { event, at_ms: msFromIso(event.ts), file, line }, format);
        }
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
