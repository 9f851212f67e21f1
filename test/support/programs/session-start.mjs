// Starts a session with an idempotency key when it is told to, together with others; prints what came of it.
import { once } from 'node:events';
import { createSessions } from '../../../dist/index.js';

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const [dir, key, onDuplicate] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.pause();
try {
  const { session, logger, is_new } = await createSessions({ dir }).start({
    agent: `agent-${process.pid}`,
    idempotency_key: key,
    onDuplicate,
  });
  await logger.close();
  say({ id: session.id, is_new });
} catch (error) {
  say({ code: error.code, message: error.message });
}
