// What logging one event costs the agent: events a second, and the time on the caller's thread, against rivals that
// keep neither a hash nor a promise. `node test/bench/append.bench.mjs [--events N] [--rounds N]`
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HERE, hasRival, interleave, machine, median, publish, ratio, rivalVersion, run, table } from './support.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '7' },
    keep: { type: 'boolean' },
  },
});
const events = Number(values.events);
const rounds = Number(values.rounds);

const RIVALS = ['pino-sync', 'pino-async', 'sonic-boom', 'bunyan', 'winston'];
const NAMES = [
  'sessionlog-buffered',
  'sessionlog-process',
  'sessionlog-group',
  'sessionlog-each',
  'stringify-writeSync',
  'appendFileSync',
  'createWriteStream',
];
const available = [...NAMES, ...RIVALS.filter((name) => hasRival(name.replace(/-(sync|async)$/, '')))];

const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'sessionlog-bench-'));
try {
  const variants = available.map((name) => {
    // A wait for the disk with every event is measured on fewer of them.
    const count = name === 'sessionlog-each' ? Math.min(events, 2_000) : events;
    return {
      name,
      measure() {
        const dir = mkdtempSync(join(folder, `${name}-`));
        const { stdout, peak_mb } = run(process.execPath, [join(HERE, 'append-variant.mjs'), name, String(count), dir]);
        const { file, ...figures } = JSON.parse(stdout);
        check(name, file, count);
        rmSync(dir, { recursive: true });
        return { ...figures, peak_mb };
      },
    };
  });
  const results = interleave(variants, rounds);
  const pinoSync = results.get('pino-sync')?.events_per_s;
  const pinoAsync = results.get('pino-async')?.events_per_s;
  const rows = available.map((name) => {
    const figures = results.get(name);
    const against = (rival) => (rival === undefined ? '–' : ratio(figures.events_per_s, rival).toFixed(2));
    return [
      name,
      Math.round(median(figures.events_per_s)).toLocaleString('en'),
      (median(figures.caller_ns) / 1000).toFixed(2),
      (median(figures.p50_ns) / 1000).toFixed(2),
      (median(figures.p99_ns) / 1000).toFixed(2),
      Math.round(median(figures.peak_mb)),
      against(pinoSync),
      against(pinoAsync),
    ];
  });
  const versions = RIVALS.filter((name) => available.includes(name)).map((name) => name.replace(/-(sync|async)$/, ''));
  const report = [
    `# Append: ${events.toLocaleString('en')} events of about 230 bytes, bursts of 500 a turn, median of ${rounds} interleaved rounds`,
    machine(),
    [...new Set(versions)].map((name) => `${name} ${rivalVersion(name)}`).join(', '),
    '',
    table(['variant', 'events/s', 'mean µs', 'p50 µs', 'p99 µs', 'peak MB', '× pino sync', '× pino async'], rows),
    '',
    "events/s counts until all is in the file; mean, p50 and p99 are the time on the caller's thread, of one event in ten.",
    'Only the rows of sessionlog carry a hash chain, redact secrets and validate; `each` is on the disk when it returns.',
  ];
  const rivals = Object.fromEntries(versions.map((name) => [name, rivalVersion(name)]));
  publish('append', { report, keep: values.keep, rivals, events, rounds, results: Object.fromEntries(results) });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Every variant has written the same events: as many lines, the same names in the same order. */
function check(name, file, count) {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  if (lines.length !== count) throw new Error(`${name}: ${lines.length} lines for ${count} events`);
  for (const i of [0, count >> 1, count - 1]) {
    const { type, n } = JSON.parse(lines[i]);
    if (type !== 'tool_call' || n !== i) throw new Error(`${name}: line ${i + 1} is not event ${i}`);
  }
}
