import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeDirectory } from './directory.js';
import { discard } from './discard.js';

/** Where what can be made anew at any time is kept: `$XDG_CACHE_HOME/sessionlog`, else `~/.cache/sessionlog`. */
export const cacheDirectory = (): string =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sessionlog');

/**
 * Keeps something in a cache, for us alone: whole or not at all, whoever else writes it this moment. A full or read-only
 * disk costs time, next time, and nothing else: false then.
 *
 * @param files how many the directory may hold; beyond it those that were not touched for longest go
 */
export function writeCache(path: string, content: string | Uint8Array, files: number): boolean {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    makeDirectory(dirname(path), false);
    writeFileSync(temporary, content, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
    makeRoom(dirname(path), files);
    return true;
  } catch {
    discard(temporary);
    return false;
  }
}

function makeRoom(dir: string, files: number): void {
  const names = readdirSync(dir);
  if (names.length <= files) return;
  const aged = names.map((name) => ({ name, touched: statSync(join(dir, name)).mtimeMs }));
  aged.sort((a, b) => a.touched - b.touched);
  for (const { name } of aged.slice(0, names.length - files / 2)) rmSync(join(dir, name), { force: true });
}
