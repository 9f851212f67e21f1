// log-and-wait.mjs <dir> <level> <end>: logs the start of three tasks, and ends as it is told.
import { SessionLogger } from '../../../dist/logger/logger.js';

const [dir, level, end] = process.argv.slice(2);
// The agent's own handler, which takes its time, and was there first.
if (end === 'once') process.once('SIGTERM', () => setTimeout(() => process.exit(5), 50));

const logger = new SessionLogger({ agentId: 'a', sessionId: 's', dir, level });
for (const name of ['one', 'two', 'three']) logger.logTaskStart(name);
process.stdout.write('logged\n');

// A signal that has a handler arrives in a later turn.
const signal = (name) => {
  process.kill(process.pid, name);
  setTimeout(() => {}, 10_000);
};

const ends = {
  // In the same turn: what is buffered lies in memory still.
  exit: () => process.exit(7),
  return: () => {},
  throw: () => {
    throw new TypeError('the agent failed');
  },
  reject: () => {
    Promise.reject(new TypeError('the agent failed'));
  },
  kill: () => process.kill(process.pid, 'SIGKILL'),
  SIGTERM: () => signal('SIGTERM'),
  SIGINT: () => signal('SIGINT'),
  SIGHUP: () => signal('SIGHUP'),
  once: () => signal('SIGTERM'),
  handled: () => {
    process.on('SIGTERM', () => {
      logger.logTaskStart('in the handler');
      process.exit(3);
    });
    signal('SIGTERM');
  },
  wait: () => setTimeout(() => {}, 60_000),
};
ends[end]();
