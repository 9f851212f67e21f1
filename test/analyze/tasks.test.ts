import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { at, codes, report } from './support.js';

const start = (ms: number, name: string, more = {}) => at(ms, { type: 'task_start', name, ...more });
const complete = (ms: number, name: string, more = {}) => at(ms, { type: 'task_complete', name, ...more });

describe('tasks', () => {
  it('take the time since their start when none is reported', () => {
    const made = report([start(1000, 'build'), complete(4000, 'build')]);
    expect(made.tasks[0]).toMatchObject({ name: 'build', total_ms: 3000, max_ms: 3000, share: 1 });
    expect(made.time).toMatchObject({ task_ms: 3000, idle_ms: 0 });
  });

  it('take the reported duration before the time since their start, and cover it backwards', () => {
    const made = report([start(9000, 'build'), complete(10_000, 'build', { duration_ms: 10_000 })]);
    expect(made.summary).toMatchObject({ total_duration_ms: 10_000, first_ts: '2026-11-21T08:00:00.000Z' });
    expect(made.task_breakdown['build']).toBe(10_000);
  });

  it('match the latest start of the name by the same agent', () => {
    const made = report([
      start(0, 'x'),
      start(100, 'x'),
      start(150, 'x', { agent_id: 'b' }),
      complete(200, 'x'),
      complete(1000, 'x'),
    ]);
    // 200 − 100 and 1000 − 0; agent b's stays open.
    expect(made.tasks[0]).toMatchObject({ runs: 3, completed: 2, open: 1, total_ms: 1100, max_ms: 1000 });
    expect(made.findings).toMatchObject([{ code: 'OPEN_TASK', line: 3, session_id: 's', severity: 'warning' }]);
    expect(made.summary.tasks_open).toBe(1);
  });

  it('match by span before name, and by name when no start has the span', () => {
    const made = report([
      start(0, 'x', { span_id: '01' }),
      start(100, 'x', { span_id: '02' }),
      complete(110, 'x', { span_id: '01' }),
      complete(150, 'x'),
    ]);
    // 110 − 0 by span, then 150 − 100 by name.
    expect(made.tasks[0]).toMatchObject({ total_ms: 160, open: 0, max_ms: 110 });
    const other = report([start(0, 'x'), complete(70, 'x', { span_id: '09' })]);
    expect(other.tasks[0]).toMatchObject({ total_ms: 70, open: 0 });
  });

  it('count failed and cancelled ones apart, and all of their time', () => {
    const made = report([
      complete(1000, 'a', { duration_ms: 1000, status: 'failed' }),
      complete(2000, 'a', { duration_ms: 500, status: 'cancelled' }),
      complete(3000, 'a', { duration_ms: 250, status: 'completed' }),
      complete(4000, 'a', { duration_ms: 250 }),
    ]);
    expect(made.summary).toMatchObject({ tasks_completed: 2, tasks_failed: 1, tasks_cancelled: 1 });
    expect(made.tasks[0]).toMatchObject({ runs: 4, completed: 2, failed: 1, cancelled: 1, total_ms: 2000 });
    expect(made.velocity_metrics.tasks_per_hour).toBe(1800);
  });

  it('tell a completion without a start, which covers its instant only', () => {
    const made = report([complete(0, 'x'), complete(500, 'y', { duration_ms: 100 })]);
    expect(codes(made)).toEqual(['COMPLETE_WITHOUT_START', 'COMPLETE_WITHOUT_START']);
    expect(made.task_breakdown).not.toHaveProperty('x');
    expect(made.tasks.find(({ name }) => name === 'x')).toMatchObject({
      runs: 1,
      total_ms: 0,
      p50_ms: null,
      max_ms: null,
    });
    expect(made.summary).toMatchObject({ total_duration_ms: 500, tasks_completed: 2 });
  });

  it('count a negative duration as 0 and tell it', () => {
    const made = report([start(0, 'x'), complete(500, 'x', { duration_ms: -5 })]);
    expect(made.findings).toMatchObject([{ code: 'NEGATIVE_DURATION', line: 2 }]);
    expect(made.task_breakdown['x']).toBe(0);
  });

  it('give up the oldest open task when too many are open', () => {
    const events = Array.from({ length: LIMITS.open_spans + 1 }, (_, i) => start(i, `t${i}`));
    const made = report([...events, complete(20_000, 't0'), complete(20_001, 't1')]);
    expect(made.summary).toMatchObject({ tasks_open: LIMITS.open_spans, tasks_completed: 2 });
    expect(codes(made).filter((code) => code === 'COMPLETE_WITHOUT_START')).toHaveLength(1);
    expect(made.findings.filter(({ code }) => code === 'OPEN_TASK').at(-1)?.more).toBe(
      LIMITS.open_spans - LIMITS.findings_per_code,
    );
  });

  it('are in order of their time', () => {
    const made = report([
      complete(0, 'b', { duration_ms: 1 }),
      complete(1, 'c', { duration_ms: 9 }),
      complete(2, 'a', { duration_ms: 1 }),
    ]);
    expect(made.tasks.map(({ name }) => name)).toEqual(['c', 'a', 'b']);
  });
});
