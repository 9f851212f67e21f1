// Takes one step in a session's life when it is told to, together with others; prints what came of it.
import { once } from 'node:events';
import { createSessions } from '../../../dist/index.js';

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const [dir, id, step] = process.argv.slice(2);
const sessions = createSessions({ dir });
const steps = {
  complete: () => sessions.complete(id, { exit_code: 0 }),
  fail: () => sessions.fail(id, new Error('it broke')),
  cancel: () => sessions.cancel(id, 'not needed'),
  handoff: () => sessions.handoff(id, `agent-${process.pid}`),
};
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.pause();
try {
  const { status } = await steps[step]();
  say({ status, step });
} catch (error) {
  say({ code: error.code, message: error.message, step });
}
