import type { SomeNeeds } from '../event/prune/needs.js';
import { newPruner, type Prune } from '../event/prune/pruner.js';
import { loadCode } from './scanner.js';

/** One for each needs: memory once used stays in use. */
const opened = new WeakMap<SomeNeeds, Prune | undefined>();

/** Prunes lines by the kernel; undefined where it cannot be had: lines are parsed whole then. */
export function openPruner(needs: SomeNeeds): Prune | undefined {
  if (!opened.has(needs)) {
    const module = loadCode('event/prune/kernel.wasm');
    opened.set(needs, module && newPruner(module, needs));
  }
  return opened.get(needs);
}
