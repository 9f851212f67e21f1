import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { payloads } from '../../src/event/schema.js';
import type { SessionEvent } from '../../src/event/types.js';
import { type EventOptions, renderEvent, renderProblem } from '../../src/render/index.js';
import { hostile, UNSAFE } from './fixture.js';

const plain: EventOptions = { color_level: 0, show_agent: false };
const envelope = {
  v: 1,
  ts: '2026-11-21T07:35:02.623Z',
  session_id: 'sprint-42',
  agent_id: 'AGENT-004',
  writer: 'Qm3x0aZ1',
  seq: 17,
  span_id: 'a1',
  hash: '1pC0Hk2y9m3xWfUeQ7rT5A',
};
const show = (event: Record<string, unknown> & { type: string }, options: Partial<EventOptions> = {}): string =>
  renderEvent({ ...envelope, ...event } as SessionEvent, { ...plain, ...options });

describe('renderEvent', () => {
  it.each([
    [{ type: 'task_start', name: 'deploy' }, 'task    ▸ deploy'],
    [
      { type: 'task_complete', name: 'deploy', duration_ms: 7_200_000, status: 'completed' },
      'task    ✓ deploy  2h 00m',
    ],
    [{ type: 'task_complete', name: 'deploy', status: 'failed', error: 'boom' }, 'task    ✗ deploy  failed  boom'],
    [{ type: 'task_complete', name: 'deploy', status: 'cancelled' }, 'task    ■ deploy  cancelled'],
    [{ type: 'tool_call', name: 'ls', params: { a: 1 }, duration_ms: 2500 }, 'tool    ✓ ls  2.5s  {"a":1}'],
    [{ type: 'tool_call', name: 'ls', exit_code: 0 }, 'tool    ✓ ls'],
    [{ type: 'tool_call', name: 'ls', exit_code: 2, status: 'ok' }, 'tool    ✗ ls  exit 2'],
    [{ type: 'file_read', path: 'a/b.ts', size_bytes: 1200, lines: 1 }, 'read      a/b.ts  1.2 kB  1 line'],
    [{ type: 'file_write', path: 'a/b.ts', size_bytes: 0 }, 'write     a/b.ts  0 B'],
    [{ type: 'skill_attempt', skill: 'plan', attempt: 2, model: 'm', verified: true }, 'attempt ✓ plan  #2  m'],
    [{ type: 'skill_attempt', skill: 'plan', attempt: 1, verified: false }, 'attempt ✗ plan  #1'],
    [{ type: 'skill', skill: 'plan', final_status: 'success', attempts: [{}, {}] }, 'skill   ✓ plan  2 attempts'],
    [{ type: 'session_start', name: 'Sprint', purpose: 'ship', pid: 4 }, 'session ▸ Sprint  ship  pid=4'],
    [{ type: 'session_end', status: 'terminated', signal: 'SIGKILL' }, 'session ✗ terminated  SIGKILL'],
    [{ type: 'session_handoff', to_agent: 'B', child_session_id: 'c' }, 'handoff   B  c'],
    [{ type: 'events_dropped', count: 12, reason: 'ENOSPC' }, 'dropped   12 events  ENOSPC'],
    [{ type: 'thought', text: 'hm', n: [1] }, 'thought   text=hm  n=[1]'],
    [{ type: 'constructor', toString: 1 }, 'constructor   toString=1'],
  ])('%j', (event, line) => {
    expect(show(event)).toBe(`07:35:02.623  ${line}`);
  });

  it('shows the agent, the time of the zone and plain ASCII when asked', () => {
    const event = { type: 'task_start', name: 'deploy' };
    expect(show(event, { show_agent: true, time_zone: 'Asia/Tokyo', unicode: false })).toBe(
      '16:35:02.623  AGENT-004     task    > deploy',
    );
  });

  it('carries any value under any key', () => {
    const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    expect(show({ type: 'tool_call', name: 'ls', params: deep })).toMatch(/^07:35:02.623 {2}tool {4}✓ ls {2}\[/);
    expect(show(JSON.parse('{"type":"task_start","name":7,"__proto__":{"x":1}}'))).toContain('__proto__={"x":1}');
    expect(show({ type: 'file_read', path: 'a', size_bytes: 'many' })).toContain('size_bytes=many');
  });

  it('cuts a line to the columns and a value to a length that can be read', () => {
    const event = { type: 'tool_call', name: 'ls', params: { text: 'x'.repeat(5000) }, extra: 1 };
    expect(show(event, { columns: 50 })).toBe('07:35:02.623  tool    ✓ ls  {"text":"xxxxxxxxxxxx…');
    expect(show(event).length).toBeLessThan(220);
    expect(show(event)).toMatch(/… {2}extra=1$/);
    expect(show({ type: 'task_start', name: 'abc', b: 1 }, { columns: 27 })).toBe('07:35:02.623  task    ▸ ab…');
  });

  it('never drives the terminal and never leaves its width', () => {
    const types = fc.oneof(fc.constantFrom(...Object.keys(payloads)), hostile);
    const keys = fc.oneof(
      fc.constantFrom(...Object.values(payloads).flatMap((shape) => Object.keys(shape)), 'agent_id', 'ts'),
      hostile,
    );
    const values = fc.oneof(hostile, fc.jsonValue(), fc.double(), fc.array(hostile, { maxLength: 2 }));
    fc.assert(
      fc.property(
        types,
        fc.array(fc.tuple(keys, values), { maxLength: 8 }),
        fc.integer({ min: 20, max: 200 }),
        fc.constantFrom<EventOptions['color_level']>(0, 1, 3),
        fc.boolean(),
        (type, payload, columns, color_level, show_agent) => {
          const fields = payload.filter(([key, value]) => key !== 'ts' || typeof value === 'string');
          const line = show({ ...Object.fromEntries(fields), type }, { columns, color_level, show_agent });
          const shown = color_level === 0 ? line : line.replace(/\u001b\[\d+(?:;\d+)*m/g, '');
          expect(shown).not.toMatch(UNSAFE);
          expect(stringWidth(shown)).toBeLessThanOrEqual(columns);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('renderProblem', () => {
  const problem = { problem: 'torn', line: 3, offset: 120, length: 44, reason: 'the line has no end' } as const;

  it('is one line with its place and its bytes, both ends included', () => {
    expect(renderProblem('a.jsonl', problem)).toBe('a.jsonl:3: the line has no end (torn, bytes 120–163)');
    expect(renderProblem('a.jsonl', { ...problem, length: 1 })).toContain('(torn, byte 120)');
  });

  it('never drives the terminal', () => {
    fc.assert(
      fc.property(hostile, hostile, (file, reason) => {
        expect(renderProblem(file, { ...problem, reason })).not.toMatch(UNSAFE);
      }),
    );
  });
});
