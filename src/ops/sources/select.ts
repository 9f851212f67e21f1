import { resolve } from 'node:path';
import { isoFromMs } from '../../base/clock.js';
import { SessionlogError } from '../../base/errors.js';
import type { Environment } from '../hook/places.js';
import { isDirectory, type LogFile, logsIfAny, newestLog, resolveTargets, STDIN } from '../targets.js';
import { AGENT_SOURCES, type AgentSource, sourceNamed } from './agents.js';
import { findLogs, rootsOf } from './find.js';
import { isOfProject } from './project.js';

/** Which logs are meant, without their paths. */
export interface Selection {
  /** The logs of every agent. */
  readonly all?: boolean | undefined;
  /** Only logs that were written in this directory or below it. */
  readonly project?: string | undefined;
  /** Only logs that were written to since then, epoch ms. */
  readonly since_ms?: number | undefined;
}

/**
 * The logs that the targets name: what `resolveTargets` takes, and names of agents (`claude-code`, `codex`). Without a
 * target: the newest session of `dir`; with a selection, all that the agents have.
 *
 * @throws SessionlogError NO_LOGS, FILE_UNREADABLE
 */
export function selectLogs(
  targets: readonly string[],
  dir: string,
  selection: Selection,
  env: Environment,
  onRefused: (error: SessionlogError) => void,
): LogFile[] {
  const { all = false, project, since_ms } = selection;
  const given = targets.length === 0 && !all && project === undefined && since_ms === undefined;
  if (given) return [newestLog(dir)];
  const logs = new Map<string, LogFile>();
  const add = (found: readonly LogFile[]): void => {
    for (const log of found) {
      const key = log.path === STDIN.path ? log.path : resolve(log.path);
      if (!logs.has(key)) logs.set(key, log);
    }
  };
  if (all || targets.length === 0) add(unnamed(dir, selection, env));
  for (const target of targets) {
    const source = isTaken(target) ? undefined : sourceNamed(target);
    try {
      add(source === undefined ? resolveTargets([target], dir, onRefused) : logsOfSource(source, env));
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      onRefused(error);
    }
  }
  const meant = [...logs.values()].filter(
    (log) =>
      (since_ms === undefined || log.path === STDIN.path || log.mtime_ms >= since_ms) &&
      (project === undefined || log.path === STDIN.path || isOfProject(log.path, project)),
  );
  if (meant.length === 0 && logs.size > 0) throw noneMeant(logs.size, selection);
  return meant;
}

function noneMeant(found: number, { project, since_ms }: Selection): SessionlogError {
  const where = project === undefined ? '' : ` in ${project} or below it`;
  const when = since_ms === undefined ? '' : ` since ${isoFromMs(since_ms)}`;
  return new SessionlogError(
    'NO_LOGS',
    `${found === 1 ? 'the one log was not' : `none of ${found} logs was`} written${where}${when}`,
  );
}

/** A directory of that name is what was meant, if there are logs in it: `./codex` may as well be a checkout. */
const isTaken = (target: string): boolean => isDirectory(target) && logsIfAny(target).length > 0;

/** What is meant where no target is named: logs of our own in `dir` if time alone was asked for, else of all agents. */
function unnamed(dir: string, { all = false, project }: Selection, env: Environment): readonly LogFile[] {
  const own = all || project !== undefined ? [] : logsIfAny(dir);
  if (own.length > 0) return own;
  const readable = AGENT_SOURCES.filter((source) => source.own !== true && source.unreadable === undefined);
  const found = readable.flatMap((source) => findLogs(source, env));
  if (found.length > 0) return found;
  const looked = readable.flatMap((source) => source.roots(env));
  throw new SessionlogError('NO_LOGS', `no agent has left logs on this machine; looked in ${looked.join(', ')}`);
}

/** @throws SessionlogError NO_LOGS */
function logsOfSource(source: AgentSource, env: Environment): LogFile[] {
  if (source.unreadable !== undefined && rootsOf(source, env).length > 0) {
    throw new SessionlogError('NO_LOGS', `${source.name}: ${source.unreadable}`);
  }
  const logs = findLogs(source, env);
  if (logs.length > 0) return logs;
  throw new SessionlogError('NO_LOGS', `${source.name}: no logs in ${source.roots(env).join(' or ')}`);
}
