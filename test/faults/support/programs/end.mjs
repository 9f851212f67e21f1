// Logs and ends in the same turn of the event loop, in one of the ways in which a process ends.
import { SessionLogger } from '../../../../dist/index.js';

const [dir, level, end, count] = process.argv.slice(2);
const logger = new SessionLogger({ agentId: 'a', sessionId: 's', dir, level });
for (let i = 0; i < Number(count); i++) logger.logFileRead(`file-${i}`);

if (end === 'exit') process.exit(7);
if (end === 'throw') throw new Error('thrown by the agent');
if (end === 'reject') Promise.reject(new Error('thrown by the agent'));
if (end.startsWith('SIG')) {
  process.kill(process.pid, end);
  // The signal is handled in a later turn; until then something must keep the process alive.
  setTimeout(() => {}, 10_000);
}
