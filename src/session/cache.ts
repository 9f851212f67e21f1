import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheDirectory, writeCache } from '../base/cache.js';
import { newFacts, type SessionFacts } from './record.js';

/** Another number: what an older program has kept is not looked at. */
const VERSION = 1;
/** So much that was new makes it worth to write all of it again. */
const WORTH_LOGS = 16;
const WORTH_BYTES = 4 * 1024 * 1024;
/** Of more directories nothing is kept: some megabytes for ten thousand logs. */
const DIRECTORIES = 200;

/** What was read of one log. */
export interface CachedLog {
  readonly format: string;
  /** What is nothing may be left out. */
  readonly sessions: readonly StoredFacts[];
}

export type StoredFacts = Partial<SessionFacts> & Pick<SessionFacts, 'id'>;

/** By what a log is known to be unchanged: inode, size, and the times of its last changes in epoch ms. */
export type LogVersion = readonly [ino: number, size_bytes: number, mtime_ms: number, ctime_ms: number];

type Entry = readonly [name: string, version: LogVersion, format: string, sessions: readonly StoredFacts[]];

/**
 * What was read of the logs of one directory, kept between two runs below XDG_CACHE_HOME. It is never the truth: an
 * entry counts only while its log is unchanged (inode, size and both times), and all of it can be deleted at any time.
 */
export class SessionCache {
  readonly path: string;
  readonly #dir: string;
  readonly #known: ReadonlyMap<string, Entry>;
  readonly #kept: Entry[] = [];
  #fresh = 0;
  #fresh_bytes = 0;

  constructor(dir: string) {
    this.#dir = resolve(dir);
    const name = createHash('sha256').update(this.#dir).digest('hex').slice(0, 32);
    this.path = join(cacheDirectory(), 'lists', `${name}.json`);
    this.#known = new Map(entriesOf(this.path, this.#dir).map((entry) => [entry[0], entry]));
  }

  get(name: string, version: LogVersion): CachedLog | undefined {
    const entry = this.#known.get(name);
    if (entry === undefined || !isSame(entry[1], version)) return undefined;
    this.#kept.push(entry);
    return { format: entry[2], sessions: entry[3] };
  }

  set(name: string, version: LogVersion, { format, sessions }: CachedLog, bytes: number): void {
    this.#kept.push([name, version, format, sessions.map(withoutDefaults)]);
    this.#fresh++;
    this.#fresh_bytes += bytes;
  }

  /** Writes what is worth it; false when it cannot be written, which costs time only. */
  save(): boolean {
    if (this.#fresh < WORTH_LOGS && this.#fresh_bytes < WORTH_BYTES) return true;
    return writeCache(this.path, JSON.stringify({ v: VERSION, dir: this.#dir, logs: this.#kept }), DIRECTORIES);
  }
}

function entriesOf(path: string, dir: string): readonly Entry[] {
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as { v?: unknown; dir?: unknown; logs?: unknown };
    const isOurs = kept.v === VERSION && kept.dir === dir && Array.isArray(kept.logs);
    return isOurs && (kept.logs as unknown[]).every(isEntry) ? (kept.logs as Entry[]) : [];
  } catch {
    // Missing, cut off, of another make: everything is read anew.
    return [];
  }
}

const isSame = (a: LogVersion, b: LogVersion): boolean =>
  a[1] === b[1] && a[2] === b[2] && a[3] === b[3] && a[0] === b[0];

const isEntry = (entry: unknown): boolean =>
  Array.isArray(entry) &&
  entry.length === 4 &&
  typeof entry[0] === 'string' &&
  Array.isArray(entry[1]) &&
  Array.isArray(entry[3]);

const NOTHING = Object.entries(newFacts());

/** Most of a record is nothing. */
function withoutDefaults(facts: StoredFacts): StoredFacts {
  const kept: Record<string, unknown> = {};
  for (const [key, none] of NOTHING) {
    const value: unknown = Reflect.get(facts, key);
    if (value !== none && !(typeof none === 'object' && isEmpty(value))) kept[key] = value;
  }
  return { ...kept, id: facts.id };
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
