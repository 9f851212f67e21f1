import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errnoOf, SessionlogError } from '../../base/errors.js';
import { readError } from '../../log/blocks.js';
import { isPacked, unpackedWhole } from '../../log/unpack.js';
import { isWithin } from './find.js';

/** Looked at first; the first lines of some files hold long instructions before they say where they were written. */
const HEAD_BYTES = 32 * 1024;
const LONG_HEAD_BYTES = 1024 * 1024;
/** Where agents write down in which directory they ran. Inside a text the quotes would be escaped. */
const PLACE = /"(?:cwd|project_root|directory|projectRoot|workingDirectory)"\s?:\s?("(?:[^"\\]|\\.){1,4096}")/;

/**
 * Whether a log was written in a project or below it: by what stands at its beginning, never by the name of its
 * folder, which other projects may share. Gemini names the folder by the project's hash.
 *
 * @throws SessionlogError FILE_UNREADABLE
 */
export function isOfProject(path: string, project: string): boolean {
  const root = resolve(project);
  if (path.split(/[/\\]/).includes(createHash('sha256').update(root).digest('hex'))) return true;
  try {
    const place = placeIn(headOf(path, HEAD_BYTES)) ?? placeIn(headOf(path, LONG_HEAD_BYTES)) ?? projectFile(path);
    return place !== undefined && isWithin(resolve(place), root);
  } catch (error) {
    // What this Node cannot unpack may be of the project: who reads it will say so.
    if (error instanceof SessionlogError && error.code === 'ZSTD_UNSUPPORTED') return true;
    throw error;
  }
}

function placeIn(head: string): string | undefined {
  const quoted = PLACE.exec(head)?.[1];
  if (quoted === undefined) return undefined;
  try {
    return String(JSON.parse(quoted));
  } catch (error) {
    // A text that was cut or damaged names no place.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function headOf(path: string, bytes: number): string {
  try {
    const fd = openSync(path, 'r');
    try {
      if (isPacked(fd)) return unpackedWhole(path, fd).toString('utf8', 0, bytes);
      const head = Buffer.alloc(bytes);
      return head.toString('utf8', 0, readSync(fd, head, 0, bytes, 0));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    // A damaged one names no place; who reads it by its path will say what is wrong with it.
    if (error instanceof SessionlogError && error.code.startsWith('ARCHIVE_')) return '';
    throw error instanceof SessionlogError ? error : readError(path, error);
  }
}

/** Newer versions of Gemini CLI note the project in a file of its folder. */
function projectFile(path: string): string | undefined {
  try {
    return readFileSync(join(dirname(dirname(path)), '.project_root'), 'utf8').trim() || undefined;
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return undefined;
  }
}
