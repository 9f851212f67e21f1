import { describe, expect, it } from 'vitest';
import { createFindings, createSession, stepSession, summarize } from '../../src/analyze/index.js';
import { at, HOUR, locate, report } from './support.js';

const integration = [
  at(0, { type: 'task_start', name: 'integrate_health_check', metadata: { priority: 'P1' } }),
  at(60_000, { type: 'file_read', path: 'intake/health_check.txt', size_bytes: 3200 }),
  at(3_600_000, { type: 'file_write', path: 'src/health_check.py', size_bytes: 7700, lines: 150 }),
  at(5_400_000, { type: 'file_write', path: 'tests/test_health_check.py', size_bytes: 9220, lines: 250 }),
  at(6_000_000, { type: 'tool_call', name: 'pytest', params: { coverage: true }, duration_ms: 3500 }),
  at(2 * HOUR, { type: 'task_complete', name: 'integrate_health_check', duration_ms: 2 * HOUR }),
];

describe('the usage examples of the session logger', () => {
  it('tracks an integration task', () => {
    const made = report(integration);
    expect(made.summary).toEqual({
      total_duration_ms: 2 * HOUR,
      active_duration_ms: 2 * HOUR,
      tasks_completed: 1,
      tasks_failed: 0,
      tasks_cancelled: 0,
      tasks_open: 0,
      files_read: 1,
      files_written: 2,
      bytes_read: 3200,
      bytes_written: 16_920,
      tool_calls_count: 1,
      tool_errors: 0,
      skills_count: 0,
      model_calls_count: 0,
      model_errors: 0,
      compactions_count: 0,
      input_tokens: 0,
      output_tokens: 0,
      cache_read_tokens: 0,
      cache_write_tokens: 0,
      reasoning_tokens: 0,
      velocity: 0.5,
      first_ts: '2026-11-21T08:00:00.000Z',
      last_ts: '2026-11-21T10:00:00.000Z',
    });
    expect(made.time).toMatchObject({ tool_ms: 3500, skill_ms: 0, task_ms: 2 * HOUR - 3500, other_ms: 0, idle_ms: 0 });
    expect({ ...made.task_breakdown }).toEqual({ integrate_health_check: 7_200_000 });
    expect(made.bottlenecks).toEqual([
      {
        kind: 'task',
        name: 'integrate_health_check',
        total_ms: 7_200_000,
        self_ms: 7_196_500,
        share: 1,
        runs: 1,
        inside: [{ kind: 'tool', name: 'pytest', total_ms: 3500, runs: 1 }],
      },
    ]);
    expect(made.tools).toEqual([
      {
        name: 'pytest',
        calls: 1,
        errors: 0,
        retries: 0,
        output_bytes: 0,
        total_ms: 3500,
        p50_ms: 3500,
        p95_ms: 3500,
        max_ms: 3500,
        share: 3500 / 7_200_000,
      },
    ]);
    expect(made.file_operation_stats).toEqual({
      read: { count: 1, bytes: 3200, lines: 0, total_ms: 0, distinct: 1 },
      write: { count: 2, bytes: 16_920, lines: 400, total_ms: 0, distinct: 2 },
    });
    expect(made.findings).toEqual([]);
  });

  it('runs a session of two tasks', () => {
    const made = report([
      at(0, { type: 'task_start', name: 'write_api_docs' }),
      at(10_000, { type: 'file_read', path: 'session_logger.py', size_bytes: 12_300 }),
      at(20_000, { type: 'file_write', path: 'SESSION-LOGGER.md', size_bytes: 15_000, lines: 300 }),
      at(HOUR, { type: 'task_complete', name: 'write_api_docs', duration_ms: HOUR }),
      at(HOUR, { type: 'task_start', name: 'review_tests' }),
      at(HOUR + 1000, { type: 'file_read', path: 'test_session_logger.py', size_bytes: 18_000 }),
      at(HOUR + 900_000, { type: 'task_complete', name: 'review_tests', duration_ms: 900_000 }),
    ]);
    expect(made.summary).toMatchObject({ tasks_completed: 2, total_duration_ms: 4_500_000, velocity: 1.6 });
    expect({ ...made.task_breakdown }).toEqual({ write_api_docs: 3_600_000, review_tests: 900_000 });
    expect(made.velocity_metrics).toMatchObject({
      tasks_per_hour: 1.6,
      files_read_per_hour: 1.6,
      files_written_per_hour: 0.8,
      tool_calls_per_hour: 0,
      tasks_per_active_hour: 1.6,
    });
    // review_tests took 20 %, which is not more than 30 %.
    expect(made.bottlenecks.map(({ name, share }) => [name, share])).toEqual([['write_api_docs', 0.8]]);
  });

  it('summarizes while the session runs, over the time since the logger was made', () => {
    const session = createSession('s');
    const findings = createFindings();
    for (const [index, event] of integration.entries()) {
      stepSession(session, locate(event, index + 1), 'sessionlog', findings);
    }
    expect(summarize(session, 4 * HOUR)).toMatchObject({
      total_duration_ms: 4 * HOUR,
      tasks_completed: 1,
      files_written: 2,
      velocity: 0.25,
    });
    expect(summarize(session, 0).velocity).toBe(0);
  });
});
