/** What this Node can read of zstd, which it can from 22.15 on. */
import { createReadStream, fstatSync, readSync } from 'node:fs';
import { pipeline, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { type ZstdFrame, zstdFrames } from './zstd-frames.js';

/** The part of `node:zlib` that older versions do not have. */
interface Zstd {
  createZstdDecompress(options: { chunkSize: number }): Transform & { readonly bytesWritten: number };
  zstdDecompressSync(packed: Buffer, options: { maxOutputLength: number }): Buffer;
}

/** A piece of what was packed, and how much of the file it and all before it came from. */
export interface UnpackedPiece {
  readonly block: Buffer;
  readonly packed_bytes: number;
}

const hasZstd = (module: object): module is Zstd => 'createZstdDecompress' in module && 'zstdDecompressSync' in module;

/** @throws SessionlogError ZSTD_UNSUPPORTED */
function zstdOf(path: string): Zstd {
  const module: object = zlib;
  if (hasZstd(module)) return module;
  throw new SessionlogError(
    'ZSTD_UNSUPPORTED',
    `${path}: packed with zstd, which Node ${process.versions.node} cannot read: use Node 22.15 or later, or unpack it: zstd -dc <file> | sessionlog analyze -`,
  );
}

/**
 * The data of an open file, piece by piece: frame after frame.
 *
 * @throws SessionlogError ZSTD_UNSUPPORTED, ARCHIVE_UNREADABLE, ARCHIVE_TOO_LARGE; what zlib throws
 */
export async function* zstdPieces(path: string, fd: number): AsyncGenerator<UnpackedPiece> {
  const zstd = zstdOf(path);
  for (const { start, end, broken } of framesOf(path, fd)) {
    const source = createReadStream(path, { start, end: end - 1, highWaterMark: LIMITS.block_bytes });
    const unpack = zstd.createZstdDecompress({ chunkSize: LIMITS.block_bytes });
    // A failure of either comes out of the loop below.
    pipeline(source, unpack, () => {});
    for await (const block of unpack as AsyncIterable<Buffer>)
      yield { block, packed_bytes: start + unpack.bytesWritten };
    if (broken) throw cutOff(path, end);
  }
}

/**
 * All of it at once, up to so many bytes.
 *
 * @throws as `zstdPieces`; ERR_BUFFER_TOO_LARGE when there is more
 */
export function zstdWhole(path: string, fd: number, most_bytes: number): Buffer {
  const zstd = zstdOf(path);
  const parts: Buffer[] = [];
  let left = most_bytes;
  for (const { start, end, broken } of framesOf(path, fd)) {
    if (broken) throw cutOff(path, end);
    const packed = Buffer.alloc(end - start);
    readSync(fd, packed, 0, packed.length, start);
    // A limit of 0 is none to zlib.
    const part = zstd.zstdDecompressSync(packed, { maxOutputLength: Math.max(1, left) });
    left -= part.length;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function* framesOf(path: string, fd: number): Generator<ZstdFrame> {
  let count = 0;
  for (const frame of zstdFrames(fd, fstatSync(fd).size)) {
    if (++count > LIMITS.zstd_frames)
      throw new SessionlogError(
        'ARCHIVE_TOO_LARGE',
        `${path}: has more than ${LIMITS.zstd_frames} zstd frames: no more is read; if you trust it, unpack it with zstd`,
      );
    yield frame;
  }
}

const cutOff = (path: string, bytes: number): SessionlogError =>
  new SessionlogError('ARCHIVE_UNREADABLE', `${path}: the zstd data is cut off or damaged before byte ${bytes}`);
