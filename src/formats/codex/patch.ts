/** Which files a patch wrote, and how much. Only sizes leave this file. */
import { sizeIn } from '../agent/sizes.js';
import { isRecord, textOf } from '../agent/values.js';
import { objectOf } from './values.js';

/** Files of one patch that are told; a patch of more is a move of a tree. */
const FILES = 1_000;

export interface Written {
  readonly path: string;
  /** Lines added, and their bytes: the size of the whole file is not known. */
  readonly lines: number;
  readonly size_bytes: number;
}

const BEGIN = '*** Begin Patch';
const HEADER = /^\*\*\* (Add|Update|Delete) File: (.+)$/;
const MOVE = /^\*\*\* Move to: (.+)$/;

export const holdsPatch = (text: string): boolean => text.includes(BEGIN);

/** Of the patch that a text holds: as it stands, or inside a string of a script or of JSON. */
export function writtenByPatch(text: string): Written[] {
  const from = text.indexOf(BEGIN);
  if (from === -1) return [];
  const written: { path: string; lines: number; size_bytes: number }[] = [];
  let deleted = false;
  for (const line of text.slice(from).split('\n')) {
    const header = HEADER.exec(line);
    const last = written.at(-1);
    if (header !== null) {
      deleted = header[1] === 'Delete';
      if (written.length >= FILES) break;
      if (!deleted) written.push({ path: (header[2] ?? '').trim(), lines: 0, size_bytes: 0 });
    } else if (last === undefined || deleted) {
      // Nothing of what is deleted is written.
    } else if (line.startsWith('+')) {
      last.lines++;
      last.size_bytes += Buffer.byteLength(line);
    } else {
      last.path = MOVE.exec(line)?.[1]?.trim() ?? last.path;
    }
  }
  return written;
}

/** Of `changes` in `patch_apply_end`: path to `{type, unified_diff | content, move_path}`. */
export function writtenByChanges(changes: unknown): Written[] {
  return Object.entries(objectOf(changes))
    .slice(0, FILES)
    .flatMap(([path, change]) => {
      if (!isRecord(change) || change['type'] === 'delete') return [];
      const { content } = change;
      const whole = content === '' ? undefined : sizeIn(content);
      const size =
        whole === undefined
          ? addedIn(textOf(change['unified_diff']) ?? '')
          : { lines: whole.lines, size_bytes: whole.size_bytes };
      return [{ path: textOf(change['move_path']) ?? path, ...size }];
    });
}

function addedIn(diff: string): { lines: number; size_bytes: number } {
  const added = diff.split('\n').filter((line) => line.startsWith('+') && !line.startsWith('+++ '));
  // The sign in front of a line is as long as the newline behind it.
  return { lines: added.length, size_bytes: added.reduce((sum, line) => sum + Buffer.byteLength(line), 0) };
}
