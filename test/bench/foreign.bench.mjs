// Analysing other agents' transcripts, whole processes, against parsing each of their lines and counting two things.
// `node test/bench/foreign.bench.mjs [--mb N] [--rounds N] [--tries N] [--keep]`
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeTranscript } from './foreign-data.mjs';
import { quietness, undisturbed } from './quiet.mjs';
import { HERE, interleave, machine, median, publish, ratio, run, table } from './support.mjs';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '7' },
    tries: { type: 'string', default: '5' },
    keep: { type: 'boolean' },
  },
});
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'sessionlog-bench-'));
const bin = join(HERE, '..', '..', 'bin', 'sessionlog.js');
const ANALYZE = 'sessionlog analyze';
const PARSE = 'JSON.parse each line';

function countsOf(report) {
  const { tool_calls_count: tool_calls, output_tokens } = JSON.parse(report).summary;
  return { tool_calls, output_tokens };
}

/** Both have to come to the same counts. */
function compare(name, found, expected) {
  for (const [key, value] of Object.entries(expected))
    if (found[key] !== value || !(value > 0)) throw new Error(`${name}: ${key} is ${found[key]}, and not ${value}`);
}

function measure(format) {
  const file = join(folder, `${format}.jsonl`);
  makeTranscript(file, format, Number(values.mb) * 1e6);
  let expected;
  const variant = (name, args, counts) => ({
    name,
    measure: () =>
      undisturbed(() => {
        const { stdout, wall_ms, cpu_ms, peak_mb } = run(process.execPath, args);
        const found = counts(stdout);
        expected ??= found;
        compare(`${format}, ${name}`, found, expected);
        return { wall_ms, cpu_ms, peak_mb };
      }, Number(values.tries)),
  });
  const results = interleave(
    [
      variant(ANALYZE, [bin, 'analyze', file, '--json', '--no-cache'], countsOf),
      variant(PARSE, [join(HERE, 'foreign-variant.mjs'), file], JSON.parse),
    ],
    rounds,
  );
  return { format, bytes: statSync(file).size, counts: expected, results };
}

try {
  const measured = ['claude-code', 'codex'].map(measure);
  const rows = measured.flatMap(({ format, bytes, results }) =>
    [...results].map(([name, { wall_ms, cpu_ms, peak_mb }]) => [
      `${name}, ${format}`,
      Math.round(median(wall_ms)),
      Math.round(median(cpu_ms)),
      Math.round(bytes / 1000 / median(wall_ms)),
      Math.round(median(peak_mb)),
      ratio(wall_ms, results.get(PARSE).wall_ms).toFixed(2),
    ]),
  );
  const report = [
    `# Transcripts of other agents: ${values.mb} MB each, median of ${rounds} interleaved rounds`,
    machine(),
    '',
    table(['whole process', 'ms', 'CPU ms', 'MB/s', 'peak MB', 'time ÷ JSON.parse'], rows),
    '',
    'Both have counted the same calls of tools and the same output tokens; sessionlog analyze makes its whole report.',
    ...measured.map(({ format, results }) => `${format}: ${quietness(results)}`),
  ];
  const kept = measured.map(({ results, ...figures }) => ({ ...figures, results: Object.fromEntries(results) }));
  publish('foreign', { report, keep: values.keep, rounds, formats: kept });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
