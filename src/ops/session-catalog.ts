import { sep } from 'node:path';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { unarchived } from '../log/paths.js';
import { isShardDir } from '../log/shards.js';
import { type CachedLog, type LogVersion, SessionCache } from '../session/cache.js';
import { foldSession, type SessionTrace } from '../session/fold.js';
import type { SessionFacts, SessionRecord } from '../session/record.js';
import { relate } from '../session/relate.js';
import { skimTrace, TraceKeeper } from '../session/trace.js';
import { viewSession } from '../session/view.js';
import { isDirectory, type LogFile, logsIfAny, resolveTargets } from './targets.js';

export interface CatalogInput {
  /** Files, directories, session ids, or `-`; none: all of `dir`. */
  readonly targets: readonly string[];
  readonly dir: string;
  /** A running session that is silent for longer is stale (default one hour). */
  readonly stale_after_ms?: number | undefined;
  /** Hears of a target or a log that could not be read; the others are listed all the same. */
  readonly onRefused: (error: SessionlogError) => void;
  readonly now_ms?: number | undefined;
}

/** All sessions that were found, by id. */
export interface Catalog {
  readonly sessions: ReadonlyMap<string, SessionRecord>;
  /** Every log that was read, with what it says of the sessions in it. */
  readonly logs: readonly ReadLog[];
}

export interface ReadLog extends CachedLog {
  readonly log: LogFile;
}

/** A directory with fewer logs is read faster than its cache. */
const WORTH_CACHING = 16;
/** A file system may keep times in steps as long as this: what changed a moment ago may change again unseen. */
const TIME_STEP_MS = 2_000;

/** Reads the sessions of all targets. @throws SessionlogError FILE_UNREADABLE: the directory */
export async function readCatalog(input: CatalogInput): Promise<Catalog> {
  const { targets, dir, onRefused, now_ms = Date.now(), stale_after_ms = LIMITS.stale_after_ms } = input;
  const found = targets.length === 0 ? logsIfAny(dir) : resolveTargets(targets, dir, onRefused);
  const caches = new Caches(found);
  const read: ReadLog[] = [];
  for (const log of found) {
    try {
      const { format, sessions } = caches.get(log) ?? (await readAnew(log, caches));
      read.push({ log, format, sessions });
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      onRefused(error);
    }
  }
  caches.save();

  const sessions = new Map<string, SessionRecord>();
  const view = { now_ms, stale_after_ms };
  const again = new Set<string>();
  for (const { log, format, sessions: all } of read) {
    for (const facts of all) {
      if (sessions.has(facts.id)) again.add(facts.id);
      else sessions.set(facts.id, viewSession(facts, { file: log.path, format }, view));
    }
  }
  for (const id of again) {
    const parts = read.filter((part) => part.sessions.some((facts) => facts.id === id));
    const facts = await foldParts(id, parts);
    const [first] = parts;
    if (facts !== undefined && first !== undefined)
      sessions.set(id, viewSession(facts, { file: first.log.path, format: first.format }, view));
  }
  return { sessions: relate(sessions, targets.every(isDirectory)), logs: read };
}

/** A session whose events stand in several logs is folded over all of them. */
async function foldParts(id: string, parts: readonly ReadLog[]): Promise<SessionFacts | undefined> {
  const traces: SessionTrace[] = [];
  for (const { log } of parts) traces.push(...(await readTraces(log)).traces.filter((trace) => trace.id === id));
  const [first, ...others] = traces;
  return first === undefined ? undefined : foldSession([first, ...others]).facts;
}

/** The caches of all directories that have enough logs to be worth it. */
class Caches {
  readonly #caches: ReadonlyMap<string, SessionCache>;

  constructor(logs: readonly LogFile[]) {
    const counts = new Map<string, number>();
    for (const { path } of logs) counts.set(dirOf(path), (counts.get(dirOf(path)) ?? 0) + 1);
    const worth = [...counts].filter(([, count]) => count >= WORTH_CACHING);
    this.#caches = new Map(worth.map(([dir]) => [dir, new SessionCache(dir || '.')]));
  }

  get(log: LogFile): CachedLog | undefined {
    const version = versionOf(log);
    return version && this.#caches.get(dirOf(log.path))?.get(nameOf(log.path), version);
  }

  set(log: LogFile, read: CachedLog): void {
    const { path, mtime_ms, size_bytes } = log;
    const version = versionOf(log);
    // A directory does not change with the shards in it.
    if (version === undefined || Date.now() - mtime_ms < TIME_STEP_MS || isShardDir(path)) return;
    this.#caches.get(dirOf(path))?.set(nameOf(path), version, read, size_bytes);
  }

  save(): void {
    for (const cache of this.#caches.values()) cache.save();
  }
}

const dirOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf(sep)));
const nameOf = (path: string): string => path.slice(path.lastIndexOf(sep) + 1);

const versionOf = ({ ino, size_bytes, mtime_ms, ctime_ms }: LogFile): LogVersion | undefined =>
  ino === undefined || ctime_ms === undefined ? undefined : [ino, size_bytes, mtime_ms, ctime_ms];

async function readAnew(log: LogFile, caches: Caches): Promise<CachedLog> {
  const { format, traces } = await readTraces(log);
  const read = { format, sessions: traces.map((trace) => foldSession([trace]).facts) };
  caches.set(log, read);
  return read;
}

/** The traces of one log: skimmed where that tells all, else read with care. @throws SessionlogError as `readLog` */
export async function readTraces(log: LogFile): Promise<{ format: string; traces: readonly SessionTrace[] }> {
  // A pipe has no size, and must be opened once only.
  const isPlain = log.size_bytes > 0 && unarchived(log.path) === log.path && !isShardDir(log.path);
  const skimmed = isPlain ? skimTrace(log.path) : undefined;
  if (skimmed !== undefined) return { format: 'sessionlog', traces: [skimmed] };
  // Loaded for the few logs that need it.
  const { readLog } = await import('./read-log.js');
  const keeper = new TraceKeeper();
  const { format } = await readLog(log, {
    record(events) {
      for (const event of events) keeper.add(event);
    },
    // What is wrong with a log is what `verify` and `analyze` are asked for.
    problem() {},
  });
  return { format, traces: keeper.traces };
}
