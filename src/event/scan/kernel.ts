import { LIMITS } from '../../base/limits.js';
import { layoutOf, PAGE, readLayout, writeLayout } from './layout.js';
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
  readonly wasm: WasmMemory;
  /** Memory for whoever folds what was scanned. */
  readonly heap: { readonly from: number; readonly to: number };
  readonly #scan: Scan;
  readonly #intern: Intern;

  /**
   * @param module of `kernel.wasm`
   * @param memory from `sharedMemory`
   */
  constructor(module: WasmModule, memory: WasmMemory) {
    super(memory.buffer);
    writeTables(memory.buffer);
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
    return this.#scan(rows.byteOffset, block_at + from, block_at + to, block_at) - block_at;
  }

  /** The symbol of bytes that stand in the memory as in a JSON string; -1 when there is no room for it. */
  intern(at: number, length: number, isPlain: boolean): number {
    return this.#intern(at, length, isPlain ? 0 : 1);
  }

  /** Clears all symbols but those that are needed; returns for each old one the new one, or -1. */
  keepSymbols(isNeeded: (id: number) => boolean): Int32Array {
    const { symbols } = this;
    const needed = Array.from({ length: symbols.count }, (_, id) => (isNeeded(id) ? symbols.bytesOf(id) : undefined));
    symbols.clear();
    // Their bytes move towards the beginning, where nothing stands any more that is still to be moved.
    return Int32Array.from(needed, (bytes) =>
      bytes === undefined ? -1 : this.intern(bytes.at, bytes.length, bytes.isPlain),
    );
  }
}
