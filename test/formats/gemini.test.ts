import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { gemini } from '../../src/formats/gemini/gemini.js';
import { decode, fixtureRecords } from './fixtures.js';

const HEAD = { sessionId: 's', projectHash: 'h', startTime: '2026-05-01T10:00:00.000Z', kind: 'main' };
const user = (id: string, seconds: number, content: unknown = id) => ({
  id,
  type: 'user',
  timestamp: new Date(Date.UTC(2026, 4, 1, 10) + seconds * 1000).toISOString(),
  content,
});
const answer = (id: string, seconds: number, more = {}) => ({
  ...user(id, seconds, 'said'),
  type: 'gemini',
  model: 'm',
  ...more,
});
const run = (...records: Record<string, unknown>[]) => decode(gemini, 'file', records).events;
const names = (events: ReturnType<typeof run>) =>
  events.filter(({ type }) => type === 'task_start').map(({ name }) => name);

describe('a chat of lines', () => {
  const { events } = decode(gemini, 'file', fixtureRecords('gemini', 'session-2026-05-01T10-00-5e551011.jsonl'));
  const of = (type: string) => events.filter((event) => event.type === type);

  it('tells of its session what is known at its end', () => {
    expect(events[0]).toMatchObject({
      type: 'session_start',
      session_id: '5e551011-0000-4000-8000-000000000001',
      name: 'Notes are written',
      project_root: '/src/app',
      project_hash: 'abc123',
      model: 'pro-1',
    });
  });

  it('takes the last of what was written again, and not what was taken back', () => {
    expect(of('task_start').filter((event) => (event['metadata'] as { kind?: string }).kind === 'turn')).toMatchObject([
      { name: 'write the notes' },
      { name: 'ask a helper' },
    ]);
    expect(of('model_call')).toMatchObject([
      {
        duration_ms: 4000,
        duration_source: 'line_to_line',
        input_tokens: 600,
        output_tokens: 80,
        cache_read_tokens: 400,
        reasoning_tokens: 30,
        span_id: 'g1',
        parent_span_id: 'u1',
      },
      { duration_ms: 2000, input_tokens: 105 },
      { duration_ms: 4000 },
      { status: 'failed', error: '[API Error: quota exceeded]' },
    ]);
  });

  it('bounds the time of a tool by the id of its call and the time of its result', () => {
    const common = { duration_ms: 2500, duration_source: 'inferred', parent_span_id: 'u1' };
    expect(of('tool_call')).toMatchObject([
      { ...common, name: 'write_file', status: 'completed', output_bytes: 20 },
      { ...common, name: 'run_shell_command', status: 'failed', exit_code: 1 },
      { name: 'codebase_investigator', status: 'failed', error: 'It failed', child_session_id: 'helper-1' },
      { name: 'write_todos', status: 'completed' },
      { name: 'read_file', status: 'awaiting_approval', unanswered: true },
    ]);
    expect(of('file_write')).toMatchObject([{ path: 'notes.md', size_bytes: 8, lines: 2 }]);
    expect(of('file_read')).toEqual([]);
  });

  it('makes tasks of a list of things to do', () => {
    const todos = events.filter(({ metadata }) => (metadata as { kind?: string } | undefined)?.kind === 'todo');
    expect(todos.map(({ type, name, status }) => [type, name, status])).toEqual([
      ['task_start', 'look', undefined],
      ['task_complete', 'look', 'completed'],
      ['task_start', 'tell', undefined],
    ]);
  });
});

it('reads an old chat, and says how much of it was no message', () => {
  const { events, refused } = decode(
    gemini,
    'file',
    fixtureRecords('gemini', 'session-2025-11-01T09-00-01d0c0de.json'),
  );
  expect(refused).toEqual([{ line: 1, fault: '1 of its messages have no id or no type, and are passed over' }]);
  expect(events.find(({ type }) => type === 'tool_call')).toMatchObject({ name: 'read_file', duration_ms: 500 });
  expect(events.at(-1)).toMatchObject({ type: 'task_complete', name: 'show the readme', status: 'completed' });
});

describe('changes', () => {
  it('of all messages leave only those that they name', () => {
    const events = run(HEAD, user('a', 1), answer('b', 2), { $set: { messages: [user('c', 3), answer('d', 4)] } });
    expect(names(events)).toEqual(['c']);
  });

  it('to a place that is not known take back everything', () => {
    expect(names(run(HEAD, user('a', 1), answer('b', 2), { $rewindTo: 'z' }, user('c', 3)))).toEqual(['c']);
  });

  it('reach the latest messages only: older ones were told', () => {
    const decoder = gemini.open({ session_id: 's', fallback_ms: 0 });
    decoder.push(HEAD);
    for (let i = 0; i < LIMITS.open_spans; i++) expect(decoder.push(user(`u${i}`, i)).events).toEqual([]);
    const told = decoder.push(user('last', 20_000)).events;
    expect(told.map(({ type }) => type)).toEqual(['session_start', 'task_start']);
    expect(decoder.push(user('u0', 30_000, 'again')).events).toEqual([]);
    decoder.push({ $rewindTo: 'u0' });
    expect(decoder.end().events.filter(({ type }) => type === 'task_start')).toEqual([]);
  });
});

it("takes a subagent's parent from its folder", () => {
  const start = (folder: string, kind: string) => {
    const decoder = gemini.open({ session_id: 'file', fallback_ms: 0, folder });
    decoder.push({ ...HEAD, kind });
    return decoder.end().events[0];
  };
  expect(start('parent-1', 'subagent')).toMatchObject({ parent_session_id: 'parent-1', agent_id: 'gemini/subagent' });
  expect(start('chats', 'subagent')).not.toHaveProperty('parent_session_id');
  expect(start('parent-1', 'main')).not.toHaveProperty('parent_session_id');
});

it('tells several chats of one file apart', () => {
  const events = run(HEAD, user('a', 1), answer('b', 2), { ...HEAD, sessionId: 't' }, user('a', 5), answer('b', 6));
  expect(events.map(({ type, session_id }) => `${type} ${session_id}`)).toEqual([
    ...['session_start s', 'task_start s', 'model_call s', 'task_complete s'],
    ...['session_start t', 'task_start t', 'model_call t', 'task_complete t'],
  ]);
});
