import { isUtf8 } from 'node:buffer';
import { allocate, instantiate, type WasmModule } from '../scan/wasm.js';
import {
  ABSENT,
  IS_NULL,
  IS_TRUE,
  NEW_TEXT,
  NOT_KEPT,
  PUT_OUT,
  SAME_TEXT,
  SLACK_BYTES,
  SLOT_BYTES,
  SLOT_END,
  SLOT_FROM,
  SLOT_KEPT_LENGTH,
  SLOT_KIND,
  TREE_AT,
} from './memory.js';
import type { SomeNeeds } from './needs.js';
import { treeOf } from './tree.js';

/** What is left of the object on a line, its keys in some order; undefined in doubt, when the line has to be parsed whole. */
export type Prune = (line: Buffer) => Readonly<Record<string, unknown>> | undefined;

/** What the kernel exports: `assembly/kernel.ts`. */
type PruneLine = (
  from: number,
  end: number,
  to: number,
  root: number,
  depth: number,
  slots: number,
  count: number,
) => number;
type SawWide = () => number;

const PAGE = 64 * 1024;
/** A longer line is left to JSON.parse: memory once used stays in use. */
const LINE_BYTES = 4 * 1024 * 1024;
const AREA_BYTES = LINE_BYTES + SLACK_BYTES;
/** Deeper values are left to JSON.parse. */
const DEPTH = 100;

/**
 * Prunes lines by WebAssembly, in memory of its own.
 *
 * @param module of `kernel.wasm`
 */
export function newPruner(module: WasmModule, needs: SomeNeeds): Prune {
  const tree = treeOf(needs, TREE_AT);
  const { root, slots, fields } = tree;
  const count = fields.length;
  const from = TREE_AT + Math.ceil((tree.bytes.length + SLACK_BYTES) / SLACK_BYTES) * SLACK_BYTES;
  // What is left of a line is not longer than the line.
  const to = from + AREA_BYTES;
  // The machine gives what is used of it, and no more.
  const memory = allocate(Math.ceil((to + AREA_BYTES) / PAGE), false);
  const bytes = Buffer.from(memory.buffer);
  const words = new Int32Array(memory.buffer);
  bytes.set(tree.bytes, TREE_AT);
  const { exports } = instantiate(module, memory);
  const pruneLine = exports['prune'] as PruneLine;
  const sawWide = exports['sawWide'] as SawWide;
  /** What stood in the fields last. */
  const texts = fields.map(() => '');

  const inSlot = (i: number, what: number): number => words[(slots + i * SLOT_BYTES + what) / 4] as number;

  function addFields(record: Record<string, unknown>, encoding: 'latin1' | 'utf8'): void {
    for (let i = 0; i < count; i++) {
      const kind = inSlot(i, SLOT_KIND);
      if (kind === ABSENT || kind === PUT_OUT) continue;
      if (kind === NEW_TEXT) texts[i] = bytes.toString(encoding, inSlot(i, SLOT_FROM), inSlot(i, SLOT_END));
      record[fields[i] as string] =
        kind === NEW_TEXT || kind === SAME_TEXT ? texts[i] : kind === IS_NULL ? null : kind === IS_TRUE;
    }
  }

  /** The kernel kept texts of a line that were not read. */
  function forget(): void {
    for (let i = 0; i < count; i++) words[(slots + i * SLOT_BYTES + SLOT_KEPT_LENGTH) / 4] = NOT_KEPT;
  }

  return (line) => {
    const { length } = line;
    if (length > LINE_BYTES) return undefined;
    bytes.set(line, from);
    const end = pruneLine(from, from + length, to, root, DEPTH, slots, count);
    const wide = sawWide() !== 0;
    if (end === 0 || (wide && !isUtf8(line))) {
      forget();
      return undefined;
    }
    const record = end === to + 2 ? {} : JSON.parse(bytes.toString(wide ? 'utf8' : 'latin1', to, end));
    addFields(record, wide ? 'utf8' : 'latin1');
    return record;
  };
}
