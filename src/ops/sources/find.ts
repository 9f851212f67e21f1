import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { errnoOf } from '../../base/errors.js';
import { readError } from '../../log/blocks.js';
import type { Environment } from '../hook/places.js';
import type { LogFile } from '../targets.js';
import type { AgentSource, Kind } from './agents.js';

/** A log of an agent. */
export interface FoundLog extends LogFile {
  readonly kind: Kind;
  /** Epoch ms of its making, where the file system tells; else of its last change. */
  readonly birth_ms: number;
}

/** Folders below folders that are looked into. */
const DEPTH = 8;

/** The roots of a source that are there, each once, whatever links lead to it. */
export function rootsOf(source: AgentSource, env: Environment): string[] {
  const there = source.roots(env).flatMap((root) => {
    try {
      return [realpathSync(root)];
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error))) return [];
      throw readError(root, error);
    }
  });
  return [...new Set(there)];
}

/**
 * All logs of a source, those first that were begun first: of a history that stands in several, the earliest is the
 * original. @throws SessionlogError FILE_UNREADABLE
 */
export function findLogs(source: AgentSource, env: Environment): FoundLog[] {
  const found = rootsOf(source, env).flatMap((root) => walk(root, [], source));
  return onceEach(found, source.name).sort((a, b) => a.birth_ms - b.birth_ms || (a.path < b.path ? -1 : 1));
}

function walk(root: string, way: readonly string[], source: AgentSource): FoundLog[] {
  return entriesOf(join(root, ...way)).flatMap((entry) => {
    const below = [...way, entry.name];
    if (entry.isDirectory()) return below.length > DEPTH ? [] : walk(root, below, source);
    const kind = source.kindOf(below);
    if (kind === undefined) return [];
    const path = join(root, ...below);
    // It may be gone by now: agents clean up when they start.
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat?.isFile()) return [];
    const birth_ms = stat.birthtimeMs > 0 ? Math.min(stat.birthtimeMs, stat.mtimeMs) : stat.mtimeMs;
    return [{ path, kind, mtime_ms: stat.mtimeMs, size_bytes: stat.size, birth_ms }];
  });
}

function entriesOf(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error))) return [];
    throw readError(dir, error);
  }
}

/** A rollout may lie among the archived ones too, packed or not: the longest is the whole. */
function onceEach(logs: readonly FoundLog[], name: string): FoundLog[] {
  if (name !== 'codex') return [...logs];
  const longest = new Map<string, FoundLog>();
  for (const log of logs) {
    const key = basename(log.path).replace(/\.zst$/, '');
    const known = longest.get(key);
    const isPacked = log.path.endsWith('.zst');
    if (known === undefined || (!isPacked && (known.path.endsWith('.zst') || log.size_bytes > known.size_bytes)))
      longest.set(key, log);
  }
  return [...longest.values()];
}

/** Whether one path is the other, or lies below it. */
export const isWithin = (path: string, dir: string): boolean =>
  path === dir || path.startsWith(dir.endsWith(sep) ? dir : dir + sep);
