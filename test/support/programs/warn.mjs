// warn.mjs <dir> <session>: logs what cannot be logged, three times, and prints that it lives.
import { SessionLogger } from '../../../dist/logger/logger.js';

const [dir, sessionId] = process.argv.slice(2);
const logger = new SessionLogger({ agentId: 'a', sessionId, dir });
logger.logTaskStart('one');
logger.logToolCall('two', { big: 1n }, 1);
await logger.task('three', async () => logger.logFileRead('x'));
process.stdout.write(`alive, ${logger.failures} failures\n`);
