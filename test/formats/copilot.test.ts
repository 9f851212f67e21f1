import { describe, expect, it } from 'vitest';
import { copilot } from '../../src/formats/copilot/copilot.js';
import { timeWaited } from '../../src/formats/copilot/permissions.js';
import { decode, fixtureRecords } from './fixtures.js';

const { events } = decode(copilot, 'events', fixtureRecords('copilot', 'events.jsonl'));
const SESSION = 'c0ffee00-0000-4000-8000-000000000001';
const of = (type: string, session_id = SESSION) =>
  events.filter((event) => event.type === type && event.session_id === session_id);

describe('the fixture', () => {
  it('tells of the session by its first line, and of its end', () => {
    expect(events[0]).toMatchObject({
      type: 'session_start',
      ts: '2026-05-01T10:00:00.000Z',
      session_id: SESSION,
      agent_id: 'copilot',
      branch_name: 'main',
      project_root: '/src/app',
      agent_version: '1.0.72',
      model: 'large-1',
    });
    expect(of('session_update')).toMatchObject([{ branch_name: 'fix/tests' }]);
    expect(of('session_end')).toMatchObject([
      {
        status: 'completed',
        reason: 'routine',
        model_usage: { 'large-1': { requests: 4, input_tokens: 200, cache_read_tokens: 700, output_tokens: 930 } },
      },
    ]);
  });

  it('takes what the program says itself for no turn', () => {
    expect(of('task_start').map(({ name }) => name)).toEqual(['make the tests pass', 'push it']);
    expect(of('task_complete')).toMatchObject([
      { status: 'completed' },
      { status: 'failed', error: 'Too many requests' },
    ]);
    expect(of('wait')).toMatchObject([
      { for: 'permission', name: 'bash', duration_ms: 30_000, duration_source: 'source', result: 'approved' },
      { for: 'human', duration_ms: 60_000 },
    ]);
  });

  it('joins the messages of one answer', () => {
    expect(of('model_call')).toMatchObject([
      { model: 'large-1', duration_ms: 4000, output_tokens: 120, span_id: 'api-1', duration_source: 'line_to_line' },
      { output_tokens: 200 },
      { duration_ms: 4000, duration_source: 'source', input_tokens: 30_000, cache_read_tokens: 100_000 },
      { output_tokens: 10 },
      { status: 'failed', error: 'Too many requests', error_type: 'rate_limit' },
    ]);
  });

  it('takes the wait for leave out of the time of every call it lies in', () => {
    expect(of('tool_call')).toMatchObject([
      { name: 'view', duration_ms: 200, status: 'completed' },
      { name: 'bash', duration_ms: 5000, status: 'failed', exit_code: 1 },
      { name: 'apply_patch', duration_ms: 100 },
      { name: 'task', duration_ms: 4600, child_session_id: `${SESSION}.t4` },
    ]);
  });

  it('tells files by path, without the numbers of lines that are shown', () => {
    expect(of('file_read')).toMatchObject([{ path: '/src/app/lib/a.ts', size_bytes: 25, lines: 2 }]);
    expect(of('file_write')).toMatchObject([
      { path: '/src/app/lib/a.ts', size_bytes: 11, lines: 1, parent_span_id: 't3' },
      { path: '/src/app/lib/b.ts', lines: 1 },
    ]);
  });

  it('gives a subagent a session of its own', () => {
    const child = `${SESSION}.t4`;
    expect(of('session_start', child)).toMatchObject([{ parent_session_id: SESSION, agent_id: 'copilot/explore' }]);
    expect(of('model_call', child).map((event) => event['output_tokens'])).toEqual([15, 9]);
    expect(of('tool_call', child)).toMatchObject([
      { name: 'view', status: 'failed', error: 'Path does not exist', parent_span_id: 't4' },
    ]);
    expect(of('session_end', child)).toMatchObject([{ status: 'completed' }]);
  });

  it('tells of compactions, and counts what it does not know', () => {
    expect(of('compaction')).toMatchObject([
      { trigger: 'threshold', tokens_before: 150_000, tokens_after: 20_000, duration_ms: 4100 },
    ]);
    expect(of('copilot.session.dance')).toHaveLength(1);
  });
});

it('counts waits at the same time once, and only where they lie', () => {
  const waits = [
    { from_ms: 5, to_ms: 20 },
    { from_ms: 0, to_ms: 10 },
    { from_ms: 30, to_ms: 40 },
    { from_ms: 35, to_ms: 36 },
  ];
  expect(timeWaited(waits, 0, 100)).toBe(30);
  expect(timeWaited(waits, 8, 32)).toBe(14);
  expect(timeWaited([], 0, 100)).toBe(0);
  expect(timeWaited(waits, 50, 60)).toBe(0);
});
