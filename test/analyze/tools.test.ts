import { describe, expect, it } from 'vitest';
import { at, codes, report } from './support.js';

const call = (ms: number, name: string, more = {}) => at(ms, { type: 'tool_call', name, ...more });

describe('tools', () => {
  it('sum up durations, and count overlaps once for the share', () => {
    const made = report([
      call(1000, 'bash', { duration_ms: 1000 }),
      call(1500, 'bash', { duration_ms: 1000 }),
      call(2000, 'grep'),
    ]);
    expect(made.tools).toMatchObject([
      { name: 'bash', calls: 2, total_ms: 2000, share: 0.75, p50_ms: 1000, p95_ms: 1000, max_ms: 1000 },
      { name: 'grep', calls: 1, total_ms: 0, share: 0, p50_ms: null, p95_ms: null, max_ms: null },
    ]);
    expect(made.time).toMatchObject({ tool_ms: 1500, other_ms: 500 });
  });

  it.each([
    [{}, 0],
    [{ status: 'completed' }, 0],
    [{ status: 'OK' }, 0],
    [{ status: 'success', error: 'ignored' }, 0],
    [{ status: 'timeout' }, 1],
    [{ status: 'failed' }, 1],
    [{ exit_code: 0, error: 'ignored' }, 0],
    [{ exit_code: 2 }, 1],
    [{ error: { message: 'x' } }, 1],
    [{ error: null }, 0],
  ])('with %j has %i errors', (outcome, errors) => {
    const made = report([call(0, 'bash', outcome)]);
    expect(made.summary.tool_errors).toBe(errors);
    expect(made.tools[0]?.errors).toBe(errors);
  });

  it.each([
    [{ status: 'completed', exit_code: 1 }, true],
    [{ status: 'ok', exit_code: 1 }, true],
    [{ status: 'failed', exit_code: 0 }, true],
    [{ status: 'failed', exit_code: 1 }, false],
    [{ status: 'completed', exit_code: 0 }, false],
    [{ status: 'timeout', exit_code: 0 }, false],
    [{ exit_code: 1 }, false],
  ])('with %j speaks against its exit code: %s', (outcome, told) => {
    expect(codes(report([call(0, 'bash', outcome)])).includes('STATUS_AGAINST_EXIT_CODE')).toBe(told);
  });

  it('keep decimals of a millisecond', () => {
    const made = report([call(10, 'bash', { duration_ms: 0.1 }), call(20, 'bash', { duration_ms: 0.2 })]);
    expect(made.tools[0]).toMatchObject({ total_ms: 0.3, max_ms: 0.2 });
  });
});
