import { closeSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SourceRecord } from '../../formats/format.js';
import { detectFormat } from '../../formats/registry.js';
import { hasCopies, headOf } from '../copies.js';
import type { LogFile } from '../targets.js';

/** Nearly every transcript has its first message within the first of these, and most of the others within the second. */
const LOOKS_BYTES = [16 * 1024, 512 * 1024];

/**
 * The logs, and with each one those behind it that begin with the same message: one may repeat the other, and they are read
 * together. A guess, from a look at how they begin: what it misses shows when they have been read.
 */
export function withKin(logs: readonly LogFile[]): LogFile[][] {
  const groups: LogFile[][] = [];
  const byHead = new Map<string, LogFile[]>();
  /** Whether a folder has logs that may repeat each other, by the first one: those of a folder are of one kind. */
  const folders = new Map<string, boolean>();
  for (const log of logs) {
    const folder = dirname(log.path);
    const head = folders.get(folder) === false ? { records: [], id: undefined } : lookAt(log);
    if (!folders.has(folder)) folders.set(folder, hasCopies(detectFormat(head.records)?.name));
    const kin = head.id === undefined ? undefined : byHead.get(head.id);
    if (kin !== undefined) {
      kin.push(log);
      continue;
    }
    const group = [log];
    groups.push(group);
    if (head.id !== undefined) byHead.set(head.id, group);
  }
  return groups;
}

interface Head {
  readonly records: readonly SourceRecord[];
  readonly id: string | undefined;
}

function lookAt({ path, size_bytes }: LogFile): Head {
  let head: Head = { records: [], id: undefined };
  for (const bytes of LOOKS_BYTES) {
    head = headIn(beginningOf(path, bytes));
    if (head.id !== undefined || size_bytes <= bytes) break;
  }
  return head;
}

/** The records up to the first message, and what that is known by. */
function headIn(text: string): Head {
  const records: SourceRecord[] = [];
  for (let at = 0, end = text.indexOf('\n'); end !== -1; at = end + 1, end = text.indexOf('\n', at)) {
    const record = recordOn(text.slice(at, end));
    if (record === undefined) continue;
    records.push(record);
    const id = headOf(record);
    if (id !== undefined) return { records, id };
  }
  return { records, id: undefined };
}

function recordOn(line: string): SourceRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as SourceRecord) : undefined;
  } catch {
    // Whoever reads the log will say what is wrong with it.
    return undefined;
  }
}

function beginningOf(path: string, bytes: number): string {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    // Whoever reads the log will say why it cannot be read.
    return '';
  }
  try {
    const block = Buffer.allocUnsafe(bytes);
    return block.toString('utf8', 0, readSync(fd, block, 0, bytes, 0));
  } catch {
    return '';
  } finally {
    closeSync(fd);
  }
}
