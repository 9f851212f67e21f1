import { longestInside } from './inside.js';
import { msOf, shareOf } from './micros.js';
import { type NameTime, selfTime, unionTime } from './name-time.js';
import { byText } from './names.js';
import type { Tables } from './tables.js';
import type { Bottleneck, Kind } from './types.js';

const INSIDE_SHOWN = 5;

type Timed = ReadonlyMap<string, { readonly time: NameTime }>;

/** By kind, what may be a bottleneck: of the waits, those for leave. A person who is waited for slows nothing down. */
export const timedNames = ({ tasks, tools, skills, models, waits }: Tables): Readonly<Record<Kind, Timed>> => {
  const permission = waits.get('permission');
  const wait = new Map(permission === undefined ? [] : [['permission', permission]]);
  return { task: tasks, tool: tools, skill: skills, model: models, wait };
};

export const KINDS = ['task', 'tool', 'skill', 'model', 'wait'] as const satisfies readonly Kind[];

/** The names that took strictly more than `threshold` of `basis_ms`, the largest share first. */
export function findBottlenecks(
  names: Readonly<Record<Kind, Timed>>,
  basis_ms: number,
  threshold: number,
): Bottleneck[] {
  const found: Bottleneck[] = [];
  for (const kind of KINDS) {
    for (const [name, { time }] of names[kind]) {
      const total_ms = msOf(unionTime(time));
      const share = shareOf(total_ms, basis_ms);
      if (share > threshold) found.push(bottleneckOf(kind, name, time, total_ms, share));
    }
  }
  return found.sort((a, b) => b.share - a.share || byText(a.kind, b.kind) || byText(a.name, b.name));
}

const bottleneckOf = (kind: Kind, name: string, time: NameTime, total_ms: number, share: number): Bottleneck => ({
  kind,
  name,
  total_ms,
  self_ms: msOf(selfTime(time)),
  share,
  runs: time.runs,
  inside: time.inside === null ? [] : longestInside(time.inside, INSIDE_SHOWN),
});
