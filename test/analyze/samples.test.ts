import { expect, it } from 'vitest';
import { at, codes, HOUR, report } from './support.js';

it('samples of a process that hangs make nobody active', () => {
  const samples = Array.from({ length: 359 }, (_, i) =>
    at((i + 1) * 10_000, { type: 'resource_sample', cpu_ms: 40, rss_bytes: 1_000_000 }),
  );
  const begun = at(0, { type: 'session_start', status: 'running' });
  const ended = at(HOUR, { type: 'session_end', status: 'terminated', reason: 'timeout', duration_ms: HOUR });
  const made = report([begun, ...samples, ended]);
  expect(made.time).toEqual({ tool_ms: 0, skill_ms: 0, task_ms: 0, other_ms: 300_000, idle_ms: HOUR - 300_000 });
  expect(made.summary).toMatchObject({ total_duration_ms: HOUR, active_duration_ms: 300_000 });
  expect(codes(made)).toEqual([]);
  expect(made.unknown_types).toEqual({});
});
