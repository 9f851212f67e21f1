import { expect, it } from 'vitest';
import { handoffSessions } from '../../src/formats/handoff-sessions/handoff-sessions.js';
import { decode, fixtureRecords } from './fixtures.js';

const events = (file: string) => decode(handoffSessions, 'sessions', fixtureRecords('handoff-sessions', file)).events;

it("decodes the manager's own example to the letter", () => {
  const [parent, child] = ['550e8400-e29b-41d4-a716-446655440000', '660e8400-e29b-41d4-a716-446655440000'];
  const context = { issue_number: 270, worktree_path: '.worktrees/issue-270' };
  const review = { ...context, current_phase: 'Review' };
  const common = { v: 1, task_id: '#270', worktree_path: '.worktrees/issue-270', type: 'session_start' };
  expect(events('sessions.json')).toEqual([
    {
      ...common,
      ts: '2025-10-27T04:30:00.000Z',
      session_id: parent,
      agent_id: 'CodeGenAgent',
      purpose: 'Code generation for #270',
      context: { ...context, current_phase: 'CodeGeneration' },
    },
    {
      v: 1,
      ts: '2025-10-27T04:35:00.000Z',
      session_id: parent,
      agent_id: 'CodeGenAgent',
      type: 'session_handoff',
      to_agent: 'ReviewAgent',
      child_session_id: child,
      context: review,
    },
    {
      ...common,
      ts: '2025-10-27T04:35:00.000Z',
      session_id: child,
      agent_id: 'ReviewAgent',
      purpose: 'Handoff from session 550e8400-...',
      parent_session_id: parent,
      context: review,
    },
  ]);
});

it('ends what has ended, at the time that is known, else at the last one', () => {
  const told = events('ended.json').map(({ ts, session_id, type, status, error, ts_source }) => ({
    is: `${session_id} ${type}`,
    ts,
    ...(status === undefined ? {} : { status }),
    ...(error === undefined ? {} : { error }),
    ...(ts_source === undefined ? {} : { ts_source }),
  }));
  expect(told).toEqual([
    { is: 's2 session_start', ts: '2025-10-27T04:00:00.000Z' },
    { is: 's2 session_handoff', ts: '2025-10-27T04:00:00.000Z', ts_source: 'inferred' },
    {
      is: 's2 session_end',
      ts: '2025-10-27T04:00:00.000Z',
      status: 'failed',
      error: 'no network',
      ts_source: 'inferred',
    },
    { is: 's1 session_start', ts: '2025-10-27T05:00:00.123Z' },
    { is: 's1 session_end', ts: '2025-10-27T05:10:00.000Z', status: 'completed' },
    { is: 's3 session_start', ts: '2025-10-27T05:20:00.000Z' },
    { is: 's3 session_end', ts: '2025-10-27T05:21:00.000Z', status: 'failed', error: 'no disk' },
  ]);
});
