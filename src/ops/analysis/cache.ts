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
const VERSION = `4.${STATE_VERSION}`;
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
  /** Of the log up to `part.resume.bytes`, see `piecesOf`; only with `resume`. */
  readonly prefix: readonly string[] | undefined;
}

/** What the logs of a part were before they were read. */
export interface Sighting {
  readonly files: readonly Identity[];
  /** A log was still being written a moment before: it may change again within the same tick of its clock. */
  readonly young: boolean;
}

export type Remembered =
  | { readonly kind: 'unchanged'; readonly part: Part }
  /** One log that has grown, and begins with what was read of it: these pieces. */
  | { readonly kind: 'grown'; readonly part: Part; readonly prefix: readonly string[] }
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
    return unchanged ? { kind: 'unchanged', part } : { kind: 'grown', part, prefix: entry.prefix ?? [] };
  }

  #hasGrown(logs: readonly LogFile[], { files, part, prefix }: Entry): boolean {
    const [log] = logs;
    const [then] = files;
    if (log === undefined || then === undefined || logs.length !== 1 || part.resume === undefined || !prefix)
      return false;
    const now = identityOf(log.path);
    if (now.device !== then.device || now.inode !== then.inode || BigInt(now.bytes) < BigInt(part.resume.bytes))
      return false;
    const found = piecesOf(log.path, part.resume.bytes);
    return found?.length === prefix.length && found.every((piece, i) => piece === prefix[i]);
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

  /**
   * Remembers what the logs came to, if they are still what they were before they were read.
   *
   * @param known what the log began with that was read on: it is not hashed again
   */
  remember(logs: readonly LogFile[], before: Sighting | undefined, part: Part, known: readonly string[] = []): void {
    const after = this.sight(logs);
    if (before === undefined || after === undefined || part.refused.length > 0) return;
    const steady = !before.young && after.files.every((file, i) => isSame(file, before.files[i] as Identity));
    const { analysis, ...rest } = part;
    const only = logs.length === 1 ? logs[0] : undefined;
    const prefix =
      only === undefined || part.resume === undefined ? undefined : piecesOf(only.path, part.resume.bytes, known);
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

/** What is hashed of a log goes by pieces, so that those that are known need no hashing when it has grown. */
const PIECE_BYTES = 64 * 1024 * 1024;

/**
 * SHA-256 of each piece of the first bytes of a file, of which the last one may be shorter; undefined when it has fewer.
 *
 * @param known of earlier pieces; the last of them was shorter, and is hashed anew
 */
function piecesOf(path: string, bytes: number, known: readonly string[] = []): string[] | undefined {
  const fd = openSync(path, 'r');
  try {
    if (fstatSync(fd).size < bytes) return undefined;
    const block = Buffer.allocUnsafeSlow(LIMITS.block_bytes * 4);
    const pieces = known.slice(0, -1);
    for (let from = pieces.length * PIECE_BYTES; from < bytes; from += PIECE_BYTES) {
      const piece = hashOf(fd, block, from, Math.min(from + PIECE_BYTES, bytes));
      if (piece === undefined) return undefined;
      pieces.push(piece);
    }
    return pieces;
  } finally {
    closeSync(fd);
  }
}

/** Of the bytes [from, to) of a file; undefined when they are not all there. */
function hashOf(fd: number, block: Buffer, from: number, to: number): string | undefined {
  const hash = createHash('sha256');
  for (let at = from; at < to; ) {
    const length = readSync(fd, block, 0, Math.min(block.length, to - at), at);
    if (length === 0) return undefined;
    hash.update(block.subarray(0, length));
    at += length;
  }
  return hash.digest('base64url');
}
