import type { Kernel } from '../../event/scan/kernel.js';
import type { Area } from '../../event/scan/scanner.js';
import type { Symbols } from '../../event/scan/symbols.js';
import { instantiate, type WasmModule } from '../../event/scan/wasm.js';
import { LIMITS } from '../../base/limits.js';
import { BOUNDS, GUESS } from '../sketch.js';
import { isSuccess } from '../outcome.js';
import type { SessionState } from '../session.js';
import { DumpReader } from './reader.js';
import { type Noted, readState } from './state.js';

/** What `assembly/index.ts` exports. */
interface Exports {
  beginFold(from: number, to: number, symbols: number, bounds: number, guesses: number): void;
  fold(rows: number, from: number, to: number, line: number): number;
  defineWho(id: number, agent: number, writer: number): void;
  defineStatus(id: number, meaning: number): void;
  defineText(id: number): void;
  countOther(id: number, at_ms: number, line: number, isActive: number): void;
  markNeeded(): void;
  isNeeded(id: number): number;
  rename(at: number, count: number, newCount: number): void;
  dumpAt(): number;
  dumpLength(): number;
  readonly isAbandoned: { readonly value: number };
  readonly wanted: { readonly value: number };
  readonly wantedAs: { readonly value: number };
}
