/** A program that manages sessions. */
import {
  createSessions,
  type Lineage,
  type OpenSession,
  SESSION_STATUSES,
  type SessionRecord,
  type SessionStats,
  type SessionStatus,
  type Sessions,
  type StartInput,
} from 'sessionlog';

const sessions: Sessions = createSessions({ dir: `${process.argv[2] ?? '.'}/managed`, logger: { level: 'buffered' } });
const input: StartInput = {
  agent: 'CodeGenAgent',
  task_id: '42',
  context: { issue_number: 270, phase: 'CodeGeneration' },
};
const { session, logger }: OpenSession = await sessions.start(input);
logger.logToolCall('make', {}, 5);
await logger.close();

// @ts-expect-error: a session is started by somebody
export const wrong = () => sessions.start({ task_id: '42' });

const next: SessionRecord = await sessions.handoff(session.id, 'ReviewAgent', { phase: 'Review' });
const status: SessionStatus = (await sessions.complete(next.id, { exit_code: 0 })).status;
const lineage: Lineage = await sessions.lineage(next.id);
const stats: SessionStats = await sessions.stats();
const first: SessionRecord | undefined = await sessions.get(session.id);
process.stdout.write(
  `${status} ${lineage.line.length} ${stats.by_status.handed_off} ${first?.handed_off_to} ${SESSION_STATUSES.length}\n`,
);
