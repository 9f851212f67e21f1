/** An agent that logs, as a user of the package would write it. */
import { type OnError, SessionLogger, type SessionLoggerOptions, type SessionlogError, type Summary } from 'sessionlog';

const onError: OnError = (error: SessionlogError) => {
  const code: string = error.code;
  process.stderr.write(`${code}\n`);
};
const options: SessionLoggerOptions = {
  agentId: 'AGENT-001',
  sessionId: 'consumer',
  dir: process.argv[2] ?? '.',
  onError,
};

export async function run(): Promise<Summary> {
  const logger = new SessionLogger(options);
  logger.logTaskStart('build', { ticket: 7 });
  logger.logFileRead('src/a.ts', 120);
  logger.logFileWrite('src/b.ts', 240, 12);
  logger.logToolCall('pytest', { path: 'tests/' }, 2_500);
  logger.logSkillAttempt({ skill: 'generate', attempt: 1, verified: true });
  const answer: number = logger.task('inner', () => 42);
  const later: Promise<string> = logger.tool('fetch', { url: 'https://example.org' }, async () => String(answer));
  await later;
  logger.logTaskComplete('build', 3_000);
  await logger.close();
  return logger.getSessionSummary();
}

/** Inside `sessionlog run` the environment names the agent. */
export const joined = () => new SessionLogger();
// @ts-expect-error: an agent's name is text
export const wrong = () => new SessionLogger({ agentId: 4 });

const summary = await run();
const completed: number = summary.tasks_completed;
process.stdout.write(`${completed} tasks\n`);
