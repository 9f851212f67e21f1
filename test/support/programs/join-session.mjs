// join-session.mjs: an agent's program that logs to whatever session it runs in.
import { SessionLogger } from '../../../dist/logger/logger.js';

const logger = new SessionLogger();
logger.logTaskStart('inside');
await logger.close();
