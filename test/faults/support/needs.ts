import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';

/** What a test needs of the machine: a command, Linux, or the right to mount. */
export type Need = 'linux' | 'mount' | (string & {});

const known = new Map<string, string | undefined>();

/** Why the machine lacks something, or undefined. */
function lacking(need: Need): string | undefined {
  if (!known.has(need)) known.set(need, (OTHERS.get(need) ?? noCommand)(need));
  return known.get(need);
}

const OTHERS: ReadonlyMap<Need, () => string | undefined> = new Map([
  ['linux', () => (process.platform === 'linux' ? undefined : 'it needs Linux')],
  ['mount', noMount],
]);

const noCommand = (command: string): string | undefined =>
  spawnSync('sh', ['-c', 'command -v "$1"', 'sh', command]).status === 0 ? undefined : `${command} is missing`;

function noMount(): string | undefined {
  if (process.platform !== 'linux') return 'mounts need Linux';
  const dir = mkdtempSync(join(tmpdir(), 'sessionlog-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', dir], { stdio: 'pipe' });
    execFileSync('umount', [dir]);
    return undefined;
  } catch {
    return 'mounts need root';
  } finally {
    rmdirSync(dir);
  }
}

/** A `describe` that says what the machine lacks, instead of failing there. */
export function describeFault(name: string, needs: readonly Need[], body: () => void): void {
  const missing = needs.flatMap((need) => lacking(need) ?? []);
  if (missing.length === 0) {
    describe(name, body);
    return;
  }
  const why = `SKIP ${name}: ${missing.join('; ')}`;
  process.stdout.write(`${why}\n`);
  describe.skip(why, body);
}
