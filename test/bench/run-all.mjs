// Every benchmark of this folder, one after the other, so that none disturbs another.
// `node test/bench/run-all.mjs [--keep] [--huge]`: with --keep the values behind each table are kept in `runs/`, with
// --huge the curves go on to ten million events.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HERE } from './support.mjs';

/** Those that keep their values. */
const KEEPING = ['analyze', 'append', 'foreign', 'scale', 'start', 'tail', 'writer'];

const { values } = parseArgs({ options: { keep: { type: 'boolean' }, huge: { type: 'boolean' } } });

const names = readdirSync(HERE)
  .filter((file) => file.endsWith('.bench.mjs'))
  .map((file) => file.slice(0, -'.bench.mjs'.length));
for (const name of names) {
  const args = [
    ...(values.keep && KEEPING.includes(name) ? ['--keep'] : []),
    ...(values.huge && name === 'scale' ? ['--huge'] : []),
  ];
  const { status } = spawnSync(process.execPath, [join(HERE, `${name}.bench.mjs`), ...args], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`the ${name} benchmark failed`);
  process.stdout.write('\n');
}
