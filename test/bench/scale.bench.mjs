// How time and memory grow: the whole commands on one log of more and more events, and on more and more logs.
// `node test/bench/scale.bench.mjs [--events N,N,…] [--sessions N,N,…] [--length N] [--rounds N] [--tries N] [--huge] [--keep]`
// With --huge also ten million events: 2.4 GB on the disk of the temporary directory, and some minutes.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { append } from '../../dist/log/index.js';
import { makeLog } from './data.mjs';
import { quietness, undisturbed } from './quiet.mjs';
import { HERE, interleave, machine, median, publish, run, table } from './support.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000,100000,1000000' },
    sessions: { type: 'string', default: '1,10,100,1000,10000' },
    // Events in each of many sessions.
    length: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
    tries: { type: 'string', default: '3' },
    huge: { type: 'boolean' },
    keep: { type: 'boolean' },
  },
});
const numbers = (text) => text.split(',').filter(Boolean).map(Number);
const bin = join(HERE, '..', '..', 'bin', 'sessionlog.js');
const HUGE = 10_000_000;

const points = [
  ...[...numbers(values.events), ...(values.huge ? [HUGE] : [])].map((length) => ({ sessions: 1, length })),
  ...numbers(values.sessions).map((sessions) => ({ sessions, length: Number(values.length) })),
];

const eventsOf = (text) => JSON.parse(text).source.events;

/** The commands on one directory; each knows what it must have counted. */
function commands(folder, logs, { sessions, length }) {
  let grown = 0;
  let caches = 0;
  const measure = (name, cache, args, countOf, expected) => {
    const { wall_ms, cpu_ms, peak_mb, count } = run(process.execPath, [bin, ...args], {
      countOf,
      env: { XDG_CACHE_HOME: join(folder, cache) },
    });
    if (count !== expected()) throw new Error(`${name}: ${count}, and not ${expected()}`);
    return { wall_ms, cpu_ms, peak_mb };
  };
  const events = () => sessions * length + grown;
  const analyze = ['analyze', logs, '--json'];
  const list = ['list', logs, '--json'];
  const listed = (text) => JSON.parse(text).length;
  const verified = (text) => JSON.parse(text).logs.reduce((sum, log) => sum + log.events, 0);
  return {
    analyze: () => measure('analyze', 'none', [...analyze, '--no-cache'], eventsOf, events),
    'analyze, warm': () => measure('analyze, warm', 'warm', analyze, eventsOf, events),
    'analyze, one grew': () => {
      append(logs, 's0', { type: 'tool_call', name: 'bash', duration_ms: 1 }, { agentId: 'AGENT-004' });
      grown++;
      return measure('analyze, one grew', 'warm', analyze, eventsOf, events);
    },
    verify: () => measure('verify', 'none', ['verify', logs, '--json'], verified, events),
    list: () => measure('list', `cold-${caches++}`, list, listed, () => sessions),
    'list, warm': () => measure('list, warm', 'warm', list, listed, () => sessions),
  };
}

/** Makes the logs of one point, measures all commands on them, and removes them. */
function measurePoint(point) {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'sessionlog-bench-'));
  try {
    const logs = join(folder, 'sessions');
    mkdirSync(logs, { mode: 0o700 });
    for (let i = 0; i < point.sessions; i++) {
      makeLog(join(logs, `s${i}.jsonl`), point.length, { seed: i, session: `s${i}` });
    }
    const bytes = readdirSync(logs).reduce((sum, name) => sum + statSync(join(logs, name)).size, 0);
    const variants = Object.entries(commands(folder, logs, point)).map(([name, measure]) => ({
      name,
      measure: () => undisturbed(measure, Number(values.tries)),
    }));
    return { ...point, bytes, results: interleave(variants, Number(values.rounds)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const done = points.map(measurePoint);
const names = [...(done[0]?.results.keys() ?? [])];
const rowsOf = (figure, digits) =>
  done.map(({ sessions, length, bytes, results }) => [
    sessions.toLocaleString('en'),
    (sessions * length).toLocaleString('en'),
    (bytes / 1e6).toFixed(1),
    ...names.map((name) => median(results.get(name)[figure]).toFixed(digits)),
  ]);
const head = ['sessions', 'events', 'MB', ...names];
const all = new Map(done.flatMap(({ results }, i) => [...results].map(([name, figures]) => [`${i} ${name}`, figures])));
const report = [
  `# Scaling: whole processes, median of ${values.rounds} interleaved rounds`,
  machine(),
  '',
  'Milliseconds:',
  '',
  table(head, rowsOf('wall_ms', 0)),
  '',
  'Peak memory in MB:',
  '',
  table(head, rowsOf('peak_mb', 0)),
  '',
  'analyze is without a cache; warm: nothing has changed since; one grew: one event came to one of the logs. verify checks',
  'every hash. list is without a cache, then with one. All have counted the same.',
  quietness(all),
];
publish('scale', {
  report,
  keep: values.keep,
  rounds: Number(values.rounds),
  points: done.map(({ results, ...point }) => ({ ...point, results: Object.fromEntries(results) })),
});
