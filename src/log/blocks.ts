import { closeSync, constants, createReadStream, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { errnoOf, messageOf, SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { isPacked, unpackedBlocks } from './unpack.js';

/** A path, `-` for standard input, or any stream of bytes. */
export type Source = string | AsyncIterable<Uint8Array | string>;

const TOLD: Readonly<Record<string, [code: 'FILE_NOT_FOUND' | 'FILE_UNREADABLE', what: string]>> = {
  ENOENT: ['FILE_NOT_FOUND', 'there is no such file'],
  ENOTDIR: ['FILE_NOT_FOUND', 'a part of the path is not a directory'],
  EACCES: ['FILE_UNREADABLE', 'permission denied: ask for read access to it'],
  EPERM: ['FILE_UNREADABLE', 'permission denied: ask for read access to it'],
  EISDIR: ['FILE_UNREADABLE', 'it is a directory, not a file'],
};

export function readError(path: string, error: unknown): SessionlogError {
  if (error instanceof SessionlogError) return error;
  const [code, what] = TOLD[errnoOf(error)] ?? ['FILE_UNREADABLE', messageOf(error)];
  return new SessionlogError(code, `${path}: ${what}`, error);
}

/** Opens a file for reading only. @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE */
export function openToRead(path: string): { fd: number; stat: Stats } {
  let fd: number | undefined;
  try {
    // Non-blocking, or opening a FIFO that nobody writes to would hang.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(fd);
    if (stat.isDirectory()) throw new SessionlogError('FILE_UNREADABLE', `${path}: it is a directory, not a file`);
    return { fd, stat };
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    throw readError(path, error);
  }
}

/**
 * The bytes of an open file from `offset` to its end, block by block. Every block is the same memory, filled
 * anew: use it up before asking for the next. @throws SessionlogError FILE_UNREADABLE
 */
export function* fileBlocks(path: string, fd: number, offset = 0): Generator<Buffer> {
  const block = Buffer.allocUnsafeSlow(LIMITS.block_bytes);
  for (let position = offset; ; ) {
    let length: number;
    try {
      length = readSync(fd, block, 0, block.length, position);
    } catch (error) {
      throw readError(path, error);
    }
    if (length === 0) return;
    position += length;
    yield block.subarray(0, length);
  }
}

/** The chunks of a stream as buffers; text is taken as UTF-8. */
async function* streamBlocks(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    yield typeof chunk === 'string'
      ? Buffer.from(chunk)
      : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
}

/** Any source, block by block, unpacked where it is a packed file. Standard input may be a file, a pipe, or closed. */
export async function* blocksOf(source: Source): AsyncGenerator<Buffer> {
  if (source === '-') yield* pipeBlocks(source, process.stdin);
  else if (typeof source !== 'string') yield* streamBlocks(source);
  else if (hasNoPositions(source)) yield* pipeBlocks(source, createReadStream(source));
  else {
    const { fd } = openToRead(source);
    try {
      if (isPacked(fd)) yield* unpackedBlocks(source);
      else yield* fileBlocks(source, fd);
    } finally {
      closeSync(fd);
    }
  }
}

async function* pipeBlocks(path: string, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    yield* streamBlocks(stream);
  } catch (error) {
    throw readError(path, error);
  }
}

/** A FIFO or a terminal: opened once and read as a stream, because its writer may be gone the second time. */
export function hasNoPositions(path: string): boolean {
  try {
    const stat = statSync(path);
    return !stat.isFile() && !stat.isDirectory();
  } catch {
    // Opening it will say what is wrong.
    return false;
  }
}

/** Whether what follows the last newline may still be in flight: the file changed a moment ago. */
export const isYoung = ({ mtimeMs }: Stats, now_ms: number): boolean => now_ms - mtimeMs < LIMITS.pending_ms;
