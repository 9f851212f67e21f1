// Analysing one log, whole processes: all that `sessionlog analyze` reports, against rivals that compute a part of it.
// `node test/bench/analyze.bench.mjs [--events N] [--rounds N] [--slow-rounds N] [--tries N] [--keep]`
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeLog } from './data.mjs';
import { figuresOfRows, query, SETTINGS } from './duckdb.mjs';
import { canonical, figuresOfReport } from './figures.mjs';
import { quietness, undisturbed } from './quiet.mjs';
import {
  canImport,
  environment,
  HERE,
  hasCommand,
  interleave,
  machine,
  median,
  publish,
  ratio,
  rivalVersion,
  run,
  table,
} from './support.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '7' },
    // Of what takes ten seconds and more.
    'slow-rounds': { type: 'string', default: '3' },
    // How often a sample is taken again while others use the machine.
    tries: { type: 'string', default: '5' },
    keep: { type: 'boolean' },
  },
});
const events = Number(values.events);
const rounds = Number(values.rounds);
const slow = Math.min(rounds, Number(values['slow-rounds']));
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'sessionlog-bench-'));
const file = join(folder, 'bench.jsonl');
const bin = join(HERE, '..', '..', 'bin', 'sessionlog.js');
const BASE = 'sessionlog analyze --no-cache';

/** A command of ours, with a cache of its own. */
const ours = (cache, ...args) => [process.execPath, [bin, ...args], { env: { XDG_CACHE_HOME: join(folder, cache) } }];
const analyzed = (checked) => (text) => {
  const report = JSON.parse(text);
  if (checked !== undefined && report.source.hashes_checked !== checked)
    throw new Error('hashes_checked is not as said');
  return figuresOfReport(report);
};
const node = (name) => [process.execPath, [join(HERE, 'analyze-variant.mjs'), name, file]];
const jq = ['-n', '-c', '-f', join(HERE, 'analyze-variant.jq'), file];
const sql = Object.entries(SETTINGS).map(([name, value]) => `SET ${name} = ${value};\n`);

/** What is run, how its output becomes figures, of which it may have some only, what it needs, and in how many rounds. */
const VARIANTS = {
  [BASE]: { command: ours('none', 'analyze', file, '--json', '--no-cache'), figures: analyzed() },
  '… with --strict': {
    command: ours('none', 'analyze', file, '--json', '--no-cache', '--strict'),
    figures: analyzed(true),
  },
  '… from a warm cache': { command: ours('warm', 'analyze', file, '--json'), figures: analyzed() },
  'sessionlog verify': {
    command: ours('none', 'verify', file, '--json'),
    figures: (text) => ({ events: JSON.parse(text).logs[0].events }),
    only: ['events'],
  },
  'DuckDB CLI': {
    command: ['duckdb', ['-json'], { input: `${sql.join('')}${query(file)};\n` }],
    figures: (text) => figuresOfRows(JSON.parse(text)),
    needs: 'command',
    version: ['duckdb', '--version'],
  },
  '@duckdb/node-api': { command: node('@duckdb/node-api'), needs: '@duckdb/node-api' },
  'JSON.parse each line': { command: node('JSON.parse') },
  split2: { command: node('split2'), needs: 'split2' },
  ndjson: { command: node('ndjson'), needs: 'ndjson' },
  'ndjson + zod': { command: node('ndjson + zod'), needs: 'zod' },
  'Python json': {
    command: ['python3', [join(HERE, 'analyze-variant.py'), file]],
    needs: 'command',
    version: ['python3', '--version'],
  },
  jaq: { command: ['jaq', jq], needs: 'command', version: ['jaq', '--version'], rounds: slow },
  jq: { command: ['jq', jq], needs: 'command', version: ['jq', '--version'], rounds: slow },
  'node -e 0': { command: [process.execPath, ['-e', '0']], figures: () => ({}), only: [] },
};

const isHere = ({ needs, command }) =>
  needs === undefined || (needs === 'command' ? hasCommand(command[0]) : canImport(needs));
const here = Object.entries(VARIANTS).filter(([, variant]) => isHere(variant));
const skipped = Object.keys(VARIANTS).filter((name) => !here.some(([found]) => found === name));
const versions = here.flatMap(([name, { needs, version }]) => {
  if (version !== undefined)
    return [`${name}: ${execFileSync(...split(version), { env: environment, encoding: 'utf8' }).trim()}`];
  return needs === undefined ? [] : [`${needs} ${rivalVersion(needs)}`];
});

function split([command, ...args]) {
  return [command, args];
}

/** Fails unless all figures, or those that the variant has, are the expected ones. */
function compare(name, found, expected, only = Object.keys(expected)) {
  for (const figure of only) {
    const [value, wanted] = [found, expected].map((figures) => canonical(figures[figure] ?? null));
    if (value !== wanted) throw new Error(`${name}: ${figure} is ${value}, and not ${wanted}`);
  }
}

try {
  makeLog(file, events);
  const bytes = statSync(file).size;
  let expected;
  const variants = here.map(([name, { command, figures = JSON.parse, only, rounds: own }]) => ({
    name,
    rounds: own,
    measure: () =>
      undisturbed(() => {
        const { stdout, wall_ms, cpu_ms, peak_mb } = run(...command);
        const found = figures(stdout);
        expected ??= found;
        compare(name, found, expected, only);
        return { wall_ms, cpu_ms, peak_mb };
      }, Number(values.tries)),
  }));
  const results = interleave(variants, rounds);
  if (expected.events !== events) throw new Error(`${expected.events} events, and not ${events}`);
  const base = results.get(BASE).wall_ms;
  const rows = variants.map(({ name }) => {
    const { wall_ms, cpu_ms, peak_mb } = results.get(name);
    const ms = median(wall_ms);
    return [
      name,
      Math.round(ms),
      Math.round(median(cpu_ms)),
      name === 'node -e 0' ? '' : Math.round(bytes / 1000 / ms),
      Math.round(median(peak_mb)),
      ratio(wall_ms, base).toFixed(2),
    ];
  });
  const report = [
    `# Analyse: ${events.toLocaleString('en')} events, ${(bytes / 1e6).toFixed(0)} MB, median of ${rounds} interleaved rounds (jq, jaq: ${slow})`,
    machine(),
    versions.join('; '),
    '',
    table(['whole process', 'ms', 'CPU ms', 'MB/s', 'peak MB', 'time ÷ analyze'], rows),
    '',
    'Every rival has computed the same events of each type, tasks completed, time of each task name, calls and time of each',
    'tool, number and bytes of files read and written, first and last instant; sessionlog analyze makes its whole report.',
    'verify checks every hash, as --strict does, and has counted the same events.',
    quietness(results),
    ...skipped.map((name) => `SKIP ${name}: not installed`),
  ];
  publish('analyze', {
    report,
    keep: values.keep,
    events,
    bytes,
    rounds,
    versions,
    results: Object.fromEntries(results),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
