import { statSync } from 'node:fs';
import { expect, vi } from 'vitest';
import type { Analysis } from '../../../src/analyze/analysis.js';
import { KernelSession } from '../../../src/analyze/kernel/session.js';
import { save } from '../../../src/analyze/save.js';
import type { SessionState } from '../../../src/analyze/session.js';
import { analyzePart } from '../../../src/ops/analysis/part.js';

const byKey = <Value>(map: Map<string, Value>): Map<string, Value> =>
  new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));

/** Maps of which nobody heeds the order: what is open is only looked up in them. (A report has its own order of findings.) */
function inOrder({ sight: { open } }: SessionState): void {
  open.by_span = byKey(open.by_span);
  open.by_agent = byKey(open.by_agent);
  for (const tasks of open.by_agent.values()) tasks.by_name = byKey(tasks.by_name);
}

function saved(analysis: Analysis): string {
  for (const session of analysis.sessions.values()) inOrder(session);
  analysis.findings = byKey(analysis.findings);
  return save(analysis);
}

export interface Folded {
  /** The state that each of the two folds comes to. */
  readonly byKernel: string;
  readonly byTwin: string;
  /** Whether the kernel did it to the end. */
  readonly isWhole: boolean;
}

/** Folds a log with the kernel and without it. */
export async function foldBoth(path: string): Promise<Folded> {
  // Both read the rows of a scanner, which only logs of this size are worth.
  const size_bytes = Math.max(statSync(path).size, 256 * 1024);
  const log = { path, mtime_ms: 1_000, size_bytes };
  const options = { hashes_checked: false, few: true };
  const finish = vi.spyOn(KernelSession.prototype, 'finish');
  try {
    const { analysis: kernel } = await analyzePart([log], { ...options, kernel_bytes: 0 });
    const isWhole = finish.mock.calls.length > 0;
    const { analysis: twin } = await analyzePart([log], { ...options, kernel_bytes: Number.POSITIVE_INFINITY });
    return { byKernel: saved(kernel), byTwin: saved(twin), isWhole };
  } finally {
    finish.mockRestore();
  }
}

/** To the letter. A state may be large: only one that differs is looked at in detail. */
export function expectEqual({ byKernel, byTwin }: Folded): void {
  if (byKernel !== byTwin) expect(JSON.parse(byKernel)).toEqual(JSON.parse(byTwin));
  expect(byKernel === byTwin).toBe(true);
}
