import { closeSync } from 'node:fs';
import { SessionlogError } from '../base/errors.js';
import type { Problem } from '../event/problem.js';
import { fileBlocks, openToRead } from './blocks.js';
import { LineSplitter, type Place } from './lines.js';
import { LOG_SUFFIX, unarchived } from './paths.js';
import { firstSealLink, parseSeal, type Seal } from './seal-record.js';

export const SEAL_SUFFIX = '.seal';

/** Where the seals of a log lie, archived or not: beside it. */
export function sealPath(logPath: string): string {
  const path = unarchived(logPath);
  return `${path.endsWith(LOG_SUFFIX) ? path.slice(0, -LOG_SUFFIX.length) : path}${SEAL_SUFFIX}`;
}

export interface SealFile {
  readonly path: string;
  readonly exists: boolean;
  /** Valid, linked seals in the order of the bytes that they cover. */
  readonly seals: readonly Seal[];
  /** What is wrong with the file; lines and offsets are its own. */
  readonly problems: readonly Problem[];
}

/** Reads the seals of a log. A log that was never sealed has none. @throws SessionlogError FILE_UNREADABLE */
export function readSeals(logPath: string): SealFile {
  const path = sealPath(logPath);
  const lines: { text: string; place: Place }[] = [];
  const splitter = new LineSplitter({
    line: (bytes, place) => void (bytes.length > 0 && lines.push({ text: bytes.toString('utf8'), place })),
    overLong: (place) => void lines.push({ text: '', place }),
  });
  try {
    const { fd } = openToRead(path);
    try {
      for (const block of fileBlocks(path, fd)) splitter.push(block);
      splitter.end();
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (!(error instanceof SessionlogError) || error.code !== 'FILE_NOT_FOUND') throw error;
    return { path, exists: false, seals: [], problems: [] };
  }
  return { path, exists: true, ...linked(lines) };
}

function linked(lines: readonly { text: string; place: Place }[]): { seals: Seal[]; problems: Problem[] } {
  const seals: Seal[] = [];
  const problems: Problem[] = [];
  const known = new Map<string, Seal>();
  for (const { text, place } of lines) {
    const seal = parseSeal(text);
    const fault = typeof seal === 'string' ? seal : faultOf(seal, known);
    if (fault !== undefined)
      problems.push({ problem: 'seal_invalid', ...place, reason: `the seal on this line: ${fault}` });
    // A seal whose link is gone still speaks for its own bytes, and the seals behind it link to it.
    if (typeof seal === 'string') continue;
    known.set(seal.link, seal);
    seals.push(seal);
  }
  return { seals: seals.sort((a, b) => a.bytes - b.bytes), problems };
}

function faultOf(seal: Seal, known: ReadonlyMap<string, Seal>): string | undefined {
  if (seal.seal === 0) {
    return seal.previous === firstSealLink(seal.session_id) ? undefined : 'it says that it is the first, and is not';
  }
  const previous = known.get(seal.previous);
  if (previous === undefined) return `seal ${seal.seal - 1} before it is missing or was changed`;
  if (previous.seal !== seal.seal - 1 || previous.bytes > seal.bytes)
    return 'it does not follow the seal that it links to';
  return undefined;
}
