// What the writer promises beyond speed: acknowledgements from the disk with many producers, and memory that stays flat.
// `node test/bench/writer.bench.mjs [--events N] [--rounds N] [--long N] [--keep]`
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HERE, interleave, machine, median, publish, run, table } from './support.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '5' },
    long: { type: 'string', default: '10000000' },
    keep: { type: 'boolean' },
  },
});
const events = Number(values.events);
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'sessionlog-bench-'));
try {
  const variants = [1, 16, 1000].map((producers) => ({
    name: String(producers),
    measure() {
      const dir = mkdtempSync(join(folder, 'group-'));
      // Each wait for the disk takes its time: fewer of them where nothing shares it.
      const count = Math.max(producers, Math.min(events, producers * 1_000));
      const program = join(HERE, 'group-variant.mjs');
      const { file, acks, ...figures } = JSON.parse(
        run(process.execPath, [program, String(producers), String(count), dir]).stdout,
      );
      const lines = readFileSync(file, 'utf8').split('\n').length - 1;
      if (lines !== acks) throw new Error(`${producers} producers: ${lines} lines for ${acks} acknowledgements`);
      rmSync(dir, { recursive: true });
      return figures;
    },
  }));
  const results = interleave(variants, rounds);
  const rows = [...results].map(([name, { acks_per_s, p50_ms, p99_ms }]) => [
    name,
    Math.round(median(acks_per_s)).toLocaleString('en'),
    median(p50_ms).toFixed(2),
    median(p99_ms).toFixed(2),
  ]);
  const dir = mkdtempSync(join(folder, 'memory-'));
  const program = join(HERE, 'memory-variant.mjs');
  const memory = JSON.parse(run(process.execPath, [program, 'buffered', values.long, dir]).stdout);
  const report = [
    `# Write: level group, median of ${rounds} interleaved rounds; every acknowledged event is on the disk and in the file`,
    machine(),
    '',
    table(['producers', 'acks/s', 'p50 ms', 'p99 ms'], rows),
    '',
    `Memory of one logger at level buffered: ${Object.entries(memory)
      .map(([n, mb]) => `${mb} MB at ${Number(n).toLocaleString('en')} events`)
      .join(', ')}.`,
  ];
  publish('writer', { report, keep: values.keep, events, rounds, results: Object.fromEntries(results), memory });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
