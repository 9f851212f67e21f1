/** What sessions of coding agents add: models, waits, retries, slow calls, files read again, calls in parallel. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeSession, createAnalysis, finish, merge } from '../../src/analyze/index.js';
import { LIMITS } from '../../src/base/limits.js';
import { at, checked, OPTIONS, report, stepAll } from './support.js';

const tool = (ms: number, duration_ms: number, more: object = {}) =>
  at(ms, { type: 'tool_call', name: 'bash', duration_ms, ...more });
const model = (ms: number, duration_ms: number, more: object = {}) =>
  at(ms, { type: 'model_call', model: 'm', duration_ms, ...more });
const wait = (ms: number, duration_ms: number, what: string) => at(ms, { type: 'wait', for: what, duration_ms });

describe('the time of an agent', () => {
  it('is a part for each thing that it was in, the innermost first', () => {
    const { time, summary } = report([
      at(0, { type: 'task_start', name: 't' }),
      model(10_000, 10_000),
      // A tool that starts while the model still speaks.
      tool(14_000, 6_000),
      wait(20_000, 5_000, 'permission'),
      wait(900_000, 870_000, 'human'),
      at(901_000, { type: 'task_complete', name: 't' }),
      at(902_000, { type: 'compaction', duration_ms: 1_000 }),
    ]);
    expect(time).toEqual({
      tool_ms: 6_000,
      skill_ms: 0,
      model_ms: 8_000,
      permission_wait_ms: 5_000,
      human_wait_ms: 870_000,
      task_ms: 12_000,
      other_ms: 1_000,
      idle_ms: 0,
    });
    expect(summary).toMatchObject({ total_duration_ms: 902_000, active_duration_ms: 32_000, compactions_count: 1 });
  });

  it('is not active while a person is waited for, however short that is', () => {
    const { time, summary } = report([tool(1_000, 1_000), wait(61_000, 60_000, 'human'), tool(62_000, 1_000)]);
    expect(time).toMatchObject({ tool_ms: 2_000, human_wait_ms: 60_000, other_ms: 0, idle_ms: 0 });
    expect(summary.active_duration_ms).toBe(2_000);
  });

  it('names models and approvals as bottlenecks, and what waits took inside a task', () => {
    const { bottlenecks, waits } = report([
      at(0, { type: 'task_start', name: 't' }),
      model(50_000, 50_000),
      wait(90_000, 40_000, 'permission'),
      at(100_000, { type: 'task_complete', name: 't' }),
    ]);
    expect(bottlenecks.map(({ kind, name, share }) => [kind, name, share])).toEqual([
      ['task', 't', 1],
      ['model', 'm', 0.5],
      ['wait', 'permission', 0.4],
    ]);
    expect(bottlenecks[0]).toMatchObject({ self_ms: 10_000, inside: [{ kind: 'model' }, { kind: 'wait' }] });
    expect(waits).toMatchObject([{ for: 'permission', waits: 1, total_ms: 40_000 }]);
  });
});

describe('models', () => {
  it('have their calls, errors, retries and tokens', () => {
    const tokens = { input_tokens: 10, output_tokens: 20, cache_read_tokens: 300, cache_write_tokens: 5 };
    const { models, summary } = report([
      model(1_000, 500, tokens),
      model(2_000, 100, { status: 'failed', attempt: 1 }),
      model(3_000, 100, { status: 'failed', attempt: 2 }),
      model(4_000, 700, { ...tokens, reasoning_tokens: 7 }),
      model(5_000, 700, { ...tokens, model: '__proto__' }),
    ]);
    expect(models).toMatchObject([
      { model: 'm', calls: 4, errors: 2, retries: 2, total_ms: 1_400, max_ms: 700, cost: null },
      { model: '__proto__', calls: 1, errors: 0, retries: 0 },
    ]);
    expect(models[0]).toMatchObject({
      input_tokens: 20,
      output_tokens: 40,
      cache_read_tokens: 600,
      reasoning_tokens: 7,
    });
    expect(summary).toMatchObject({ model_calls_count: 5, model_errors: 2, input_tokens: 30, cache_write_tokens: 15 });
  });

  it('cost what the given prices say, and say who has none', () => {
    const used = { input_tokens: 1_000_000, output_tokens: 100_000, cache_read_tokens: 2_000_000 };
    const prices = new Map([['big', { input: 3, output: 15, cache_read: 0.3 }]]);
    const events = [model(1, 1, { model: 'big-20250929', ...used }), model(2, 1, { model: 'bigger', ...used })];
    const { models, cost } = report(events, { prices });
    expect(models.find(({ model }) => model === 'big-20250929')?.cost).toBeCloseTo(3 + 1.5 + 0.6, 9);
    expect(cost?.total).toBeCloseTo(5.1, 9);
    expect(cost?.without_price).toEqual(['bigger']);
    expect(report(events).cost).toBeNull();
  });
});

describe('tools', () => {
  it('count as a retry what follows a failure of the same tool by the same agent', () => {
    const failed = { exit_code: 1 };
    const { tools } = report([
      tool(1, 1, failed),
      tool(2, 1, { name: 'grep', agent_id: 'other' }),
      tool(3, 1, { ...failed, output_bytes: 10 }),
      tool(4, 1),
      tool(5, 1),
      tool(6, 1, failed),
      tool(7, 1, { name: 'grep' }),
      tool(8, 1),
    ]);
    expect(tools.find(({ name }) => name === 'bash')).toMatchObject({ errors: 3, retries: 2, output_bytes: 10 });
    expect(tools.find(({ name }) => name === 'grep')).toMatchObject({ errors: 0, retries: 0 });
  });

  it('list the slowest calls with their places', () => {
    const events = Array.from({ length: 50 }, (_, i) =>
      tool(i * 1_000, (i * 37) % 50, { status: i === 7 ? 'failed' : 'ok' }),
    );
    const { slowest } = report(events);
    expect(slowest).toHaveLength(LIMITS.slowest_calls);
    expect(slowest[0]).toEqual({
      name: 'bash',
      agent_id: 'a',
      session_id: 's',
      file: 'log.jsonl',
      line: 28,
      start_ts: '2026-11-21T08:00:26.951Z',
      duration_ms: 49,
      status: 'ok',
      failed: false,
    });
    const durations = slowest.map(({ duration_ms }) => duration_ms);
    expect(durations).toEqual(durations.toSorted((a, b) => b - a));
  });
});

describe('files', () => {
  it('are read again when nothing wrote them since, in the same session', () => {
    const read = (ms: number, more: object = {}) => at(ms, { type: 'file_read', path: 'p', size_bytes: 100, ...more });
    const { files } = report([
      read(1),
      read(2),
      at(3, { type: 'file_write', path: 'p', size_bytes: 1 }),
      read(4),
      read(5),
      read(6, { session_id: 'another' }),
    ]);
    expect(files).toMatchObject([{ path: 'p', reads: 5, rereads: 2, reread_bytes: 200 }]);
  });
});

describe('calls in parallel', () => {
  it('are the most at once, the average, and the time of two or more', () => {
    const { parallel } = report([tool(10_000, 10_000), tool(10_000, 5_000), tool(12_000, 5_000), tool(20_000, 2_000)]);
    // 0–5 one, 5–7 two, 7–10 three, 10–12 one, 18–20 one.
    expect(parallel).toEqual({ most: 3, average: 22 / 14, several_ms: 5_000 });
    expect(report([tool(1_000, 1_000), tool(2_000, 1_000)]).parallel).toEqual({ most: 1, average: 1, several_ms: 0 });
    expect(report([]).parallel).toEqual({ most: 0, average: 0, several_ms: 0 });
  });

  const calls = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 20 })), { minLength: 1, maxLength: 30 });
  const count = (list: readonly (readonly [number, number])[]) =>
    Array.from({ length: 100 }, (_, second) => list.filter(([s, d]) => s <= second && second < s + d).length);

  it('are what counting second by second gives, in any order, and in two halves', () => {
    fc.assert(
      fc.property(calls, fc.nat(30), (list, cut) => {
        const events = list.map(([s, d]) => tool((s + d) * 1_000, d * 1_000));
        const depth = count(list);
        const busy = depth.filter((n) => n > 0).length;
        const expected = {
          most: Math.max(...depth),
          average: depth.reduce((a, b) => a + b, 0) / busy,
          several_ms: depth.filter((n) => n > 1).length * 1_000,
        };
        expect(report(events).parallel).toEqual(expected);
        const halves = merge(
          stepAll(createAnalysis(), events.slice(0, cut)),
          stepAll(createAnalysis(), events.slice(cut)),
        );
        expect(checked(finish(halves, OPTIONS)).parallel).toEqual(expected);
      }),
    );
  });
});

describe('a session', () => {
  it('says what it is, and what took most of it', () => {
    const { sessions } = report([
      at(0, { type: 'session_start', project_root: '/p', branch_name: 'main', model: 'said', parent_session_id: 'up' }),
      at(1, { type: 'session_update', branch_name: 'fix', agent_version: '2.1' }),
      tool(60_000, 50_000),
      model(70_000, 10_000, { agent_id: 'sub' }),
      model(71_000, 0, { model: 'n' }),
      model(71_000, 0, { model: 'n' }),
    ]);
    expect(sessions[0]).toMatchObject({
      agent_id: 'a',
      parent_session_id: 'up',
      project_root: '/p',
      branch_name: 'fix',
      agent_version: '2.1',
      model: 'n',
      longest: [
        { kind: 'tool', name: 'bash', total_ms: 50_000 },
        { kind: 'model', name: 'm', total_ms: 10_000 },
      ],
    });
    expect(report([at(0, { type: 'session_start', model: 'said' })]).sessions[0]?.model).toBe('said');
  });

  it('that went on after it was closed adds up what took most of it', () => {
    const state = stepAll(createAnalysis(), [tool(10_000, 5_000)]);
    closeSession(state, 's');
    stepAll(state, [tool(20_000, 2_000), model(30_000, 1_000)], 2);
    expect(checked(finish(state, OPTIONS)).sessions[0]?.longest).toEqual([
      { kind: 'tool', name: 'bash', total_ms: 7_000 },
      { kind: 'model', name: 'm', total_ms: 1_000 },
    ]);
  });
});
