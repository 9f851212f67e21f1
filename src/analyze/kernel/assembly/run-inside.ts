import { alloc, release } from './heap.ts';
import { addChild, disposeInside, Inside, mergeOthers, newInside } from './inside.ts';

/** As in `limits.ts`. */
const RUN_CHILDREN: i32 = 64;

/** The twin of `RunInside`. One that waits for the line of its span stands in a list of such. */
@unmanaged
export class RunInside {
  span: i32;
  earlier: RunInside;
  later: RunInside;
  children: usize;
  count: i32;
  capacity: i32;
  older: Inside | null;
}

@unmanaged
export class Child {
  kind: i32;
  name: i32;
  start: f64;
  end: f64;
  runs: f64;
}

const CHILD_BYTES: usize = 32;

export function newRun(): RunInside {
  return changetype<RunInside>(alloc(offsetof<RunInside>()));
}

// @ts-ignore: decorator
@inline
export function childAt(run: RunInside, i: i32): Child {
  return changetype<Child>(run.children + usize(i) * CHILD_BYTES);
}

export function noteInside(run: RunInside, kind: i32, name: i32, start: f64, end: f64, runs: f64): void {
  if (run.count == RUN_CHILDREN) sumUp(run);
  if (run.count == run.capacity) growRun(run);
  const child = childAt(run, run.count++);
  child.kind = kind;
  child.name = name;
  child.start = start;
  child.end = end;
  child.runs = runs;
}

function growRun(run: RunInside): void {
  const capacity = run.capacity == 0 ? 8 : run.capacity * 2;
  const children = alloc(usize(capacity) * CHILD_BYTES);
  if (run.capacity > 0) {
    memory.copy(children, run.children, usize(run.count) * CHILD_BYTES);
    release(run.children, usize(run.capacity) * CHILD_BYTES);
  }
  run.children = children;
  run.capacity = capacity;
}

function sumUp(run: RunInside): void {
  let older = run.older;
  if (older === null) {
    older = newInside();
    run.older = older;
  }
  addListed(older, run, -1, -1, -Infinity, Infinity);
  run.count = 0;
}

function addListed(left: Inside, run: RunInside, kind: i32, name: i32, from: f64, to: f64): void {
  for (let i = 0; i < run.count; i++) {
    const child = childAt(run, i);
    if (child.kind == kind && child.name == name) continue;
    addChild(left, child.kind, child.name, max(child.start, from), min(child.end, to), child.runs);
  }
}

/** Adds to all runs of a name what ran inside one of them, which ends with that. */
export function addRun(left: Inside, run: RunInside, kind: i32, name: i32, from: f64, to: f64): void {
  const older = run.older;
  if (older !== null) mergeOthers(left, older, kind, name, from, to);
  addListed(left, run, kind, name, from, to);
}

export function disposeRun(run: RunInside): void {
  if (run.capacity > 0) release(run.children, usize(run.capacity) * CHILD_BYTES);
  const older = run.older;
  if (older !== null) disposeInside(older);
  release(changetype<usize>(run), offsetof<RunInside>());
}
