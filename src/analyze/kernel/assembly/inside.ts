import { cover, coverFrom, measure } from './coverage.ts';
import { alloc, Numbers, release } from './heap.ts';
import { otherNames } from './other-names.ts';

/** As in `limits.ts`. */
export const NAME_CELLS: i32 = 64;
const INSIDE_NAMES: i32 = 100;
/** Of each kind there may be the other names besides. */
const PARTS: i32 = INSIDE_NAMES + 8;

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

/** A power of two, more than twice the parts: one byte each, the part counted from 1. */
const PLACES: u32 = 256;
const PART_BYTES: usize = offsetof<Part>();

export function newNumbers(): Numbers {
  return changetype<Numbers>(alloc(offsetof<Numbers>()));
}

export function newInside(): Inside {
  const inside = changetype<Inside>(alloc(offsetof<Inside>()));
  inside.own = newNumbers();
  inside.parts = alloc(usize(PARTS) * 4);
  inside.places = alloc(PLACES);
  return inside;
}

// @ts-ignore: decorator
@inline
export function partAt(inside: Inside, i: i32): Part {
  return changetype<Part>(usize(load<u32>(inside.parts + usize(i) * 4)));
}

/** The places anew: names are known by other numbers now. */
export function findAnew(inside: Inside): void {
  memory.fill(inside.places, 0, PLACES);
  for (let i = 0; i < inside.count; i++) {
    const part = partAt(inside, i);
    store<u8>(inside.places + freePlace(inside, part.kind, part.name), u8(i + 1));
  }
}

// @ts-ignore: decorator
@inline
function placeOf(kind: i32, name: i32): usize {
  return usize((u32((name << 3) | kind) * 0x9e3779b1) >>> 24);
}

function freePlace(inside: Inside, kind: i32, name: i32): usize {
  let place = placeOf(kind, name);
  while (load<u8>(inside.places + place) != 0) place = (place + 1) & (PLACES - 1);
  return place;
}

function knownPart(inside: Inside, kind: i32, name: i32): Part | null {
  let place = placeOf(kind, name);
  let found: i32 = load<u8>(inside.places + place);
  while (found != 0) {
    const part = partAt(inside, found - 1);
    if (part.name == name && part.kind == kind) return part;
    place = (place + 1) & (PLACES - 1);
    found = load<u8>(inside.places + place);
  }
  return null;
}

/** The row of a name; when there are too many, the shortest makes room: its time goes to the other names. */
function partOf(inside: Inside, kind: i32, name: i32): Part {
  const known = knownPart(inside, kind, name);
  if (known !== null) return known;
  if (inside.count >= INSIDE_NAMES) evictShortest(inside);
  const part = changetype<Part>(alloc(PART_BYTES));
  part.kind = kind;
  part.name = name;
  part.own = newNumbers();
  append(inside, part);
  return part;
}

function append(inside: Inside, part: Part): void {
  store<u32>(inside.parts + usize(inside.count) * 4, u32(changetype<usize>(part)));
  inside.count++;
  store<u8>(inside.places + freePlace(inside, part.kind, part.name), u8(inside.count));
}

function evictShortest(inside: Inside): void {
  let shortest: i32 = -1;
  let shortest_us: f64 = 0;
  for (let kind = 0; kind < KINDS; kind++)
    for (let i = 0; i < inside.count; i++) {
      const part = partAt(inside, i);
      if (part.kind != kind || part.name == otherNames) continue;
      const time = measure(part.own);
      if (shortest >= 0 && time >= shortest_us) continue;
      shortest = i;
      shortest_us = time;
    }
  const part = partAt(inside, shortest);
  const at = inside.parts + usize(shortest) * 4;
  memory.copy(at, at + 4, usize(inside.count - 1 - shortest) * 4);
  inside.count--;
  findAnew(inside);
  const others = knownPart(inside, part.kind, otherNames);
  if (others === null) {
    part.name = otherNames;
    append(inside, part);
    return;
  }
  others.runs += part.runs;
  coverFrom(others.own, part.own, NAME_CELLS, -Infinity, Infinity);
  disposePart(part);
}

function disposePart(part: Part): void {
  disposeNumbers(part.own);
  release(changetype<usize>(part), PART_BYTES);
}

export function addChild(inside: Inside, kind: i32, name: i32, start: f64, end: f64, runs: f64): void {
  const part = partOf(inside, kind, name);
  part.runs += runs;
  if (start > end) return;
  cover(inside.own, start, end, NAME_CELLS, 0, end - start);
  cover(part.own, start, end, NAME_CELLS, 0, end - start);
}

/** The twin of `mergeOthers`, and with `kind` -1 of `mergeInside`. */
export function mergeOthers(left: Inside, right: Inside, kind: i32, name: i32, from: f64, to: f64): void {
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

export function disposeInside(inside: Inside): void {
  for (let i = 0; i < inside.count; i++) {
    disposePart(partAt(inside, i));
  }
  disposeNumbers(inside.own);
  release(inside.parts, usize(PARTS) * 4);
  release(inside.places, PLACES);
  release(changetype<usize>(inside), offsetof<Inside>());
}

function disposeNumbers(numbers: Numbers): void {
  numbers.dispose();
  release(changetype<usize>(numbers), offsetof<Numbers>());
}
