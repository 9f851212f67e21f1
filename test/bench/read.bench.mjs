// Reading a log, whole processes: verify and analyze against what only parses the lines.
// `node test/bench/read.bench.mjs [--events N] [--rounds N]`
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeLog } from './data.mjs';
import { HERE, hasCommand, interleave, machine, median, ratio, run, table } from './support.mjs';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '5' } },
});
const events = Number(values.events);
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'sessionlog-bench-'));
try {
  const file = makeLog(join(folder, 'bench.jsonl'), events);
  const bytes = statSync(file).size;
  const bin = join(HERE, '..', '..', 'bin', 'sessionlog.js');
  const ours = (args, countOf) => () => run(process.execPath, [bin, ...args], { countOf });
  const rival = (name) => () =>
    run(process.execPath, [join(HERE, 'read-variant.mjs'), name, file], { countOf: Number });
  const commands = {
    'sessionlog verify': ours(['verify', file, '--json'], (out) => JSON.parse(out).logs[0].events),
    'sessionlog analyze': ours(['analyze', file, '--json'], (out) => JSON.parse(out).source.events),
    'JSON.parse each line': rival('JSON.parse each line'),
    ndjson: rival('ndjson'),
    ...(hasCommand('jq')
      ? { 'jq (counts only)': () => run('jq', ['-n', 'reduce inputs as $_ (0; . + 1)', file], { countOf: Number }) }
      : {}),
  };
  const variants = Object.entries(commands).map(([name, command]) => ({
    name,
    measure() {
      const { wall_ms, peak_mb, count } = command();
      if (count !== events) throw new Error(`${name}: ${count} events, and not ${events}`);
      return { wall_ms, peak_mb };
    },
  }));
  const results = interleave(variants, Number(values.rounds));
  const base = results.get('JSON.parse each line').wall_ms;
  const rows = variants.map(({ name }) => {
    const { wall_ms, peak_mb } = results.get(name);
    const ms = median(wall_ms);
    return [
      name,
      Math.round(ms),
      Math.round(bytes / 1000 / ms),
      Math.round(median(peak_mb)),
      ratio(base, wall_ms).toFixed(2),
    ];
  });
  const lines = [
    `# Read: ${events.toLocaleString('en')} events, ${(bytes / 1e6).toFixed(0)} MB, median of ${values.rounds} interleaved rounds`,
    machine(),
    '',
    table(['whole process', 'ms', 'MB/s', 'peak MB', 'speed ÷ JSON.parse'], rows),
    '',
    'Every row has counted the same events. verify checks every hash; analyze checks every hash and makes the whole report.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
