// What starting costs, as a ratio to a Node that does nothing. `node test/bench/start.bench.mjs [--rounds N] [--keep]`
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HERE, interleave, machine, median, publish, ratio, run, table } from './support.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '31' }, keep: { type: 'boolean' } } });
const rounds = Number(values.rounds);
const root = join(HERE, '..', '..');
const bin = join(root, 'bin', 'sessionlog.js');
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'sessionlog-bench-'));
const log = join(root, 'fixtures', 'demo.jsonl');
const node = (...args) => ['node', args];
const event = '{"type":"tool_call","name":"make","duration_ms":2500}';
const importing = (name) => node('--input-type=module', '-e', `import ${JSON.stringify(name)}`);
const own = (file) => join(root, 'dist', file);

/** What is run, and what its output must be. */
const COMMANDS = {
  'node -e 0': [node('-e', '0'), ''],
  'node, an empty module': [node('--input-type=module', '-e', ''), ''],
  'sessionlog --version': [node(bin, '--version'), `${JSON.parse(readFileSync(join(root, 'package.json'))).version}\n`],
  'sessionlog append': [node(bin, 'append', 's1', event, '--dir', folder), ''],
  'sessionlog append (parser)': [node(bin, 'append', 's1', event, `--dir=${folder}`), ''],
  'sessionlog analyze --json': [node(bin, 'analyze', log, '--json'), undefined],
  'sessionlog cat': [node(bin, 'cat', log), readFileSync(log, 'utf8')],
  'import yargs': [importing('yargs'), ''],
  'import zod': [importing('zod'), ''],
  'import chalk': [importing('chalk'), ''],
  'import string-width': [importing('string-width'), ''],
  'import date-fns/parseISO': [importing('date-fns/parseISO'), ''],
  'import node:crypto': [importing('node:crypto'), ''],
  'import sessionlog': [importing(own('index.js')), ''],
  'import sessionlog/log': [importing(own('log/index.js')), ''],
};

try {
  const outputs = new Map();
  const variants = Object.entries(COMMANDS).map(([name, [[, args], expected]]) => ({
    name,
    measure() {
      const { wall_ms, stdout, peak_mb } = run(process.execPath, args);
      const wanted = expected ?? outputs.get(name) ?? stdout;
      outputs.set(name, wanted);
      if (stdout !== wanted) throw new Error(`${name}: another output than before: ${stdout.slice(0, 200)}`);
      return { wall_ms, peak_mb };
    },
  }));
  const results = interleave(variants, rounds);
  const lines = readFileSync(join(folder, 's1.jsonl'), 'utf8').trimEnd().split('\n').length;
  if (lines !== 2 * (rounds + 1)) throw new Error(`${lines} events were appended in ${rounds + 1} rounds of two`);
  const base = results.get('node -e 0').wall_ms;
  const rows = variants.map(({ name }) => {
    const { wall_ms, peak_mb } = results.get(name);
    return [
      name,
      median(wall_ms).toFixed(1),
      Math.min(...wall_ms).toFixed(1),
      ratio(wall_ms, base).toFixed(2),
      Math.round(median(peak_mb)),
    ];
  });
  const report = [
    `# Start: whole processes, median of ${rounds} interleaved rounds, NODE_EXTRA_CA_CERTS unset`,
    machine(),
    '',
    table(['whole process', 'ms', 'least ms', '÷ node -e 0', 'peak MB'], rows),
  ];
  publish('start', { report, keep: values.keep, rounds, results: Object.fromEntries(results) });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
