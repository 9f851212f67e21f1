import { LIMITS } from '../../base/limits.js';
import { layoutOf, PAGE, readLayout, writeLayout } from './layout.js';
import { MUTEX_AT } from './memory.js';
import { Mutex } from './mutex.js';
import { checkLines, type LineScanner, type ScannerOptions, ScannerView } from './scanner.js';
import { writeTables } from './tables.js';
import { allocate, instantiate, type WasmMemory, type WasmModule } from './wasm.js';

/** What the kernel exports: `assembly/kernel.ts`. */
type Scan = (rows_at: number, from: number, to: number, block_at: number) => number;
type Intern = (at: number, length: number, careful: number) => number;

/** Memory that threads share, for a scanner by the kernel. */
export function sharedMemory({ areas = 1, block_bytes = LIMITS.block_bytes }: ScannerOptions = {}): WasmMemory {
  const layout = layoutOf(areas, block_bytes);
  const memory = allocate(layout.bytes / PAGE, true);
  writeLayout(memory.buffer, layout);
  return memory;
}

/** The scanner by WebAssembly. Any thread may read its memory; only one at a time may scan in it. */
export class Kernel extends ScannerView implements LineScanner {
  readonly by = 'kernel';
  readonly module: WasmModule;
  readonly wasm: WasmMemory;
  /** Memory for whoever folds what was scanned. */
  readonly heap: { readonly from: number; readonly to: number };
  readonly #scan: Scan;
  readonly #intern: Intern;

  /** Symbols are found, and given, by one thread at a time. */
  readonly #turns: Mutex;

  /**
   * @param module of `kernel.wasm`
   * @param memory from `sharedMemory`; a second thread scans in the same one, in other areas
   */
  constructor(module: WasmModule, memory: WasmMemory) {
    super(memory.buffer);
    this.module = module;
    this.#turns = new Mutex(memory.buffer, MUTEX_AT);
    this.#turns.run(() => writeTables(memory.buffer));
    this.wasm = memory;
    const { heap_at, bytes } = readLayout(memory.buffer);
    this.heap = { from: heap_at, to: bytes };
    const { exports } = instantiate(module, memory);
    this.#scan = exports['scan'] as Scan;
    this.#intern = exports['intern'] as Intern;
  }

  scan(area: number, from: number, to: number): number {
    const { block, rows } = checkLines(this.areas[area], from, to);
    const block_at = block.byteOffset;
    return this.#turns.run(() => this.#scan(rows.byteOffset, block_at + from, block_at + to, block_at)) - block_at;
  }

  /** The symbol of bytes that stand in the memory as in a JSON string; -1 when there is no room for it. */
  intern(at: number, length: number, isPlain: boolean): number {
    return this.#turns.run(() => this.#intern(at, length, isPlain ? 0 : 1));
  }

  /** Clears all symbols but those that are needed; returns for each old one the new one, or -1. */
  keepSymbols(isNeeded: (id: number) => boolean): Int32Array {
    const { symbols } = this;
    const { count } = symbols;
    const now = new Int32Array(count).fill(-1);
    for (let id = 0; id < count; id++) if (isNeeded(id)) now[id] = id;
    symbols.clear();
    // Their bytes move towards the beginning, where nothing stands any more that is still to be moved.
    for (let id = 0; id < count; id++) {
      if (now[id] === -1) continue;
      const { at, length, isPlain } = symbols.bytesOf(id);
      now[id] = this.intern(at, length, isPlain);
    }
    return now;
  }
}
