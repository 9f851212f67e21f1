import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  linkSync,
  lstatSync,
  openSync,
  readSync,
  rmSync,
  type Stats,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { syncDirectory } from '../base/directory.js';
import { errnoOf, messageOf, SessionlogError } from '../base/errors.js';
import { AppendFile } from './append-file.js';
import { readError } from './blocks.js';
import { archiveOf } from './paths.js';
import { unpackedBlocks } from './unpack.js';

/** An archive beside its log after so long: who made it was killed. */
const KILLED_MS = 60_000;

export interface Archived {
  readonly archive: string;
  /** Of the log, and of its archive. */
  readonly bytes: number;
  readonly archive_bytes: number;
}

/**
 * Packs a log into `<log>.gz` beside it, reads that back, and removes the log once every byte of it was found there and
 * is on the disk. A log that changes meanwhile stays, and so does one that has another archive.
 *
 * @returns what was made, or why nothing was
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE, WRITE_FAILED; ARCHIVE_TOO_LARGE when it would be refused as a bomb
 */
export async function archiveLog(path: string): Promise<Archived | string> {
  const archive = archiveOf(path);
  if (existsSync(archive)) return (await finish(path, archive)) ?? `it has an archive already, ${archive}`;
  const temporary = join(dirname(path), `.${basename(archive)}.${randomBytes(6).toString('hex')}.tmp`);
  const { fd, stat } = open(path);
  try {
    const fault = faultOf(stat);
    if (fault !== undefined) return fault;
    await pack(path, fd, stat, temporary);
    const different_at = await differenceTo(fd, temporary);
    if (different_at !== undefined) throw different(path, different_at);
    if (!isUnchanged(path, fd, stat)) return 'it was written to meanwhile';
    const archive_bytes = lstatSync(temporary).size;
    // Fails where somebody else was faster: a rename would overwrite.
    linkSync(temporary, archive);
    remove(path, fd, stat);
    return { archive, bytes: stat.size, archive_bytes };
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return `it has an archive already, ${archive}`;
    if (error instanceof SessionlogError) throw error;
    throw new SessionlogError('WRITE_FAILED', `${path}: it cannot be archived: ${messageOf(error)}`, error);
  } finally {
    closeSync(fd);
    rmSync(temporary, { force: true });
  }
}

function open(path: string): { fd: number; stat: Stats } {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | (constants.O_NOFOLLOW ?? 0));
    return { fd, stat: fstatSync(fd) };
  } catch (error) {
    throw readError(path, error);
  }
}

function faultOf(stat: Stats): string | undefined {
  if (!stat.isFile()) return 'it is no regular file';
  if (stat.nlink > 1) return 'it has other names, which would keep it where it is';
  return stat.size === 0 ? 'it is empty' : undefined;
}

/** The log as it is now, into a file of its own that is on the disk when this returns; as old as the log. */
async function pack(path: string, fd: number, stat: Stats, temporary: string): Promise<void> {
  const source = createReadStream(path, { fd, autoClose: false, start: 0, end: stat.size - 1 });
  await pipeline(source, createGzip(), createWriteStream(temporary, { flags: 'wx', mode: 0o600 }));
  const made = openSync(temporary, 'r+');
  try {
    futimesSync(made, stat.atime, stat.mtime);
    fsyncSync(made);
  } finally {
    closeSync(made);
  }
}

/** Reads the archive back, as every reader will, and compares it with the log: before which byte they differ. */
async function differenceTo(fd: number, archive: string): Promise<number | undefined> {
  let position = 0;
  for await (const block of unpackedBlocks(archive)) {
    const stored = Buffer.allocUnsafe(block.length);
    const length = readSync(fd, stored, 0, stored.length, position);
    position += length;
    if (length !== block.length || !stored.equals(block)) return position;
  }
  return position === fstatSync(fd).size ? undefined : position;
}

/** Does what was left of a run that was killed when it had made the archive; undefined when this archive is another. */
async function finish(path: string, archive: string): Promise<Archived | undefined> {
  const { ctimeMs, size: archive_bytes } = lstatSync(archive);
  // Who has made it this moment is about to remove the log too.
  if (Date.now() - ctimeMs < KILLED_MS) return undefined;
  const { fd, stat } = open(path);
  try {
    if (faultOf(stat) !== undefined || !(await holdsAll(fd, archive)) || !isUnchanged(path, fd, stat)) return undefined;
    remove(path, fd, stat);
    return { archive, bytes: stat.size, archive_bytes };
  } finally {
    closeSync(fd);
  }
}

async function holdsAll(fd: number, archive: string): Promise<boolean> {
  try {
    return (await differenceTo(fd, archive)) === undefined;
  } catch (error) {
    // One that cannot be read holds nothing for sure: the log stays.
    if (error instanceof SessionlogError) return false;
    throw error;
  }
}

const different = (path: string, position: number): SessionlogError =>
  new SessionlogError(
    'WRITE_FAILED',
    `${path}: the archive differs from the log before byte ${position}, and was discarded: the disk, or somebody, changed one`,
  );

/** Whether the path still leads to the file that was packed, with nothing added. */
function isUnchanged(path: string, fd: number, { ino, dev, size, mtimeMs }: Stats): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  const same = (now: Stats | undefined): boolean =>
    now?.ino === ino && now.dev === dev && now.size === size && now.mtimeMs === mtimeMs;
  return same(there) && same(fstatSync(fd));
}

/** The log goes when its archive is on the disk under its name, unless another file has come in its place. */
function remove(path: string, fd: number, stat: Stats): void {
  syncDirectory(dirname(path));
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.ino !== stat.ino || there.dev !== stat.dev) return;
  unlinkSync(path);
  carryOver(path, fd, stat.size);
}

/** A line that came between the last look and the removal goes on where its writer will go on too: in a new log. */
function carryOver(path: string, fd: number, size: number): void {
  const late = fstatSync(fd).size - size;
  if (late <= 0) return;
  const buffer = Buffer.alloc(late + 1);
  readSync(fd, buffer, 1, late, size);
  const file = new AppendFile(path, { durable: true });
  try {
    file.write(buffer, 1, buffer.length, Date.now());
    file.sync();
  } finally {
    file.close();
  }
}
