// Every benchmark of this folder, one after the other, so that none disturbs another.
// `node test/bench/run-all.mjs [--keep]`: with --keep the values behind each table are kept in `runs/`.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HERE } from './support.mjs';

/** Those that keep their values. */
const KEEPING = ['append', 'start', 'tail', 'writer'];

const names = readdirSync(HERE)
  .filter((file) => file.endsWith('.bench.mjs'))
  .map((file) => file.slice(0, -'.bench.mjs'.length));
for (const name of names) {
  const args = KEEPING.includes(name) ? process.argv.slice(2) : [];
  const { status } = spawnSync(process.execPath, [join(HERE, `${name}.bench.mjs`), ...args], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`the ${name} benchmark failed`);
  process.stdout.write('\n');
}
