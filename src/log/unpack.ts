import { closeSync, createReadStream, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { errnoOf, messageOf, SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { type UnpackedPiece, zstdPieces, zstdWhole } from './zstd.js';
import { isZstd } from './zstd-frames.js';

const GZIP = Buffer.from([0x1f, 0x8b]);

/** What an open file is packed with, whatever its name: no log begins so. */
function packingOf(fd: number): 'gzip' | 'zstd' | undefined {
  if (!fstatSync(fd).isFile()) return undefined;
  const head = Buffer.alloc(4);
  const read = head.subarray(0, readSync(fd, head, 0, head.length, 0));
  if (read.subarray(0, GZIP.length).equals(GZIP)) return 'gzip';
  return isZstd(read) ? 'zstd' : undefined;
}

/** Whether an open file is packed with gzip or zstd. */
export const isPacked = (fd: number): boolean => packingOf(fd) !== undefined;

/** The same of a path; false where there is nothing to read. */
export function isPackedFile(path: string): boolean {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    // Whoever reads it says what is wrong.
    return false;
  }
  try {
    return isPacked(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * The bytes of a packed file as they were before, piece by piece and in bounded memory. What is whole before the damage
 * of a damaged one comes first.
 *
 * @throws SessionlogError ARCHIVE_TOO_LARGE, ARCHIVE_UNREADABLE, FILE_UNREADABLE, ZSTD_UNSUPPORTED
 */
export async function* unpackedBlocks(path: string): AsyncGenerator<Buffer> {
  let bytes = 0;
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    for await (const { block, packed_bytes } of packingOf(fd) === 'zstd' ? zstdPieces(path, fd) : gzipPieces(path)) {
      bytes += block.length;
      if (bytes > mostOf(packed_bytes, LIMITS.unpacked_bytes)) throw tooLarge(path, bytes, packed_bytes);
      yield block;
    }
  } catch (error) {
    throw unpackError(path, error, bytes);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

async function* gzipPieces(path: string): AsyncGenerator<UnpackedPiece> {
  const source = createReadStream(path, { highWaterMark: LIMITS.block_bytes });
  const gunzip = createGunzip({ chunkSize: LIMITS.block_bytes });
  // A failure of either comes out of the loop below.
  pipeline(source, gunzip, () => {});
  for await (const block of gunzip as AsyncIterable<Buffer>) yield { block, packed_bytes: gunzip.bytesWritten };
}

/**
 * All of a packed file at once, for who cannot wait.
 *
 * @throws SessionlogError ARCHIVE_TOO_LARGE, ARCHIVE_UNREADABLE, ZSTD_UNSUPPORTED
 */
export function unpackedWhole(path: string, fd: number): Buffer {
  const { size } = fstatSync(fd);
  const most = mostOf(size, LIMITS.unpacked_whole_bytes);
  try {
    if (size > most) throw tooLarge(path, size, size);
    if (packingOf(fd) === 'zstd') return zstdWhole(path, fd, most);
    return gunzipSync(readFileSync(fd), { maxOutputLength: most });
  } catch (error) {
    if (errnoOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path, most, size);
    throw unpackError(path, error, 0);
  }
}

const mostOf = (packed: number, limit: number): number =>
  Math.min(limit, Math.max(LIMITS.unpacked_free_bytes, packed * LIMITS.unpacked_ratio));

const tooLarge = (path: string, bytes: number, packed: number): SessionlogError =>
  new SessionlogError(
    'ARCHIVE_TOO_LARGE',
    `${path}: unpacks to more than ${bytes} bytes, out of ${packed}: no more is read; if you trust it, unpack it yourself`,
  );

function unpackError(path: string, error: unknown, bytes: number): SessionlogError {
  if (error instanceof SessionlogError) return error;
  if (/^Z(?:STD)?_/.test(errnoOf(error)))
    return new SessionlogError(
      'ARCHIVE_UNREADABLE',
      `${path}: the archive is damaged behind ${bytes} bytes: ${messageOf(error)}`,
      error,
    );
  return new SessionlogError('FILE_UNREADABLE', `${path}: ${messageOf(error)}`, error);
}
