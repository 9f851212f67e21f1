// append-many.mjs <dir> <session> <agent> <count> [level]: appends so many events, each as long as it likes.
import { openLog } from '../../../dist/log/index.js';

const [dir, session, agent_id, count, level] = process.argv.slice(2);
const log = openLog(dir, session, { agent_id, level });
for (let n = 0; n < Number(count); n++) {
  log.append({ type: 'tool_call', name: `${agent_id}-${n}`, params: 'x'.repeat((n * 37) % 300) });
  // Others get their turn too.
  if (n % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
}
await log.close();
