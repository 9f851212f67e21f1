import { describe, expect, it } from 'vitest';
import { opencode } from '../../src/formats/opencode/opencode.js';
import { decode, fixtureRecords } from './fixtures.js';

describe('an export', () => {
  const { events } = decode(opencode, 'file', fixtureRecords('opencode', 'parent.json'));
  const of = (type: string) => events.filter((event) => event.type === type);

  it('is told in the order of time', () => {
    const times = events.map(({ ts }) => ts);
    expect(times).toEqual([...times].sort());
    expect(events[0]).toMatchObject({
      type: 'session_start',
      session_id: 'ses_parent01',
      agent_id: 'opencode',
      name: 'Dark mode',
      project_root: '/src/app',
      agent_version: '1.18.4',
      model: 'large-1',
    });
  });

  it('has the model through when it called its last tool, and counts reasoning as output', () => {
    expect(of('model_call')).toMatchObject([
      {
        duration_ms: 4800,
        duration_source: 'source',
        input_tokens: 100,
        output_tokens: 25,
        reasoning_tokens: 5,
        cache_read_tokens: 300,
        cache_write_tokens: 10,
        span_id: 'msg_2',
        parent_span_id: 'msg_1',
      },
      { status: 'failed', attempt: 1, error: 'Overloaded' },
      { duration_ms: 7900 },
      { duration_ms: 4900, status: 'completed' },
      { duration_ms: 1900, status: 'cancelled', error: 'The operation was aborted.' },
    ]);
  });

  it('has each tool with its own time', () => {
    const calls = of('tool_call').map((event) => [event['name'], event['duration_ms'], event['status']]);
    expect(calls).toEqual([
      ['read', 50, 'completed'],
      ['task', 14_900, 'completed'],
      ['todowrite', 10, 'completed'],
      ['edit', 20, 'completed'],
      ['write', 1, 'failed'],
      ['bash', 2000, 'failed'],
      ['grep', undefined, undefined],
    ]);
    expect(of('tool_call')).toMatchObject([
      { output_bytes: 62, span_id: 'call_1', parent_span_id: 'msg_1' },
      { child_session_id: 'ses_child01' },
      {},
      {},
      { error: 'EACCES: permission denied' },
      { exit_code: 1, error: '1 failed' },
      { unanswered: true },
    ]);
    expect(of('file_read')).toMatchObject([{ path: '/src/app/theme.css', size_bytes: 3, lines: 2 }]);
    expect(of('file_write')).toMatchObject([{ path: '/src/app/theme.css', size_bytes: 6, lines: 2 }]);
  });

  it('has turns, things to do, compactions and waits', () => {
    expect(of('task_start').map(({ name }) => name)).toEqual(['add dark mode', 'style', 'and a test']);
    expect(of('task_complete')).toMatchObject([{ duration_ms: 34_900 }, { status: 'cancelled', duration_ms: 3000 }]);
    expect(of('compaction')).toMatchObject([{ trigger: 'auto' }]);
    expect(of('wait')).toMatchObject([{ for: 'human', duration_ms: 65_000 }]);
    expect(of('opencode.hologram')).toHaveLength(1);
  });
});

it('knows a subagent by its parent', () => {
  const { events } = decode(opencode, 'file', fixtureRecords('opencode', 'child.json'));
  expect(events[0]).toMatchObject({ parent_session_id: 'ses_parent01', agent_id: 'opencode/explore', subagent: true });
});
