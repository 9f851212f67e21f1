import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { append } from '../../src/log/index.js';
import { archive } from '../../src/ops/archive.js';
import { tempDir } from '../support/temp.js';

const HOUR_MS = 3_600_000;
const UNFINISHED = '.s1.jsonl.gz.0123456789ab.tmp';

/** A directory with a log, and with what a killed `archive` leaves. */
function withLeftover(): string {
  const dir = tempDir();
  append(dir, 's1', { type: 'task_start', name: 't' });
  writeFileSync(join(dir, UNFINISHED), 'half an archive');
  // It is as old as its log, however young it is.
  utimesSync(join(dir, UNFINISHED), 1, 1);
  return dir;
}

const run = (dir: string, hours: number, dry_run = false) =>
  archive({
    targets: [],
    dir,
    idle_ms: 24 * HOUR_MS,
    dry_run,
    now_ms: Date.now() + hours * HOUR_MS,
    onResult() {},
    onRefused(error) {
      throw error;
    },
  });

describe('what archiving left unfinished', () => {
  it('goes with the next archiving, an hour later', async () => {
    const dir = withLeftover();
    await run(dir, 0.9);
    expect(readdirSync(dir)).toContain(UNFINISHED);
    await run(dir, 1.1, true);
    expect(readdirSync(dir)).toContain(UNFINISHED);
    await run(dir, 1.1);
    expect(readdirSync(dir)).toEqual(['s1.jsonl']);
  });

  it('is known by its name, and is a file', async () => {
    const dir = withLeftover();
    const others = ['.s1.jsonl.gz.tmp', 's1.jsonl.gz.0123456789ab.tmp', '.s1.gz.0123456789ab.tmp', '.x.tmp'];
    for (const name of others) writeFileSync(join(dir, name), '');
    mkdirSync(join(dir, '.d.jsonl.gz.0123456789ab.tmp'));
    symlinkSync('s1.jsonl', join(dir, '.l.jsonl.gz.0123456789ab.tmp'));
    const kept = readdirSync(dir).filter((name) => name !== UNFINISHED);
    await run(dir, 2);
    expect(readdirSync(dir)).toEqual(kept);
  });
});
