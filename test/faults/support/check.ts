import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { readEvents } from '../../../src/log/index.js';
import { makeQuiet } from '../../support/temp.js';
import { dataOf, type Plan } from './plan.mjs';
import type { Writers } from './writers.js';

/** What writers were promised, held against what is read. */
export interface Verdict {
  readonly acknowledged: number;
  readonly read: number;
  /** Acknowledged, and our reader does not see them. */
  readonly lost: readonly string[];
  /** Acknowledged, and `jq -cR 'fromjson? // empty'` does not see them. */
  readonly lost_to_jq: readonly string[];
  /** Read, never written so, and the reader did not say of that line that it cannot vouch for it. */
  readonly invented: readonly string[];
  /** Read more than once from one file, and the reader vouches for both. */
  readonly twice: readonly string[];
  /** Problem code → how often. */
  readonly problems: Readonly<Record<string, number>>;
}

/** Checks the logs in which a session's events may stand: usually one, more after a rotation. */
export async function check(writers: Writers, paths: readonly string[] = [writers.path]): Promise<Verdict> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const invented: string[] = [];
  const twice: string[] = [];
  const problems: Record<string, number> = {};
  for (const path of paths) {
    makeQuiet(path);
    const here = new Set<string>();
    let doubtful = 0;
    for await (const item of readEvents(path)) {
      if ('problem' in item) {
        problems[item.problem] = (problems[item.problem] ?? 0) + 1;
        doubtful = item.line;
        continue;
      }
      const { event } = item;
      if (event['name'] === undefined && event.type !== 'tool_call') continue;
      const id = String(event['name']);
      const planned = wasPlanned(writers.plan, id, event['params']);
      if (planned) found.add(`${id} ${event.writer} ${event.seq}`).add(id);
      if (item.line === doubtful) continue;
      if (!planned) invented.push(id);
      if (here.has(id)) twice.push(id);
      here.add(id);
    }
    await throughJq(path, seen);
  }
  const acknowledged = [...acknowledgedIn(writers.acks)];
  const missingIn = (set: ReadonlySet<string>): string[] => acknowledged.filter((one) => !set.has(one)).map(idIn);
  const ids = new Set([...found].map(idIn));
  return {
    acknowledged: acknowledged.length,
    read: ids.size,
    lost: missingIn(found),
    lost_to_jq: missingIn(seen),
    invented,
    twice,
    problems,
  };
}

export const idIn = (place: string): string => place.split(' ', 1)[0] ?? '';

/** The promise: what was acknowledged is there, once, for us and for jq, and nothing else is. */
export function expectKept(verdict: Verdict): void {
  expect(verdict).toMatchObject({ lost: [], lost_to_jq: [], invented: [], twice: [] });
  expect(verdict.acknowledged).toBeGreaterThan(0);
}

/** What a test tells of a verdict. */
export const figuresOf = ({ acknowledged, lost, lost_to_jq }: Verdict): Record<string, number> => ({
  acknowledged,
  lost: lost.length,
  'lost to jq': lost_to_jq.length,
});

function wasPlanned(plan: Plan, id: string, params: unknown): boolean {
  const [worker, i] = id.split('-').map(Number);
  if (worker === undefined || i === undefined || !Number.isInteger(worker) || !Number.isInteger(i)) return false;
  return typeof params === 'object' && params !== null && 'data' in params && params.data === dataOf(plan, worker, i);
}

/** `id writer seq` of each; `id` alone of an event that the log kept for another try, and so gave no receipt for. */
export function* acknowledgedIn(dir: string): Generator<string> {
  for (const name of readdirSync(dir)) {
    // Behind the last newline stands what the kill of the writer tore.
    for (const line of readFileSync(join(dir, name), 'utf8').split('\n').slice(0, -1)) yield line.replace(' - -', '');
  }
}

const SEES = 'fromjson? // empty | objects | "\\(.name) \\(.writer) \\(.seq)", .name';

/** What a plain jq sees of each whole line: writer, sequence number, name. */
async function throughJq(path: string, seen: Set<string>): Promise<void> {
  const jq = spawn('jq', ['-rR', SEES], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    jq.once('error', reject);
    jq.once('close', resolve);
  });
  const bytes = createReadStream(path);
  // Until then the file system cannot be unmounted.
  const closed = once(bytes, 'close');
  bytes.pipe(jq.stdin);
  for await (const line of createInterface({ input: jq.stdout })) seen.add(line);
  expect(await ended).toBe(0);
  await closed;
}
