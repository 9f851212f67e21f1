/**
 * Where the frames of a zstd file begin and end, by the headers of frames and blocks alone (RFC 8878, section 3.1).
 * Node's decompressor reads one frame and does not say when that ends too early.
 */
import { readSync } from 'node:fs';

/** A frame that holds data: the bytes from `start` up to `end`. */
export interface ZstdFrame {
  readonly start: number;
  readonly end: number;
  /** The file ends before the frame does, or what follows is no zstd. */
  readonly broken: boolean;
}

const MAGIC = 0xfd2fb528;
/** Frames of other programs' making, which are passed over: 0x184D2A50 to 0x184D2A5F. */
const SKIPPED = 0x184d2a50;
/** The longest that a frame's header may be, magic included. */
const HEADER_BYTES = 18;
const BLOCK_BYTES = 3;
const ID_BYTES = [0, 1, 2, 4] as const;
const SIZE_BYTES = [0, 2, 4, 8] as const;
const RLE = 1;
const RESERVED = 3;

export const isZstd = (head: Buffer): boolean => head.length >= 4 && isMagic(head.readUInt32LE(0));

const isMagic = (magic: number): boolean => magic === MAGIC || isSkipped(magic);
const isSkipped = (magic: number): boolean => (magic & 0xfffffff0) >>> 0 === SKIPPED;

/** The frames of an open file of `size` bytes, in order; the last one may be broken. */
export function* zstdFrames(fd: number, size: number): Generator<ZstdFrame> {
  const head = Buffer.alloc(HEADER_BYTES);
  for (let start = 0; start < size; ) {
    const length = readSync(fd, head, 0, HEADER_BYTES, start);
    const magic = length < 8 ? 0 : head.readUInt32LE(0);
    if (isSkipped(magic)) {
      start += 8 + head.readUInt32LE(4);
    } else {
      const end = magic === MAGIC ? endOfFrame(fd, size, start, head.readUInt8(4)) : undefined;
      yield { start, end: end ?? size, broken: end === undefined };
      if (end === undefined) return;
      start = end;
    }
  }
}

/** Behind the last block and its checksum; undefined when the file ends before. */
function endOfFrame(fd: number, size: number, start: number, descriptor: number): number | undefined {
  const single = (descriptor >> 5) & 1;
  const ids = ID_BYTES[descriptor & 3] ?? 0;
  const sizes = SIZE_BYTES[descriptor >> 6] ?? 0;
  const block = Buffer.alloc(BLOCK_BYTES);
  let at = start + 5 + (1 - single) + ids + (sizes === 0 ? single : sizes);
  for (;;) {
    if (readSync(fd, block, 0, BLOCK_BYTES, at) < BLOCK_BYTES) return undefined;
    const header = block.readUIntLE(0, BLOCK_BYTES);
    const type = (header >> 1) & 3;
    if (type === RESERVED) return undefined;
    at += BLOCK_BYTES + (type === RLE ? 1 : header >> 3);
    if ((header & 1) === 1) break;
  }
  const end = at + ((descriptor >> 2) & 1) * 4;
  return end > size ? undefined : end;
}
