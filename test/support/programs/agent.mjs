// One agent of a line: starts a session or takes one up, works in it, and then does what it is told.
import { setInterval } from 'node:timers';
import { createSessions } from '../../../dist/index.js';

const [dir, agent, given, then, next] = process.argv.slice(2);
const sessions = createSessions({ dir });
const { session, logger } =
  given === 'new'
    ? await sessions.start({ agent, task_id: '270', context: { issue_number: 270, phase: 'CodeGeneration' } })
    : await sessions.attach(given);
logger.logTaskStart(`${agent} works`);
logger.logToolCall('make', { target: agent }, 25);
if (then === 'handoff') {
  logger.logTaskComplete(`${agent} works`, 40);
  await sessions.update(session.id, { artifacts: [`${agent}.ts`] });
  const child = await sessions.handoff(session.id, next);
  await logger.close();
  process.stdout.write(`${session.id} ${child.id}\n`);
} else {
  process.stdout.write('working\n');
  setInterval(() => {}, 1_000);
}
