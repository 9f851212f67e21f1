import { msOf, safeCount } from './micros.js';
import { byText, isCapped, mergeRows, OTHER_NAMES, rowOfName } from './names.js';
import type { FileRow, Fold, Report } from './types.js';

/** Operations of one kind: on one path, or on all. */
interface Operations {
  count: number;
  bytes: number;
  lines: number;
  sum_us: number;
}

interface FileState {
  /** It was read, and not written since: to read it again tells nothing new. */
  is_known: boolean;
  rereads: number;
  reread_bytes: number;
  read: Operations;
  write: Operations;
}

export type Files = Map<string, FileState>;

const noOperations = (): Operations => ({ count: 0, bytes: 0, lines: 0, sum_us: 0 });
const create = (): FileState => ({
  is_known: false,
  rereads: 0,
  reread_bytes: 0,
  read: noOperations(),
  write: noOperations(),
});

function addOperations(into: Operations, more: Operations): Operations {
  into.count += more.count;
  into.bytes += more.bytes;
  into.lines += more.lines;
  into.sum_us += more.sum_us;
  return into;
}

export const files: Fold<Files, Pick<Report, 'files' | 'file_operation_stats'>> = {
  init: () => new Map(),

  step(state, { known, name, duration_us }) {
    if (known?.type !== 'file_read' && known?.type !== 'file_write') return;
    const row = rowOfName(state, name, create);
    if (known.type === 'file_write') row.is_known = false;
    else if (!isCapped(state) || row !== state.get(OTHER_NAMES)) noteRead(row, known.size_bytes ?? 0);
    const operations = row[known.type === 'file_read' ? 'read' : 'write'];
    operations.count++;
    operations.bytes += known.size_bytes ?? 0;
    operations.lines += known.lines ?? 0;
    operations.sum_us += duration_us ?? 0;
  },

  merge: (left, right) =>
    mergeRows(left, right, (into, file) => {
      addOperations(into.read, file.read);
      addOperations(into.write, file.write);
      into.is_known = file.is_known;
      into.rereads += file.rereads;
      into.reread_bytes += file.reread_bytes;
      return into;
    }),

  finish: (state) => ({
    files: [...state].map(([path, file]) => rowOfFile(path, file)).sort(mostBytesFirst),
    file_operation_stats: { read: statsOf(state, 'read'), write: statsOf(state, 'write') },
  }),
};

function noteRead(row: FileState, size_bytes: number): void {
  if (row.is_known) {
    row.rereads++;
    row.reread_bytes += size_bytes;
  }
  row.is_known = true;
}

/** What one session has read, the next one has not. */
export function sealFiles(state: Files): void {
  for (const row of state.values()) row.is_known = false;
}

const rowOfFile = (path: string, { read, write, rereads, reread_bytes }: FileState): FileRow => ({
  path,
  reads: read.count,
  rereads,
  writes: write.count,
  bytes_read: safeCount(read.bytes),
  reread_bytes: safeCount(reread_bytes),
  bytes_written: safeCount(write.bytes),
  lines_written: safeCount(write.lines),
  total_ms: msOf(read.sum_us + write.sum_us),
});

const mostBytesFirst = (a: FileRow, b: FileRow): number =>
  b.bytes_read + b.bytes_written - (a.bytes_read + a.bytes_written) ||
  b.reads + b.writes - (a.reads + a.writes) ||
  byText(a.path, b.path);

function statsOf(state: Files, operation: 'read' | 'write'): Report['file_operation_stats']['read'] {
  const all = noOperations();
  let distinct = 0;
  for (const file of state.values()) {
    addOperations(all, file[operation]);
    if (file[operation].count > 0) distinct++;
  }
  return {
    count: all.count,
    bytes: safeCount(all.bytes),
    lines: safeCount(all.lines),
    total_ms: msOf(all.sum_us),
    distinct,
  };
}
