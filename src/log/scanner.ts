import { readFileSync } from 'node:fs';
import { Kernel, sharedMemory } from '../event/scan/kernel.js';
import type { LineScanner, ScannerOptions } from '../event/scan/scanner.js';
import { Twin } from '../event/scan/twin.js';
import { compile, type WasmModule } from '../event/scan/wasm.js';

/** The same way from src/log, from dist/log and from the bundle in dist/bin. */
const DIST = new URL('../../dist/', import.meta.url);

/** Code that was compiled from `assembly` folders: it scans our lines, prunes foreign ones, and folds what was scanned. */
export type Code = 'event/scan/kernel.wasm' | 'event/prune/kernel.wasm' | 'analyze/kernel/fold.wasm';

/**
 * The code, ready to run; undefined where it cannot be had: it is switched off by `SESSIONLOG_WASM=off`, its file is
 * not there (somebody bundled us), or this engine cannot run it.
 */
export function loadCode(code: Code): WasmModule | undefined {
  if (process.env['SESSIONLOG_WASM'] === 'off') return undefined;
  try {
    return compile(readFileSync(new URL(code, DIST)));
  } catch {
    // What is done without it comes to the same, only slower.
    return undefined;
  }
}

/** So many blocks a second thread may be ahead: memory that is not used costs nothing. */
const AREAS = 16;

/** The scanner that this machine can have: by the kernel, else by its twin. */
export function openScanner(options?: ScannerOptions): LineScanner {
  const module = loadCode('event/scan/kernel.wasm');
  return module === undefined ? new Twin(options) : new Kernel(module, sharedMemory({ areas: AREAS, ...options }));
}
