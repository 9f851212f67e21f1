import { readSync } from 'node:fs';
import { Kernel } from '../event/scan/kernel.js';
import { CAPACITY } from '../event/scan/rows.js';
import type { Area, LineScanner } from '../event/scan/scanner.js';
import { readError } from './blocks.js';
import { ScannedRows } from './scanned.js';
import { openScanner } from './scanner.js';

const NEWLINE = 0x0a;
const LINE_HEAD = Buffer.from('{"v":1,"ts":"');

/** Bytes of a log, and what a scanner found in them; undefined when no line ends in them. */
export interface ScannedBlock {
  readonly bytes: Buffer;
  readonly scanned: ScannedRows | undefined;
}

/** Scans the lines of blocks, one block at a time in the same memory. */
export class BlockScanner {
  readonly #scanner: LineScanner;
  readonly #area: Area;
  readonly #scanned: ScannedRows;
  /** Makes room for symbols, for who wants to keep some (default: all are cleared). */
  onFull: (() => void) | undefined;
  #isFull = false;

  constructor(scanner: LineScanner) {
    this.#scanner = scanner;
    this.#scanned = new ScannedRows(scanner);
    const [area] = scanner.areas;
    if (area === undefined) throw new RangeError('a scanner has at least one area');
    this.#area = area;
  }

  /** The kernel that scans, unless its twin does. */
  get kernel(): Kernel | undefined {
    return this.#scanner instanceof Kernel ? this.#scanner : undefined;
  }

  /** Where bytes are to be put that are to be scanned. */
  get memory(): Buffer {
    return this.#area.block;
  }

  /** Scans as many whole lines of the first bytes of the memory as it can at once; of all bytes when no line ends in them. */
  scan(length: number): ScannedBlock {
    const { block, rows } = this.#area;
    const to = length === 0 ? 0 : block.lastIndexOf(NEWLINE, length - 1) + 1;
    if (to === 0) return { bytes: block.subarray(0, length), scanned: undefined };
    if (this.#isFull) this.makeRoom();
    const end = this.#scanner.scan(0, 0, to);
    this.#isFull = end < to && rows.count < CAPACITY;
    // The first line needs room for a symbol: now there is.
    if (end === 0) return this.scan(length);
    return { bytes: block.subarray(0, end), scanned: this.#scanned.open(this.#area) };
  }

  /** What another thread has scanned in one of the areas, in turn. */
  scanned(index: number, length: number): ScannedBlock {
    const { areas } = this.#scanner;
    const area = areas[index % areas.length] as Area;
    return { bytes: area.block.subarray(0, length), scanned: this.#scanned.open(area) };
  }

  /** Another thread is going to scan. */
  prepare(): void {
    if (this.#isFull) this.makeRoom();
    this.#isFull = false;
  }

  makeRoom(): void {
    if (this.onFull === undefined) this.#scanner.symbols.clear();
    else this.onFull();
  }

  /**
   * The bytes of an open file from `offset` to its end, in whole lines as far as they fit; scanned from the first block on
   * that begins as a line of ours does. @throws SessionlogError FILE_UNREADABLE
   */
  *file(path: string, fd: number, offset = 0): Generator<ScannedBlock> {
    const { memory } = this;
    let isOwn = offset > 0;
    for (let position = offset; ; ) {
      const length = readBlock(path, fd, memory, position);
      if (length === 0) return;
      isOwn ||= beginsAsOwn(memory.subarray(0, length));
      const block = isOwn ? this.scan(length) : { bytes: wholeLines(memory, length), scanned: undefined };
      position += block.bytes.length;
      yield block;
    }
  }

  /** The bytes of a stream in the same way. */
  async *stream(chunks: AsyncIterable<Buffer>): AsyncGenerator<ScannedBlock> {
    let isOwn: boolean | undefined;
    for await (const bytes of chunks) {
      isOwn ??= beginsAsOwn(bytes);
      if (isOwn) yield* this.#chunk(bytes);
      else yield { bytes, scanned: undefined };
    }
  }

  *#chunk(chunk: Buffer): Generator<ScannedBlock> {
    const { memory } = this;
    for (let at = 0; at < chunk.length; ) {
      const block = this.scan(chunk.copy(memory, 0, at, at + memory.length));
      at += block.bytes.length;
      yield block;
    }
  }
}

/** The first bytes up to the last newline among them; all when there is none. */
const wholeLines = (memory: Buffer, length: number): Buffer =>
  memory.subarray(0, memory.lastIndexOf(NEWLINE, length - 1) + 1 || length);

const beginsAsOwn = (bytes: Buffer): boolean => bytes.subarray(0, LINE_HEAD.length).equals(LINE_HEAD);

function readBlock(path: string, fd: number, memory: Buffer, position: number): number {
  try {
    return readSync(fd, memory, 0, memory.length, position);
  } catch (error) {
    throw readError(path, error);
  }
}

/** Scanners that nobody uses now: what reads one log after the other needs only one. */
const idle: BlockScanner[] = [];

/** Work that has a scanner of its own as long as it takes. */
export async function withScanner<Result>(work: (scanner: BlockScanner) => Promise<Result>): Promise<Result> {
  const scanner = idle.pop() ?? new BlockScanner(openScanner());
  const result = await work(scanner);
  // One that something went wrong with is not used again.
  idle.push(scanner);
  return result;
}
