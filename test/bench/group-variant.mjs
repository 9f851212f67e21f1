// Many producers that each wait until their event is on the disk: group-variant.mjs PRODUCERS EVENTS DIR → figures as JSON.
import { openLog } from '../../dist/log/index.js';

const [, , given, events, dir] = process.argv;
const producers = Number(given);
const each = Math.max(1, Math.floor(Number(events) / producers));
const log = openLog(dir, 'bench', { agent_id: 'AGENT-004', level: 'group' });
const waits = new Float64Array(producers * each);
let acks = 0;

async function produce(producer) {
  for (let n = 0; n < each; n++) {
    const before = process.hrtime.bigint();
    log.append({
      type: 'tool_call',
      name: 'pytest',
      params: { path: 'tests/unit/test_a.py', producer, n },
      duration_ms: n,
    });
    await log.flush();
    waits[acks++] = Number(process.hrtime.bigint() - before);
  }
}

const started = process.hrtime.bigint();
await Promise.all(Array.from({ length: producers }, (_, producer) => produce(producer)));
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
await log.close();
waits.sort();
process.stdout.write(
  JSON.stringify({
    file: log.path,
    acks,
    acks_per_s: acks / seconds,
    p50_ms: waits[acks >> 1] / 1e6,
    p99_ms: waits[Math.floor(acks * 0.99)] / 1e6,
  }),
);
