import { LIMITS } from '../../base/limits.js';
import { layoutOf, PAGE, writeLayout } from './layout.js';
import { checkLines, type LineScanner, type ScannerOptions, ScannerView } from './scanner.js';
import { writeTables } from './tables.js';
import { allocate, instantiate, type WasmMemory, type WasmModule } from './wasm.js';

/** What the kernel exports: `assembly/kernel.ts`. */
type Scan = (rows_at: number, from: number, to: number, block_at: number) => number;

/** Memory that threads share, for a scanner by the kernel. */
export function sharedMemory({ areas = 1, block_bytes = LIMITS.block_bytes }: ScannerOptions = {}): WasmMemory {
  const layout = layoutOf(areas, block_bytes);
  const memory = allocate(layout.bytes / PAGE);
  writeLayout(memory.buffer, layout);
  return memory;
}

/** The scanner by WebAssembly. Any thread may read its memory; only one at a time may scan in it. */
export class Kernel extends ScannerView implements LineScanner {
  readonly by = 'kernel';
  readonly #scan: Scan;

  /**
   * @param module of `kernel.wasm`
   * @param memory from `sharedMemory`
   */
  constructor(module: WasmModule, memory: WasmMemory) {
    super(memory.buffer);
    writeTables(memory.buffer);
    this.#scan = instantiate(module, memory).exports['scan'] as Scan;
  }

  scan(area: number, from: number, to: number): number {
    const { block, rows } = checkLines(this.areas[area], from, to);
    const block_at = block.byteOffset;
    return this.#scan(rows.byteOffset, block_at + from, block_at + to, block_at) - block_at;
  }
}
