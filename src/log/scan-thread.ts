import type { WasmMemory, WasmModule } from '../event/scan/wasm.js';

/** What a thread is given that scans the blocks of a file ahead of who folds them. */
export interface ScanJob {
  readonly module: WasmModule;
  readonly memory: WasmMemory;
  /** Open for as long as the thread runs. */
  readonly fd: number;
  readonly control: SharedArrayBuffer;
  readonly areas: number;
}

/** The blocks that the thread has scanned, and the blocks that were taken from it, so far. */
const SCANNED = 0;
const TAKEN = 1;
/** How far the thread is: see `STATES`. */
const STATE = 2;
/** Grows when room was made for symbols. */
const ROOM = 3;
const WORDS = 8;

export const STATES = { starting: 0, ready: 1, scanning: 2, ended: 3 } as const;

/** Of each area: the bytes that it holds in whole lines, and whether the symbols are full behind it. */
const AREA_WORDS = 2;

/**
 * What the thread that scans and the one that folds tell each other: areas are filled in turn, each one again once what
 * it held was taken.
 */
export class Control {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #position: Float64Array;
  readonly #areas: number;

  constructor(areas: number, buffer = new SharedArrayBuffer(WORDS * 4 + 8 + areas * AREA_WORDS * 4)) {
    this.buffer = buffer;
    this.#position = new Float64Array(this.buffer, WORDS * 4, 1);
    this.#words = new Int32Array(this.buffer);
    this.#areas = areas;
  }

  get state(): number {
    return Atomics.load(this.#words, STATE);
  }

  /** The thread is ready, unless nobody wants it any more. */
  ready(): void {
    Atomics.compareExchange(this.#words, STATE, STATES.starting, STATES.ready);
  }

  /** Lets a thread that is ready begin at a place of the file. */
  begin(position: number): void {
    this.#position[0] = position;
    Atomics.compareExchange(this.#words, STATE, STATES.ready, STATES.scanning);
    Atomics.notify(this.#words, STATE);
  }

  /** Waits for that; NaN when nothing is to be scanned. */
  waitForBegin(): number {
    Atomics.wait(this.#words, STATE, STATES.ready);
    return this.state === STATES.scanning ? (this.#position[0] as number) : Number.NaN;
  }

  /** Tells of the next block; returns false when no more are wanted. Waits until there is an area for the one after it. */
  tell(index: number, bytes: number, isFull: boolean): boolean {
    const words = this.#words;
    const at = this.#wordsOf(index);
    words[at] = bytes;
    words[at + 1] = isFull ? 1 : 0;
    const room = Atomics.load(words, ROOM);
    Atomics.store(words, SCANNED, index + 1);
    Atomics.notify(words, SCANNED);
    if (isFull) while (this.isScanning && Atomics.load(words, ROOM) === room) Atomics.wait(words, ROOM, room);
    for (;;) {
      const taken = Atomics.load(words, TAKEN);
      if (!this.isScanning || index + 1 - taken < this.#areas) return this.isScanning;
      Atomics.wait(words, TAKEN, taken);
    }
  }

  get isScanning(): boolean {
    return this.state === STATES.scanning;
  }

  /** Waits for a block; undefined when none will come any more. */
  async next(index: number): Promise<{ readonly bytes: number; readonly isFull: boolean } | undefined> {
    const words = this.#words;
    for (;;) {
      const scanned = Atomics.load(words, SCANNED);
      if (scanned > index) break;
      if (!this.isScanning) return undefined;
      Atomics.notify(words, TAKEN);
      await Atomics.waitAsync(words, SCANNED, scanned).value;
    }
    const at = this.#wordsOf(index);
    return { bytes: words[at] as number, isFull: words[at + 1] === 1 };
  }

  /** The area of a block may be filled anew. */
  taken(index: number): void {
    Atomics.store(this.#words, TAKEN, index + 1);
    // To wake a thread costs more than it takes to scan a block: several at a time.
    if ((index + 1) % (this.#areas >> 1) === 0) Atomics.notify(this.#words, TAKEN);
  }

  /** There is room for symbols again. */
  madeRoom(): void {
    Atomics.add(this.#words, ROOM, 1);
    Atomics.notify(this.#words, ROOM);
  }

  /** Ends it, whatever it waits for. */
  stop(): void {
    Atomics.store(this.#words, STATE, STATES.ended);
    for (const word of [SCANNED, TAKEN, STATE, ROOM]) Atomics.notify(this.#words, word);
  }

  #wordsOf(index: number): number {
    return WORDS + 2 + (index % this.#areas) * AREA_WORDS;
  }
}
