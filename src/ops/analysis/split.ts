import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { LogFile } from '../targets.js';
import { withKin } from './kin.js';

/** A log, or a group, of this size is a part of its own: it may have grown, and is worth being taken up where it stopped. */
const LARGE_BYTES = 4 * 1024 * 1024;
/** Logs of a part, on the average. */
const LOGS = 64;

/**
 * Logs in parts that are read, and remembered, one by one, each in the order of the logs; kin are not parted. Where a
 * part ends is decided by the name of a log, so that a log more or less changes one part and not all behind it.
 */
export function splitLogs(logs: readonly LogFile[]): LogFile[][] {
  const parts: LogFile[][] = [];
  const ranks = new Map(logs.map((log, i) => [log, i]));
  const rankOf = (log: LogFile): number => ranks.get(log) ?? -1;
  let part: LogFile[] = [];
  const end = (): void => {
    if (part.length > 0) parts.push(part.sort((a, b) => rankOf(a) - rankOf(b)));
    part = [];
  };
  for (const group of withKin(logs)) {
    const large = group.reduce((sum, { size_bytes }) => sum + size_bytes, 0) >= LARGE_BYTES;
    if (large) end();
    part.push(...group);
    if (large || group.some(endsPart)) end();
  }
  end();
  return parts;
}

const endsPart = ({ path }: LogFile): boolean =>
  createHash('sha256').update(resolve(path)).digest().readUInt32LE() % LOGS === 0;

/**
 * Puts parts together that have something in common, such as a session that stands in logs of both: what is one has to be
 * read as one. The other parts stay the arrays that they are.
 */
export function joinParts(
  parts: readonly (readonly LogFile[])[],
  keysOf: (part: readonly LogFile[]) => readonly string[],
): (readonly LogFile[])[] {
  const groupOf = new Map<string, number>();
  const groups: (readonly LogFile[])[][] = [];
  for (const part of parts) {
    const keys = keysOf(part);
    const touched = [...new Set(keys.flatMap((key) => groupOf.get(key) ?? []))].sort((a, b) => a - b);
    const group = touched[0] ?? groups.length;
    groups[group] ??= [];
    for (const other of touched.slice(1)) {
      groups[group]?.push(...(groups[other] ?? []));
      groups[other] = [];
      for (const [key, of] of groupOf) if (of === other) groupOf.set(key, group);
    }
    groups[group]?.push(part);
    for (const key of keys) groupOf.set(key, group);
  }
  return groups.flatMap((group) =>
    group.length === 1 && group[0] !== undefined ? [group[0]] : group.length === 0 ? [] : [group.flat()],
  );
}
