import { LIMITS } from '../base/limits.js';
import { addChild, createInside, type Inside, mergeInside, mergeOthers } from './inside.js';

/**
 * What ran directly inside one run: a list, because nearly always it is a few things that are summed up only once, when
 * the run ends and they are added to those of all runs of its name. Of each: its `KIND`, name, and three numbers: start, end,
 * and the runs it counts for.
 */
export interface RunInside {
  kinds: number[];
  names: string[];
  times: number[];
  /** What came when there were too many to list. */
  older: Inside | null;
}

const TIMES = 3;
const NO_KIND = -1;

export const createRunInside = (): RunInside => ({ kinds: [], names: [], times: [], older: null });

/** One run of `name`, or (`runs` 0) more of one, took [start, end] inside the run. */
export function noteInside(run: RunInside, kind: number, name: string, start: number, end: number, runs: number): void {
  if (run.kinds.length >= LIMITS.run_children) sumUp(run);
  run.kinds.push(kind);
  run.names.push(name);
  run.times.push(start, end, runs);
}

function sumUp(run: RunInside): void {
  const older = run.older ?? createInside();
  addListed(older, run, NO_KIND, '', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  run.kinds = [];
  run.names = [];
  run.times = [];
  run.older = older;
}

/**
 * Adds to all runs of a name what ran inside one of them, clipped to that run: a child cannot take time that its parent
 * did not. A run of the same name inside it is the name's own time: what ran inside that one, it notes itself.
 */
export function addRun(left: Inside, run: RunInside, kind: number, name: string, from: number, to: number): void {
  if (run.older !== null) mergeOthers(left, run.older, kind, name, from, to);
  addListed(left, run, kind, name, from, to);
}

/** The children of the list but those of one kind and name. */
function addListed(left: Inside, run: RunInside, kind: number, own: string, from: number, to: number): void {
  const { kinds, names, times } = run;
  for (let i = 0, t = 0; i < kinds.length; i++, t += TIMES) {
    const child = kinds[i] as number;
    const name = names[i] as string;
    if (child === kind && name === own) continue;
    const start = Math.max(times[t] as number, from);
    const end = Math.min(times[t + 1] as number, to);
    addChild(left, child, name, start, end, times[t + 2] as number);
  }
}

/** Puts what a later part of the log knows of the same run behind what an earlier one does. */
export function mergeRuns(left: RunInside, right: RunInside): RunInside {
  if (right.older !== null) left.older = left.older === null ? right.older : mergeInside(left.older, right.older);
  for (let i = 0, t = 0; i < right.kinds.length; i++, t += TIMES) {
    const [start = 0, end = 0, runs = 0] = right.times.slice(t, t + TIMES);
    noteInside(left, right.kinds[i] as number, right.names[i] as string, start, end, runs);
  }
  return left;
}
