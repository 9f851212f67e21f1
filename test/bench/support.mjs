// What every benchmark shares: fresh processes, interleaved rounds, medians, ratios within a round, one table.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const HERE = dirname(fileURLToPath(import.meta.url));

/** The environment of a measured process: certificates that Node 20 loads at every start would drown what is measured. */
export const environment = { ...process.env };
delete environment.NODE_EXTRA_CA_CERTS;

/**
 * Runs a command to its end.
 *
 * @param countOf reads from what it printed how many events it saw
 * @param env what its environment holds besides
 * @param input what it reads on its stdin
 * @returns wall time in ms, what it printed, that count, and, as GNU time has them (0 where it is missing), the peak
 *   memory in MB and the CPU time in ms
 */
export function run(command, args, { countOf, env = {}, input = '' } = {}) {
  const timed = existsSync('/usr/bin/time');
  const [program, list] = timed ? ['/usr/bin/time', ['-f', '\n%M %U %S', command, ...args]] : [command, args];
  const started = process.hrtime.bigint();
  const { status, stdout, stderr, error } = spawnSync(program, list, {
    env: { ...environment, ...env },
    input,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const wall_ms = Number(process.hrtime.bigint() - started) / 1e6;
  if (error !== undefined || status !== 0)
    throw new Error(`${command} ${args.join(' ')}: exit ${status}: ${error ?? stderr.slice(-2000)}`);
  const [peak_kib, user_s, system_s] = timed ? stderr.trimEnd().split('\n').at(-1).split(' ').map(Number) : [0, 0, 0];
  const peak_mb = Math.round(peak_kib / 1024);
  return { wall_ms, stdout, peak_mb, cpu_ms: (user_s + system_s) * 1000, count: countOf?.(stdout) };
}

export const hasCommand = (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
export const hasRival = (name) => existsSync(join(HERE, 'node_modules', name, 'package.json'));
/** Where a package lies that the benchmarks import: among their own, or among those of the project. */
const placeOf = (name) =>
  [HERE, join(HERE, '..', '..')].map((root) => join(root, 'node_modules', name, 'package.json')).find(existsSync);
export const canImport = (name) => placeOf(name) !== undefined;
export const rivalVersion = (name) => JSON.parse(readFileSync(placeOf(name), 'utf8')).version;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length % 2 === 1
    ? sorted[(sorted.length - 1) / 2]
    : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
}

/**
 * Measures all variants in turn, round after round, so that a slow moment of the machine meets all of them.
 *
 * @param variants [{ name, rounds?, measure(): { [figure]: number } }]; a slow one may take part in the first rounds only
 * @returns name → figure → its values, one for each round
 */
export function interleave(variants, rounds, onRound = () => {}) {
  const results = new Map(variants.map(({ name }) => [name, {}]));
  for (let round = -1; round < rounds; round++) {
    for (const { name, measure, rounds: least = rounds } of variants) {
      if (round >= least) continue;
      const figures = measure();
      // The first round warms caches and is not counted.
      if (round < 0) continue;
      const values = results.get(name);
      for (const [figure, value] of Object.entries(figures)) values[figure] = [...(values[figure] ?? []), value];
    }
    onRound(round + 1);
  }
  return results;
}

/** The median of the ratios within each round: a/b of values that were measured side by side. */
export const ratio = (a, b) => median(a.slice(0, b.length).map((value, i) => value / b[i]));

export function table(head, rows) {
  const all = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  return [
    line(head),
    `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`,
    ...all.slice(1).map(line),
  ].join('\n');
}

export const machine = () =>
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.version}; ${process.platform}`;

/** Prints a report; with `--keep` the values behind it are kept too, in `runs/<name>.json`. */
export function publish(name, { report, keep, ...run }) {
  process.stdout.write(`${report.join('\n')}\n`);
  if (!keep) return;
  const file = join(HERE, 'runs', `${name}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ date: new Date().toISOString(), machine: machine(), ...run }, null, 1)}\n`);
}
