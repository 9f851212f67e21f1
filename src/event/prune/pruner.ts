import { isUtf8 } from 'node:buffer';
import { KERNEL } from './kernel.js';
import type { SomeNeeds } from './needs.js';
import { treeOf } from './tree.js';

/** What is left of the object on a line, its keys in some order; undefined in doubt, when the line has to be parsed whole. */
export type Prune = (line: Buffer) => Readonly<Record<string, unknown>> | undefined;

/** What `kernel.as` exports. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  prune(from: number, end: number, to: number, root: number, depth: number, slots: number, count: number): number;
  sawWide(): number;
}

/** As much of it as is used: Node's types leave it to those of the DOM. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Kernel };
  readonly CompileError: new () => Error;
};

const PAGE = 65_536;
/** What the kernel may touch behind an area. */
const SLACK = 64;
/** More is left to JSON.parse: memory once taken stays taken. */
const LINE_BYTES = 4 * 1024 * 1024;
/** Deeper values are left to JSON.parse. */
const DEPTH = 100;
/** What a slot tells: see kernel.as. */
const SLOT_WORDS = 20;
const [ABSENT, NEW_TEXT, SAME_TEXT, IS_TRUE, IS_NULL, PUT_OUT] = [0, 1, 2, 3, 5, 6];
const NONE = 0xffff_ffff;

/** One for each needs: memory once taken stays taken. */
const opened = new WeakMap<SomeNeeds, Prune | undefined>();

/** Prunes lines by WebAssembly; undefined where there is none, or none with SIMD. */
export function openPruner(needs: SomeNeeds): Prune | undefined {
  if (!opened.has(needs)) opened.set(needs, newPruner(needs));
  return opened.get(needs);
}

function newPruner(needs: SomeNeeds): Prune | undefined {
  const kernel = openKernel();
  if (kernel === undefined) return undefined;
  const { memory } = kernel;
  const tree = treeOf(needs, PAGE);
  const { root, slots, fields } = tree;
  const count = fields.length;
  const from = PAGE + Math.ceil((tree.bytes.length + SLACK) / SLACK) * SLACK;
  /** What stood in the fields last. */
  const texts = fields.map(() => '');
  let bytes = Buffer.alloc(0);
  let words = new Uint32Array(0);
  let capacity = 0;

  function reserve(length: number): void {
    const isFirst = capacity === 0;
    capacity = Math.max(2 * capacity, length, PAGE);
    // What is left of a line is not longer than the line.
    const pages = Math.ceil((from + 2 * (capacity + SLACK)) / PAGE);
    memory.grow(Math.max(0, pages - memory.buffer.byteLength / PAGE));
    bytes = Buffer.from(memory.buffer);
    words = new Uint32Array(memory.buffer);
    if (isFirst) tree.bytes.copy(bytes, PAGE);
  }

  function addFields(record: Record<string, unknown>, encoding: 'latin1' | 'utf8'): void {
    for (let i = 0, slot = slots / 4; i < count; i++, slot += SLOT_WORDS) {
      const kind = words[slot] as number;
      if (kind === ABSENT || kind === PUT_OUT) continue;
      if (kind === NEW_TEXT) texts[i] = bytes.toString(encoding, words[slot + 1], words[slot + 2]);
      record[fields[i] as string] = kind <= SAME_TEXT ? texts[i] : kind === IS_NULL ? null : kind === IS_TRUE;
    }
  }

  return (line) => {
    const { length } = line;
    if (length > LINE_BYTES) return undefined;
    if (length >= capacity) reserve(length);
    bytes.set(line, from);
    const to = from + capacity + SLACK;
    const end = kernel.prune(from, from + length, to, root, DEPTH, slots, count);
    const wide = kernel.sawWide() !== 0;
    if (end === 0 || (wide && !isUtf8(line))) {
      forget();
      return undefined;
    }
    const record = end === to + 2 ? {} : JSON.parse(bytes.toString(wide ? 'utf8' : 'latin1', to, end));
    addFields(record, wide ? 'utf8' : 'latin1');
    return record;
  };

  /** The kernel kept texts of a line that were not read. */
  function forget(): void {
    for (let i = 0; i < count; i++) words[slots / 4 + i * SLOT_WORDS + 3] = NONE;
  }
}

function openKernel(): Kernel | undefined {
  try {
    const module = new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
    return new WebAssembly.Instance(module).exports;
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}
