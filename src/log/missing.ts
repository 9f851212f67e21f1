import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type NotedSeal, placeOf } from './ledger.js';
import { ARCHIVE_SUFFIX, archiveOf, isShard, LOG_SUFFIX } from './paths.js';
import { SEAL_SUFFIX } from './seals.js';
import { isShardDir } from './shards.js';
import type { FoundProblem } from './verify.js';

/**
 * The logs that a directory must hold and does not: their seals still lie there, or a ledger knows that they were
 * sealed. Shards are looked for too, one directory further down.
 *
 * @param ledgers as `readLedger` gives them; none: only the directory itself is asked
 */
export function missingLogs(dir: string, ledgers: readonly ReadonlyMap<string, NotedSeal>[]): FoundProblem[] {
  const missing = new Map<string, string>();
  const shards = namesIn(dir)
    .map((name) => join(dir, name))
    .filter(isShardDir);
  for (const log of [dir, ...shards].flatMap(logsOfLoneSeals))
    missing.set(log, 'its seals are there, and the log is not');
  const place = dirname(placeOf(join(dir, `x${LOG_SUFFIX}`)));
  for (const [log, { seal }] of ledgers.flatMap((ledger) => [...ledger])) {
    const above = dirname(log);
    const isOfDir = above === place || (isShard(log) && dirname(above) === place);
    if (isOfDir && !isFile(log) && !isFile(archiveOf(log))) {
      missing.set(join(dir, log.slice(place.length)), `the key has made seal ${seal} of this log, which is not there`);
    }
  }
  return [...missing].map(([file, reason]) => ({
    problem: 'log_missing',
    line: 1,
    offset: 0,
    length: 0,
    reason,
    file,
  }));
}

/** Where the logs would lie of which only the seals are there. */
function logsOfLoneSeals(dir: string): string[] {
  return namesIn(dir).flatMap((name) => {
    if (!name.endsWith(SEAL_SUFFIX)) return [];
    // A log that is not named as logs are keeps its whole name before the suffix.
    const whole = join(dir, basename(name, SEAL_SUFFIX));
    return [whole + LOG_SUFFIX, whole, whole + ARCHIVE_SUFFIX].some(isFile) ? [] : [whole + LOG_SUFFIX];
  });
}

/** Something else may stand in the place of a log that was removed. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch {
    // Whoever reads the logs of the directory tells of it.
    return [];
  }
}
