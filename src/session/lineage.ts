import { byId } from './query.js';
import type { SessionRecord } from './record.js';

/** One session in a line or a tree. */
export interface LineageNode {
  readonly id: string;
  /** From the first node: 0 for it, 1 for what hangs on it. */
  readonly depth: number;
  /** null: named by another session, and not there. */
  readonly session: SessionRecord | null;
  /** It stands above already: what is below it is not told again. */
  readonly cycle: boolean;
}

export interface Lineage {
  readonly id: string;
  /** From the root to the session itself. */
  readonly line: readonly LineageNode[];
  /** All that hangs on the root, or on the session where there was a cycle: each node before its children. */
  readonly tree: readonly LineageNode[];
}

/** Sessions by id. */
export type SessionsById = ReadonlyMap<string, SessionRecord>;

/** Where a session comes from and what came of it; undefined when there is no such session. */
export function lineageOf(sessions: SessionsById, id: string): Lineage | undefined {
  if (!sessions.has(id)) return undefined;
  const up: string[] = [];
  const seen = new Set<string>();
  let at: string | null = id;
  while (at !== null && !seen.has(at)) {
    seen.add(at);
    up.push(at);
    at = sessions.get(at)?.parent ?? null;
  }
  // Parents that lead back into the line: it is told once, and that it goes round.
  const loop = at === null ? [] : [at];
  const ids = [...loop, ...up.reverse()];
  const line = ids.map((one, depth) => nodeOf(sessions, one, depth, loop.length > 0 && depth === 0));
  return { id, line, tree: treeOf(sessions, up[0] ?? id) };
}

function nodeOf(sessions: SessionsById, id: string, depth: number, cycle: boolean): LineageNode {
  return { id, depth, session: sessions.get(id) ?? null, cycle };
}

function treeOf(sessions: SessionsById, root: string): LineageNode[] {
  const nodes: LineageNode[] = [];
  const seen = new Set<string>();
  // A stack, and no recursion: who hands over ten thousand times must not end the program.
  const open = [{ id: root, depth: 0 }];
  const missingParent = sessions.has(root) ? undefined : childrenByParent(sessions).get(root);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { id, depth } = next;
    const cycle = seen.has(id);
    nodes.push(nodeOf(sessions, id, depth, cycle));
    if (cycle) continue;
    seen.add(id);
    const children = sessions.get(id)?.children ?? missingParent ?? [];
    for (const child of [...children].reverse()) open.push({ id: child, depth: depth + 1 });
  }
  return nodes;
}

/** Every parent that is named, with the sessions that name it, in the order of their start. */
export function childrenByParent(sessions: SessionsById): Map<string, string[]> {
  const children = new Map<string, string[]>();
  const withParent = [...sessions.values()].filter(({ parent }) => parent !== null);
  for (const { id, parent } of withParent.sort(oldestFirst)) {
    if (parent === null) continue;
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [id]);
    else known.push(id);
  }
  return children;
}

const oldestFirst = (a: SessionRecord, b: SessionRecord): number =>
  (a.started_at ?? '') < (b.started_at ?? '') ? -1 : a.started_at === b.started_at ? byId(a, b) : 1;
