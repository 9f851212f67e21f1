import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { pythonService } from '../../src/formats/python-service/python-service.js';
import { decode, FALLBACK_MS, fixtureRecords } from './fixtures.js';

const task = (name: string, start_time: unknown, end_time: unknown = null, more = {}) => ({
  name,
  start_time,
  end_time,
  metadata: {},
  ...more,
});
const read = (path: string) => ({ path, operation: 'read', size_bytes: 1, lines: null });
const run = (...records: Record<string, unknown>[]) => decode(pythonService, 'AGENT-1_s', records);
const isoOf = (ms: number) => new Date(ms).toISOString();

it("decodes the service's own example to the letter", () => {
  const { events } = decode(pythonService, 'AGENT-004_x', fixtureRecords('python-service', 'AGENT-004_seed.jsonl'));
  const common = { v: 1, session_id: 'AGENT-004_x', agent_id: 'AGENT-004' };
  const end = { ...common, ts: '2023-10-18T19:10:00.456Z' };
  const span_id = 'AGENT-004_x#1';
  const metadata = { priority: 'P1' };
  const start = { ...common, ts: '2023-10-18T18:40:00.123Z', type: 'task_start' };
  const inferred = { ...end, ts_source: 'inferred' };
  expect(events).toEqual([
    { ...start, name: 'write_tests', metadata, span_id },
    {
      ...end,
      type: 'task_complete',
      name: 'write_tests',
      duration_ms: 1_800_333,
      status: 'completed',
      metadata,
      span_id,
    },
    { ...inferred, type: 'file_read', path: '/tests/test_logger.py', size_bytes: 4096 },
    { ...inferred, type: 'tool_call', name: 'pytest', params: { path: 'tests/' }, duration_ms: 2500 },
    { ...inferred, type: 'file_write', path: '/tests/test_logger.py', size_bytes: 8192, lines: 200 },
  ]);
});

describe('a task that is written again', () => {
  it('adds its completion only, in the same span, however often it comes', () => {
    const open = task('t', 100.5);
    const closed = task('t', 100.5, 101);
    const { events, refused } = run(open, open, closed, closed, open);
    expect(events.map(({ type }) => type)).toEqual(['task_start', 'task_complete']);
    expect(events[0]?.span_id).toBe(events[1]?.span_id);
    expect(refused).toEqual([]);
  });

  it('is another task with another start, name, agent or session', () => {
    const { events } = run(
      task('t', 100, 101),
      task('t', 102, 103),
      task('u', 100, 101),
      task('t', 100, 101, { agent_id: 'B' }),
      task('t', 100, 101, { session_id: 'other' }),
    );
    expect(events.filter(({ type }) => type === 'task_complete')).toHaveLength(5);
    expect(new Set(events.map(({ span_id }) => span_id)).size).toBe(5);
  });

  it('is not spent by a refused record', () => {
    const { events, refused } = run(task('t', 100, 101, { metadata: 1 }), task('t', 100, 101));
    expect(events).toHaveLength(2);
    expect(refused).toEqual([{ line: 1, fault: 'metadata: expected an object, got 1' }]);
  });

  it('is remembered in bounded space: the latest are, the oldest are not', () => {
    const many = Array.from({ length: LIMITS.open_spans + 1 }, (_, i) => task('t', 1000 + i, 2000 + i));
    const again = [task('t', 1000 + LIMITS.open_spans, 2000 + LIMITS.open_spans), task('t', 1000, 2000)];
    expect(run(...many).events).toHaveLength(2 * many.length);
    expect(run(...many, ...again).events).toHaveLength(2 * many.length + 2);
  });

  it('keeps the span that the source gave it', () => {
    const spans = run(task('t', 1, 2, { span_id: 'mine' })).events.map(({ span_id }) => span_id);
    expect(spans).toEqual(['mine', 'mine']);
  });
});

describe('records without a time', () => {
  it('take the latest instant seen before them, not that of the last line', () => {
    const { events } = run(task('long', 100, 500), task('short', 200, 300), read('a'), task('open', 600), read('b'));
    const reads = events.filter(({ type }) => type === 'file_read');
    expect(reads.map(({ ts }) => ts)).toEqual([isoOf(500_000), isoOf(600_000)]);
    expect(reads.every((event) => event['ts_source'] === 'inferred')).toBe(true);
  });

  it('wait for the first time and take its beginning, in order', () => {
    const decoder = pythonService.open({ session_id: 's', fallback_ms: FALLBACK_MS });
    expect(decoder.push(read('a'))).toEqual({ events: [] });
    expect(decoder.push(read('b'))).toEqual({ events: [] });
    expect(decoder.push(task('bad', 'NaN')).fault).toMatch(/^start_time: /);
    const { events } = decoder.push(task('t', 100, 200));
    expect(events.map((event) => [event.type, event['path'], event.ts])).toEqual([
      ['file_read', 'a', isoOf(100_000)],
      ['file_read', 'b', isoOf(100_000)],
      ['task_start', undefined, isoOf(100_000)],
      ['task_complete', undefined, isoOf(200_000)],
    ]);
    expect(decoder.end()).toEqual({ events: [] });
  });

  it('take the time of the file when none comes', () => {
    const decoder = pythonService.open({ session_id: 's', fallback_ms: FALLBACK_MS });
    decoder.push(read('a'));
    const [event, ...rest] = decoder.end().events;
    expect(event).toMatchObject({ ts: isoOf(FALLBACK_MS), ts_source: 'inferred', path: 'a' });
    expect(rest).toEqual([]);
  });

  it('are held up to 1,000', () => {
    const decoder = pythonService.open({ session_id: 's', fallback_ms: FALLBACK_MS });
    for (let i = 0; i < 1000; i++) expect(decoder.push(read(String(i))).events).toEqual([]);
    const { events } = decoder.push(read('1000'));
    expect(events.map((event) => event['path'])).toEqual(Array.from({ length: 1001 }, (_, i) => String(i)));
    expect(new Set(events.map(({ ts }) => ts))).toEqual(new Set([isoOf(FALLBACK_MS)]));
    expect(decoder.push(read('next')).events[0]?.ts).toBe(isoOf(FALLBACK_MS));
    decoder.push(task('t', 100));
    expect(decoder.push(read('after')).events[0]?.ts).toBe(isoOf(100_000));
  });
});

describe('what a task came to', () => {
  const completion = (metadata: unknown, more = {}) => run(task('t', 1, 2, { metadata, ...more })).events.at(-1);

  it('is completed unless its metadata says otherwise', () => {
    expect(completion({ result: 'success' })).toMatchObject({ status: 'completed' });
    expect(completion(null)).toMatchObject({ status: 'completed' });
    const metadata = { result: 'failed', error: 'disk full' };
    expect(completion(metadata)).toMatchObject({ status: 'failed', error: 'disk full', metadata });
    expect(completion({ result: 'cancelled' })).toMatchObject({ status: 'cancelled' });
  });

  it('is what the record itself reports', () => {
    const reported = { status: 'cancelled', error: 'late', duration_ms: 7.5 };
    expect(completion({ result: 'failed', error: 'x' }, reported)).toMatchObject(reported);
  });

  it('may end before it began: that is for the report to tell', () => {
    expect(run(task('t', 2, 1)).events.at(-1)).toMatchObject({ duration_ms: -1000 });
  });
});

describe('the agent', () => {
  it.each([
    ['CLAUDE-CODE-002_abc123', 'CLAUDE-CODE-002'],
    ['my_agent_abc', 'my_agent'],
    ['2025-10-17_sprint', undefined],
    ['week42', undefined],
    ['agent_', undefined],
  ])('of a file %s is %s', (session_id, agent) => {
    const [event] = decode(pythonService, session_id, [task('t', 1)]).events;
    expect(event?.agent_id).toBe(agent);
  });
});

it('carries further keys, but none that would pass for ours', () => {
  const forged = { v: 9, ts: 5, writer: 'w', seq: 3, hash: 'h', type: null, ts_source: 'clock' };
  const [event] = run({ ...task('t', 1), ...forged, ticket: 'X-1' }).events;
  expect(event).toEqual({
    v: 1,
    ts: isoOf(1000),
    session_id: 'AGENT-1_s',
    agent_id: 'AGENT-1',
    type: 'task_start',
    name: 't',
    metadata: {},
    ticket: 'X-1',
    span_id: 'AGENT-1_s#1',
  });
});

it('keeps a key __proto__ as plain data', () => {
  const [event] = run(JSON.parse('{"name":"__proto__","start_time":1,"__proto__":{"polluted":true}}')).events;
  expect(event?.['name']).toBe('__proto__');
  expect(Object.entries(event ?? {})).toContainEqual(['__proto__', { polluted: true }]);
  expect(event?.['polluted']).toBeUndefined();
});
