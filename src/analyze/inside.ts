import { LIMITS } from '../base/limits.js';
import { type Coverage, cover, coverFrom, measure } from './coverage.js';
import { msOf } from './micros.js';
import { byText, OTHER_NAMES } from './names.js';
import type { Bottleneck, InsideKind } from './types.js';

/** The time of one name inside another. */
interface Part {
  /** One of `KIND`. */
  kind: number;
  name: string;
  runs: number;
  /** Of sessions that are closed; `own` is what the open session adds. */
  union_us: number;
  own: Coverage;
}

/** What ran directly inside all runs of a name: see `RunInside` for one run. */
export interface Inside {
  union_us: number;
  own: Coverage;
  /** By `KIND`, then by name. */
  parts: Map<string, Part>[];
}

/** Kinds by number, because most of what a fold does with them is to look something up. */
export const KIND = {
  task: 0,
  tool: 1,
  skill: 2,
  model: 3,
  wait: 4,
  file: 5,
} as const satisfies Record<InsideKind, number>;
const KINDS = Object.keys(KIND) as InsideKind[];

export const createInside = (): Inside => ({
  union_us: 0,
  own: [],
  parts: KINDS.map(() => new Map()),
});

function* partsOf({ parts }: Inside): Generator<Part> {
  for (const named of parts) yield* named.values();
}

const countOf = ({ parts }: Inside): number => parts.reduce((sum, named) => sum + named.size, 0);

const partsOfKind = ({ parts }: Inside, kind: number): Map<string, Part> => parts[kind] as Map<string, Part>;

const timeOf = (timed: { union_us: number; own: Coverage }): number => timed.union_us + measure(timed.own);

/** The row of a name; when there are too many, the shortest makes room: its time goes to the other names. */
function partOf(inside: Inside, kind: number, name: string): Part {
  const known = partsOfKind(inside, kind).get(name);
  if (known !== undefined) return known;
  if (countOf(inside) >= LIMITS.inside_names) evictShortest(inside);
  const part: Part = { kind, name, runs: 0, union_us: 0, own: [] };
  partsOfKind(inside, kind).set(name, part);
  return part;
}

function evictShortest(inside: Inside): void {
  let shortest: Part | undefined;
  let shortest_us = 0;
  for (const part of partsOf(inside)) {
    const time = timeOf(part);
    if (part.name === OTHER_NAMES || (shortest !== undefined && time >= shortest_us)) continue;
    shortest = part;
    shortest_us = time;
  }
  if (shortest === undefined) return;
  const named = partsOfKind(inside, shortest.kind);
  named.delete(shortest.name);
  const others = named.get(OTHER_NAMES);
  if (others === undefined) named.set(OTHER_NAMES, { ...shortest, name: OTHER_NAMES });
  else mergePart(others, shortest, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}

function mergePart(left: Part, right: Part, from: number, to: number): void {
  left.runs += right.runs;
  left.union_us += right.union_us;
  coverFrom(left.own, right.own, LIMITS.name_cells, 0, from, to);
}

/** Adds a child: what is left of it, when it was clipped to nothing, are its runs. */
export function addChild(inside: Inside, kind: number, name: string, start: number, end: number, runs: number): void {
  const part = partOf(inside, kind, name);
  part.runs += runs;
  if (start > end) return;
  cover(inside.own, start, end, LIMITS.name_cells);
  cover(part.own, start, end, LIMITS.name_cells);
}

/** Adds what ran inside one run, clipped to that run: a child cannot take time that its parent did not. */
export function mergeInside(
  left: Inside,
  right: Inside,
  from: number = Number.NEGATIVE_INFINITY,
  to: number = Number.POSITIVE_INFINITY,
): Inside {
  left.union_us += right.union_us;
  coverFrom(left.own, right.own, LIMITS.name_cells, 0, from, to);
  for (const part of partsOf(right)) mergePart(partOf(left, part.kind, part.name), part, from, to);
  return left;
}

/** The same without the child of one kind and name. */
export function mergeOthers(left: Inside, right: Inside, kind: number, name: string, from: number, to: number): void {
  const self = partsOfKind(right, kind).get(name);
  if (self === undefined) {
    mergeInside(left, right, from, to);
    return;
  }
  for (const part of partsOf(right)) {
    if (part === self) continue;
    coverFrom(left.own, part.own, LIMITS.name_cells, 0, from, to);
    mergePart(partOf(left, part.kind, part.name), part, from, to);
  }
}

/** Turns stretches of time into sums, which add up over sessions. */
export function sealInside(inside: Inside): void {
  for (const timed of [inside, ...partsOf(inside)]) {
    timed.union_us = timeOf(timed);
    timed.own = [];
  }
}

export const insideTime = (inside: Inside): number => timeOf(inside);

/** What took the time, longest first. */
export const longestInside = (inside: Inside, limit: number): Bottleneck['inside'] =>
  [...partsOf(inside)]
    .map((part) => ({
      kind: KINDS[part.kind] as InsideKind,
      name: part.name,
      total_ms: msOf(timeOf(part)),
      runs: part.runs,
    }))
    .filter(({ total_ms }) => total_ms > 0)
    .sort((a, b) => b.total_ms - a.total_ms || byText(a.kind, b.kind) || byText(a.name, b.name))
    .slice(0, limit);
