import { cover, coverFrom } from './coverage.ts';
import { abandon, alloc, isAbandoned, Numbers, release } from './heap.ts';

/** As in `limits.ts`. */
export const NAME_CELLS: i32 = 64;
const INSIDE_NAMES: i32 = 100;
const RUN_CHILDREN: i32 = 64;

@unmanaged
export class Part {
  kind: i32;
  name: i32;
  runs: f64;
  own: Numbers;
}

/** The twin of `Inside`: the parts in the order in which they came, and places to find them by. */
@unmanaged
export class Inside {
  own: Numbers;
  parts: usize;
  count: i32;
  places: usize;
}

/** A power of two, more than twice the parts. */
const PLACES: u32 = 256;
const PART_BYTES: usize = offsetof<Part>();

export function newNumbers(): Numbers {
  return changetype<Numbers>(alloc(offsetof<Numbers>()));
}

export function newInside(): Inside {
  const inside = changetype<Inside>(alloc(offsetof<Inside>()));
  inside.own = newNumbers();
  inside.parts = alloc(INSIDE_NAMES * 4);
  inside.places = alloc(PLACES);
  return inside;
}

// @ts-ignore: decorator
@inline
export function partAt(inside: Inside, i: i32): Part {
  return changetype<Part>(load<u32>(inside.parts + i * 4) as usize);
}

/** The places anew: names are known by other numbers now. */
export function findAnew(inside: Inside): void {
  memory.fill(inside.places, 0, PLACES);
  for (let i = 0; i < inside.count; i++) {
    const part = partAt(inside, i);
    store<u8>(inside.places + freePlace(inside, part.kind, part.name), i + 1);
  }
}

// @ts-ignore: decorator
@inline
function placeOf(kind: i32, name: i32): u32 {
  return (((name << 3) | kind) * 0x9e3779b1) >>> 24;
}

function freePlace(inside: Inside, kind: i32, name: i32): u32 {
  let place = placeOf(kind, name);
  while (load<u8>(inside.places + place) != 0) place = (place + 1) & (PLACES - 1);
  return place;
}

function partOf(inside: Inside, kind: i32, name: i32): Part {
  let place = placeOf(kind, name);
  for (;;) {
    const found: i32 = load<u8>(inside.places + place);
    if (found == 0) break;
    const part = partAt(inside, found - 1);
    if (part.name == name && part.kind == kind) return part;
    place = (place + 1) & (PLACES - 1);
  }
  const part = changetype<Part>(alloc(PART_BYTES));
  part.kind = kind;
  part.name = name;
  part.own = newNumbers();
  // The shortest would have to make room.
  if (inside.count == INSIDE_NAMES) abandon();
  if (isAbandoned) return part;
  store<u32>(inside.parts + inside.count * 4, u32(changetype<usize>(part)));
  inside.count++;
  store<u8>(inside.places + place, inside.count);
  return part;
}

function addChild(inside: Inside, kind: i32, name: i32, start: f64, end: f64, runs: f64): void {
  const part = partOf(inside, kind, name);
  part.runs += runs;
  if (start > end) return;
  cover(inside.own, start, end, NAME_CELLS, 0, end - start);
  cover(part.own, start, end, NAME_CELLS, 0, end - start);
}

/** The twin of `mergeOthers`, and with `kind` -1 of `mergeInside`. */
function mergeOthers(left: Inside, right: Inside, kind: i32, name: i32, from: f64, to: f64): void {
  let hasSelf = false;
  for (let i = 0; i < right.count; i++) {
    const part = partAt(right, i);
    if (part.kind == kind && part.name == name) hasSelf = true;
  }
  if (!hasSelf) coverFrom(left.own, right.own, NAME_CELLS, from, to);
  for (let kinds = 0; kinds < KINDS; kinds++)
    for (let i = 0; i < right.count; i++) {
      const part = partAt(right, i);
      if (part.kind != kinds || (part.kind == kind && part.name == name)) continue;
      if (hasSelf) coverFrom(left.own, part.own, NAME_CELLS, from, to);
      const into = partOf(left, part.kind, part.name);
      into.runs += part.runs;
      coverFrom(into.own, part.own, NAME_CELLS, from, to);
    }
}

/** Kinds of what runs inside, as in `inside.ts`. */
export const KINDS: i32 = 6;
export const KIND_TASK: i32 = 0;
export const KIND_TOOL: i32 = 1;
export const KIND_SKILL: i32 = 2;
export const KIND_FILE: i32 = 5;

/** The twin of `RunInside`. */
@unmanaged
export class RunInside {
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
  if (isAbandoned) return;
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
  if (isAbandoned) return;
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

function disposeInside(inside: Inside): void {
  for (let i = 0; i < inside.count; i++) {
    const part = partAt(inside, i);
    disposeNumbers(part.own);
    release(changetype<usize>(part), PART_BYTES);
  }
  disposeNumbers(inside.own);
  release(inside.parts, INSIDE_NAMES * 4);
  release(inside.places, PLACES);
  release(changetype<usize>(inside), offsetof<Inside>());
}

function disposeNumbers(numbers: Numbers): void {
  numbers.dispose();
  release(changetype<usize>(numbers), offsetof<Numbers>());
}
