import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { STATE_VERSION } from '../../analyze/save.js';
import { writeCache } from '../../base/cache.js';
import { LIMITS } from '../../base/limits.js';
import type { LogFile } from '../targets.js';
import type { Part } from './part.js';

/** Grows whenever an entry, or what figures mean, changes. */
const VERSION = `3.${STATE_VERSION}`;
/** Entries beyond this are removed, those that were not used for longest first. */
const ENTRIES = 2_000;

/** What tells a file from another one, and from what it was: numbers as text, times in nanoseconds. */
interface Identity {
  readonly path: string;
  readonly device: string;
  readonly inode: string;
  readonly bytes: string;
  readonly modified: string;
  readonly changed: string;
}

interface Entry {
  readonly version: string;
  readonly files: readonly Identity[];
  readonly part: Omit<Part, 'analysis'>;
  /** SHA-256 of the log up to `part.resume.bytes`; only with `resume`. */
  readonly prefix: string | undefined;
}

/** What the logs of a part were before they were read. */
export interface Sighting {
  readonly files: readonly Identity[];
  /** A log was still being written a moment before: it may change again within the same tick of its clock. */
  readonly young: boolean;
}

export type Remembered =
  | { readonly kind: 'unchanged'; readonly part: Part }
  /** One log that has grown, and begins with what was read of it. */
  | { readonly kind: 'grown'; readonly part: Part }
  | { readonly kind: 'unknown' };

/** What is remembered of logs: their analysis, as long as they have not changed but by growing. */
export class AnalysisCache {
  readonly #dir: string;
  readonly #mode: string;

  /** @param mode what else the figures depend on */
  constructor(dir: string, mode: string) {
    this.#dir = join(dir, 'analyses');
    this.#mode = mode;
  }

  recall(logs: readonly LogFile[]): Remembered {
    try {
      return this.#recall(logs);
    } catch {
      // Whatever is wrong with an entry, it can be made anew.
      return { kind: 'unknown' };
    }
  }

  #recall(logs: readonly LogFile[]): Remembered {
    const path = this.#pathOf(logs);
    const bytes = readFileSync(path);
    const newline = bytes.indexOf('\n');
    const entry = JSON.parse(bytes.toString('utf8', 0, newline)) as Entry;
    if (entry.version !== VERSION || entry.files.length !== logs.length) return { kind: 'unknown' };
    const unchanged = logs.every((log, i) => isSame(identityOf(log.path), entry.files[i] as Identity));
    if (!unchanged && !this.#hasGrown(logs, entry)) return { kind: 'unknown' };
    const now = new Date();
    utimesSync(path, now, now);
    const part = { ...entry.part, resume: entry.part.resume, analysis: deserialize(bytes.subarray(newline + 1)) };
    return { kind: unchanged ? 'unchanged' : 'grown', part };
  }

  #hasGrown(logs: readonly LogFile[], { files, part, prefix }: Entry): boolean {
    const [log] = logs;
    const [then] = files;
    if (log === undefined || then === undefined || logs.length !== 1 || part.resume === undefined || !prefix)
      return false;
    const now = identityOf(log.path);
    if (now.device !== then.device || now.inode !== then.inode || BigInt(now.bytes) < BigInt(part.resume.bytes))
      return false;
    return prefixHash(log.path, part.resume.bytes) === prefix;
  }

  /** What the logs are now; to be taken before they are read, and given to `remember` afterwards. */
  sight(logs: readonly LogFile[]): Sighting | undefined {
    try {
      const files = logs.map(({ path }) => identityOf(path));
      return { files, young: files.some(isYoung) };
    } catch {
      // One of them is gone: whoever reads it will say so.
      return undefined;
    }
  }

  /** Remembers what the logs came to, if they are still what they were before they were read. */
  remember(logs: readonly LogFile[], before: Sighting | undefined, part: Part): void {
    const after = this.sight(logs);
    if (before === undefined || after === undefined || part.refused.length > 0) return;
    const steady = !before.young && after.files.every((file, i) => isSame(file, before.files[i] as Identity));
    const { analysis, ...rest } = part;
    const only = logs.length === 1 ? logs[0] : undefined;
    const prefix =
      only === undefined || part.resume === undefined ? undefined : prefixHash(only.path, part.resume.bytes);
    if (!steady && !prefix) return;
    // Files that will not be found the same again: only as far as one can be taken up.
    const files = steady ? after.files : after.files.map((file) => ({ ...file, modified: '' }));
    const entry: Entry = { version: VERSION, files, part: rest, prefix };
    const head = Buffer.from(`${JSON.stringify(entry)}\n`);
    writeCache(this.#pathOf(logs), Buffer.concat([head, serialize(analysis)]), ENTRIES);
  }

  #pathOf(logs: readonly LogFile[]): string {
    const key = createHash('sha256').update(`${VERSION}\0${this.#mode}`);
    // As the user named them: that is how the report names them.
    for (const { path } of logs) key.update(`\0${path}\0${resolve(path)}`);
    return join(this.#dir, `${key.digest('hex').slice(0, 40)}.json`);
  }
}

function identityOf(path: string): Identity {
  const stat = statSync(path, { bigint: true });
  if (!stat.isFile()) throw new TypeError(`${path} is no file`);
  return {
    path: resolve(path),
    device: String(stat.dev),
    inode: String(stat.ino),
    bytes: String(stat.size),
    modified: String(stat.mtimeNs),
    changed: String(stat.ctimeNs),
  };
}

const isSame = (a: Identity, b: Identity): boolean =>
  a.path === b.path &&
  a.device === b.device &&
  a.inode === b.inode &&
  a.bytes === b.bytes &&
  a.modified === b.modified &&
  a.changed === b.changed;

const isYoung = ({ changed }: Identity): boolean =>
  Date.now() - Number(BigInt(changed) / 1_000_000n) < LIMITS.pending_ms;

/** SHA-256 of the first bytes of a file; '' when it has fewer. */
function prefixHash(path: string, bytes: number): string {
  const fd = openSync(path, 'r');
  try {
    if (fstatSync(fd).size < bytes) return '';
    const hash = createHash('sha256');
    const block = Buffer.allocUnsafeSlow(LIMITS.block_bytes * 4);
    for (let at = 0; at < bytes; ) {
      const length = readSync(fd, block, 0, Math.min(block.length, bytes - at), at);
      if (length === 0) return '';
      hash.update(block.subarray(0, length));
      at += length;
    }
    return hash.digest('base64url');
  } finally {
    closeSync(fd);
  }
}
