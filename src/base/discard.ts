import { rmSync } from 'node:fs';

/** Removes a half-made file, if it came to be; for the way out of a failure that somebody hears of. */
export function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder is what failed: nothing was left in it.
  }
}
