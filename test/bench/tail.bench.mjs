// How long a line takes from its append to the reader's pipe, and what waiting costs.
// `node test/bench/tail.bench.mjs [--lines N] [--sessions N] [--idle SECONDS] [--keep]`
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openLog } from '../../dist/log/index.js';
import { environment, HERE, hasCommand, machine, publish, table } from './support.mjs';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000' },
    sessions: { type: 'string', default: '1000' },
    idle: { type: 'string', default: '10' },
    keep: { type: 'boolean' },
  },
});
const lines = Number(values.lines);
const sessions = Number(values.sessions);
const idle_ms = Number(values.idle) * 1000;
const bin = join(HERE, '..', '..', 'bin', 'sessionlog.js');
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'sessionlog-bench-'));

const note = (n) => ({ type: 'tool_call', name: 'pytest', duration_ms: 5, n });

/** CPU time of a process in ms, where the system tells it; ticks are 10 ms on Linux. */
function cpuMs(pid) {
  if (!existsSync(`/proc/${pid}/stat`)) return Number.NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/**
 * Follows with one program: a line every few milliseconds, then bursts, then nothing.
 *
 * @param logs the open logs that are written in turn
 */
async function follow(command, args, logs) {
  const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  child.stderr.on('data', (text) => {
    told += text;
  });
  const arrived = new Map();
  let rest = '';
  child.stdout.setEncoding('latin1').on('data', (chunk) => {
    const now = process.hrtime.bigint();
    const parts = (rest + chunk).split('\n');
    rest = parts.pop();
    for (const line of parts) if (line.startsWith('{')) arrived.set(JSON.parse(line).n, now);
  });
  const sent = new Map();
  const send = (n) => {
    sent.set(n, process.hrtime.bigint());
    logs[Math.abs(n) % logs.length].append(note(n));
  };
  const all = async (count, from) => {
    for (let waited = 0; arrived.size < count; waited += 5) {
      if (waited > 20_000) throw new Error(`${command}: ${arrived.size} of ${count} lines arrived: ${told}`);
      await sleep(5);
    }
    const ms = [...sent].filter(([n]) => n >= from).map(([n, at]) => Number(arrived.get(n) - at) / 1e6);
    ms.sort((a, b) => a - b);
    return { p50: ms[ms.length >> 1], p99: ms[Math.floor(ms.length * 0.99)], max: ms.at(-1) };
  };
  try {
    // It follows once it has told of a first line.
    for (let n = -1; arrived.size === 0; n--) {
      if (n < -200) throw new Error(`${command} tells nothing: ${told}`);
      send(n);
      await sleep(100);
    }
    await sleep(500);
    sent.clear();
    arrived.clear();
    for (let n = 0; n < lines; n++) {
      send(n);
      await sleep(5 + ((n * 7) % 16));
    }
    const single = await all(lines, 0);
    for (let n = lines; n < 2 * lines; ) {
      for (const until = Math.min(n + 50, 2 * lines); n < until; n++) send(n);
      await sleep(20 + (n % 40));
    }
    const burst = await all(2 * lines, lines);
    const before = cpuMs(child.pid);
    await sleep(idle_ms);
    return { single, burst, idle_percent: ((cpuMs(child.pid) - before) / idle_ms) * 100 };
  } finally {
    child.kill();
  }
}

async function withLogs(count, measure) {
  const dir = mkdtempSync(join(folder, 'logs-'));
  const logs = Array.from({ length: count }, (_, i) => openLog(dir, `s${i}`));
  for (const log of logs) log.append({ type: 'session_start' });
  try {
    return await measure(dir, logs);
  } finally {
    await Promise.all(logs.map((log) => log.close()));
  }
}

try {
  const files = (dir) => readdirSync(dir).map((name) => join(dir, name));
  const ours = (dir) => [process.execPath, [bin, 'tail', '--follow', '--lines', '0', dir]];
  const gnu = (dir) => ['tail', ['-q', '-n', '0', '-f', ...files(dir)]];
  const programs = { 'sessionlog tail -f': ours, ...(hasCommand('tail') ? { 'GNU tail -f': gnu } : {}) };
  const results = {};
  for (const count of [1, sessions]) {
    for (const [name, commandOf] of Object.entries(programs)) {
      results[`${name}, ${count}`] = await withLogs(count, (dir, logs) => follow(...commandOf(dir), logs));
    }
  }
  const rows = Object.entries(results).map(([name, { single, burst, idle_percent }]) => [
    name,
    ...[single.p50, single.p99, single.max, burst.p50, burst.p99].map((ms) => ms.toFixed(2)),
    idle_percent.toFixed(1),
  ]);
  const report = [
    `# Tail: ${lines} lines one by one every 5 to 20 ms, ${lines} in bursts of 50, then ${values.idle} s of nothing`,
    machine(),
    hasCommand('tail') ? spawnSync('tail', ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0] : 'no GNU tail',
    '',
    table(['program, sessions', 'p50 ms', 'p99 ms', 'max ms', 'burst p50', 'burst p99', 'idle CPU %'], rows),
    '',
    'From before the append to the arrival in the pipe of whoever reads; every line has arrived.',
  ];
  publish('tail', { report, keep: values.keep, lines, sessions, results });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
