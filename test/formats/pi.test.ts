import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { pi } from '../../src/formats/pi/pi.js';
import { decode, fixtureRecords } from './fixtures.js';

const SESSION = '2026-05-01T10-00-00-000Z_0196a1b2-0000-7000-8000-000000000001.jsonl';
const at = (seconds: number): string => new Date(Date.UTC(2026, 4, 1) + seconds * 1000).toISOString();
const message = (seconds: number, content: Record<string, unknown>) => ({
  type: 'message',
  id: `m${seconds}`,
  parentId: null,
  timestamp: at(seconds),
  message: content,
});
const user = (seconds: number, text: string) => message(seconds, { role: 'user', content: text });
const answer = (seconds: number, ...content: unknown[]) =>
  message(seconds, { role: 'assistant', content, model: 'm', stopReason: content.length > 0 ? 'toolUse' : 'stop' });
const call = (id: string) => ({ type: 'toolCall', id, name: 'bash', arguments: { command: 'ls' } });
const result = (seconds: number, toolCallId: string) =>
  message(seconds, { role: 'toolResult', toolCallId, toolName: 'bash', content: [{ type: 'text', text: 'ok' }] });
const run = (...records: Record<string, unknown>[]) => decode(pi, 's', records).events;
const outcomes = (events: ReturnType<typeof run>) =>
  events.filter(({ type }) => type === 'task_complete').map(({ name, status }) => [name, status]);

describe('the fixture', () => {
  const { events } = decode(pi, 'file', fixtureRecords('pi', SESSION));
  const of = (type: string) => events.filter((event) => event.type === type);

  it('tells of the session, its model and what changed', () => {
    expect(events[0]).toMatchObject({
      type: 'session_start',
      ts: '2026-05-01T10:00:00.000Z',
      session_id: '0196a1b2-0000-7000-8000-000000000001',
      agent_id: 'pi',
      project_root: '/src/app',
      model: 'small-1',
    });
    expect(of('session_update')).toMatchObject([{ model: 'large-1' }]);
    expect(of('compaction')).toMatchObject([{ tokens_before: 5000 }]);
  });

  it('times answers from the request to the end, with their tokens', () => {
    expect(of('model_call')[0]).toMatchObject({
      ts: '2026-05-01T10:00:14.000Z',
      model: 'small-1',
      duration_ms: 3500,
      duration_source: 'source',
      input_tokens: 100,
      output_tokens: 40,
      cache_read_tokens: 20,
      cache_write_tokens: 5,
      reasoning_tokens: 10,
      status: 'completed',
      span_id: 'm0000004',
      parent_span_id: 'm0000003',
    });
    expect(of('model_call')[3]).toMatchObject({ model: 'large-1', status: 'failed', error: '529: overloaded' });
  });

  it('tells of tools, with exit codes and files', () => {
    const common = { duration_source: 'call_to_result', parent_span_id: 'm0000003' };
    expect(of('tool_call')).toMatchObject([
      { ...common, name: 'read', duration_ms: 50, status: 'completed', output_bytes: 15, span_id: 'call_1' },
      { ...common, name: 'bash', duration_ms: 6000, status: 'failed', exit_code: 2, input_bytes: 22 },
      { ...common, name: 'edit', duration_ms: 30, status: 'completed', params: { path: '/src/app/README.md' } },
      { name: 'bash', status: 'completed', exit_code: 0, by: 'user', params: { command: 'git diff --stat' } },
      { name: 'bash', unanswered: true, span_id: 'call_4' },
    ]);
    expect(of('file_read')).toMatchObject([
      { path: '/src/app/README.md', size_bytes: 15, lines: 3, parent_span_id: 'call_1' },
    ]);
    expect(of('file_write')).toMatchObject([{ path: '/src/app/README.md', size_bytes: 7, lines: 1 }]);
  });

  it('waits for a person where a turn was through', () => {
    expect(of('wait')).toMatchObject([
      { for: 'human', duration_ms: 35_000, ts: '2026-05-01T10:01:00.000Z' },
      { for: 'human', duration_ms: 59_000 },
    ]);
  });
});

it('leaves out what a fork has copied from its parent', () => {
  const { events } = decode(pi, 'file', fixtureRecords('pi', 'fork.jsonl'));
  expect(events[0]).toMatchObject({ parent_session_id: '0196a1b2-0000-7000-8000-000000000001' });
  expect(outcomes(events)).toEqual([['fix it another way', 'cancelled']]);
});

describe('a prompt', () => {
  it('while the agent is at work belongs to its turn', () => {
    const events = run(
      user(0, 'a'),
      answer(1, call('c')),
      user(2, 'and quick'),
      result(3, 'c'),
      answer(4),
      user(9, 'b'),
    );
    expect(outcomes(events)).toEqual([['a', 'completed']]);
  });

  it('long after a turn that never ended begins another, and nobody was waited for', () => {
    const events = run(user(0, 'a'), answer(1, call('c')), user(2 + LIMITS.active_gap_ms / 1000, 'b'), answer(900));
    expect(outcomes(events)).toEqual([
      ['a', 'cancelled'],
      ['b', 'completed'],
    ]);
    expect(events.some(({ type }) => type === 'wait')).toBe(false);
  });

  it('at the end leaves its turn open', () => {
    expect(outcomes(run(user(0, 'a'), answer(1, call('c')), result(2, 'c')))).toEqual([]);
  });
});

it('holds open calls in bounded memory: of too many the oldest is told as unanswered', () => {
  const calls = Array.from({ length: LIMITS.open_spans + 1 }, (_, i) => call(`c${i}`));
  const decoder = pi.open({ session_id: 's', fallback_ms: 0 });
  const { events } = decoder.push(answer(1, ...calls));
  expect(events.filter(({ type }) => type === 'tool_call')).toMatchObject([{ span_id: 'c0', unanswered: true }]);
});
