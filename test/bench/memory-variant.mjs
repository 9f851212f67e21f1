// What a logger keeps as it goes on: memory-variant.mjs LEVEL EVENTS DIR → resident memory in MB along the way, as JSON.
import { createReadStream, truncateSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { openLog } from '../../dist/log/index.js';

const [, , level, given, dir] = process.argv;
const events = Number(given);
const log = openLog(dir, 'bench', { agent_id: 'AGENT-004', level });
const mb = {};
const marks = new Set([0.01, 0.1, 0.25, 0.5, 0.75, 1].map((share) => Math.round(events * share)));
for (let n = 1; n <= events; n++) {
  log.append({
    type: 'tool_call',
    name: 'pytest',
    params: { path: 'tests/unit/test_session_logger.py', n },
    duration_ms: n % 5000,
  });
  if (n % 500 === 0) await turn();
  if (marks.has(n)) mb[n] = Math.round(process.memoryUsage().rss / 2 ** 20);
}
await log.close();
let lines = 0;
for await (const chunk of createReadStream(log.path)) for (const byte of chunk) if (byte === 10) lines++;
truncateSync(log.path);
if (lines !== events) throw new Error(`${lines} lines for ${events} events`);
process.stdout.write(JSON.stringify(mb));
