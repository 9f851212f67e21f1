import { LIMITS } from '../base/limits.js';
import { type Name, shortName } from '../base/name.js';

/** Where names beyond the limit count together. */
export const OTHER_NAMES = '(other names)';

/** The row of a name, made when it is new; the row of the other names when there are too many to tell apart. */
export function rowOf<Row>(rows: Map<string, Row>, name: string, create: () => Row): Row {
  const key = shortName(name);
  const known = rows.get(key);
  if (known !== undefined) return known;
  if (rows.size >= LIMITS.names && key !== OTHER_NAMES) return rowOf(rows, OTHER_NAMES, create);
  const row = create();
  rows.set(key, row);
  return row;
}

/** The same of a name, which remembers its row. */
export function rowOfName<Row>(rows: Map<string, Row>, name: Name, create: () => Row): Row {
  if (name.table !== rows) {
    name.row = rowOf(rows, name.text, create);
    name.table = rows;
  }
  // What it remembers of a table came out of that table.
  return name.row as Row;
}

/** Counts one more, or several, of a name. */
export function countName(counts: Map<string, number>, name: string, by = 1): void {
  const key = shortName(name);
  const known = counts.get(key);
  if (known !== undefined) counts.set(key, known + by);
  else if (counts.size < LIMITS.names) counts.set(key, by);
  else counts.set(OTHER_NAMES, (counts.get(OTHER_NAMES) ?? 0) + by);
}

export function mergeCounts(left: Map<string, number>, right: Map<string, number>): Map<string, number> {
  for (const [name, count] of right) countName(left, name, count);
  return left;
}

/** Moves the rows of `right` into `left`; rows of the same name become one by `mergeRow`, which changes its first. */
export function mergeRows<Row>(
  left: Map<string, Row>,
  right: Map<string, Row>,
  mergeRow: (left: Row, right: Row) => Row,
): Map<string, Row> {
  for (const [name, row] of right) {
    const target = rowOf(left, name, () => row);
    if (target !== row) mergeRow(target, row);
  }
  return left;
}

export const isCapped = (rows: ReadonlyMap<string, unknown>): boolean =>
  rows.size > LIMITS.names && rows.has(OTHER_NAMES);

/** A name from a log may be `__proto__`: an object without a prototype takes it as any other key. */
export function objectOf<Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> {
  const object: Record<string, Value> = Object.create(null);
  for (const [name, value] of entries) object[name] = value;
  return object;
}

/** Compares by code units: the same order on every machine. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
