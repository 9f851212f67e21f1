import { isUtf8 } from 'node:buffer';
import { KERNEL } from './kernel.js';
import type { SomeNeeds } from './needs.js';
import { treeOf } from './tree.js';

/** What is left of the value on a line; undefined in doubt, when the line has to be parsed whole. */
export type Prune = (line: Buffer) => unknown;

/** What `kernel.as` exports. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  prune(from: number, end: number, to: number, root: number, depth: number): number;
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
  const root = PAGE;
  const tree = treeOf(needs, root);
  const from = root + Math.ceil((tree.length + SLACK) / SLACK) * SLACK;
  let bytes = Buffer.alloc(0);
  let capacity = 0;

  function reserve(length: number): void {
    capacity = Math.max(2 * capacity, length, PAGE);
    // What is left of a line is not longer than the line.
    const pages = Math.ceil((from + 2 * (capacity + SLACK)) / PAGE);
    memory.grow(Math.max(0, pages - memory.buffer.byteLength / PAGE));
    bytes = Buffer.from(memory.buffer);
    tree.copy(bytes, root);
  }

  return (line) => {
    const { length } = line;
    if (length > LINE_BYTES) return undefined;
    if (length >= capacity) reserve(length);
    bytes.set(line, from);
    const to = from + capacity + SLACK;
    const end = kernel.prune(from, from + length, to, root, DEPTH);
    if (end === 0 || (kernel.sawWide() !== 0 && !isUtf8(line))) return undefined;
    return JSON.parse(bytes.toString('utf8', to, end));
  };
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
