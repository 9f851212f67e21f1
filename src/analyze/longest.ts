import { LIMITS } from '../base/limits.js';
import { KINDS, timedNames } from './bottlenecks.js';
import { msOf } from './micros.js';
import { unionTime } from './name-time.js';
import { byText } from './names.js';
import type { Tables } from './tables.js';
import type { LongestName } from './types.js';

const OF_A_KIND = 2;
/** A row is kept for each session: a name that long tells enough. */
const NAME_CHARS = 120;

const longestFirst = (a: LongestName, b: LongestName): number =>
  b.total_ms - a.total_ms || byText(a.kind, b.kind) || byText(a.name, b.name);

/** The names that took most of a session, a few of each kind: tasks often hold all the rest. */
export function longestOf(tables: Tables): LongestName[] {
  const names = timedNames(tables);
  return KINDS.flatMap((kind) =>
    [...names[kind]]
      .map(([name, { time }]) => ({ kind, name: cut(name), total_ms: msOf(unionTime(time)) }))
      .filter(({ total_ms }) => total_ms > 0)
      .sort(longestFirst)
      .slice(0, OF_A_KIND),
  )
    .sort(longestFirst)
    .slice(0, LIMITS.longest_names);
}

const cut = (name: string): string => (name.length > NAME_CHARS ? `${name.slice(0, NAME_CHARS - 1)}…` : name);

/** Of two parts of one session. */
export const mergeLongest = (left: readonly LongestName[], right: readonly LongestName[]): LongestName[] =>
  sumLongest([left, right]).slice(0, LIMITS.longest_names);

/** Added up by name, the longest first. */
export function sumLongest(lists: readonly (readonly LongestName[])[]): LongestName[] {
  const sums = new Map<string, LongestName>();
  for (const row of lists.flat()) {
    const key = `${row.kind}\n${row.name}`;
    const total_ms = (sums.get(key)?.total_ms ?? 0) + row.total_ms;
    sums.set(key, { ...row, total_ms });
  }
  return [...sums.values()].sort(longestFirst);
}
