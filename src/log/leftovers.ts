import { lstatSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';

/** As `archiveLog` names what it has not finished. */
const UNFINISHED = /^\..+\.jsonl\.gz\.[0-9a-f]{12}\.tmp$/;

/**
 * Removes what archiving left unfinished in a directory because its process was killed. Its age is that of its last
 * change of any kind: its own time is that of the log. What cannot be removed stays; it is in nobody's way.
 *
 * @returns how many files were removed
 */
export function removeLeftovers(dir: string, now_ms: number): number {
  const names = ignoring(() => readdirSync(dir)) ?? [];
  return names.filter((name) => UNFINISHED.test(name) && ignoring(() => removeOld(join(dir, name), now_ms))).length;
}

function removeOld(path: string, now_ms: number): boolean {
  const stat = lstatSync(path);
  if (!stat.isFile() || now_ms - stat.ctimeMs < LIMITS.leftover_ms) return false;
  unlinkSync(path);
  return true;
}

/** Undefined where the file system says no. */
function ignoring<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
