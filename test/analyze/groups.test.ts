/** Many sessions: put together by day, project, agent and model; how fast one after the other; what comes back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { events } from './arbitrary.js';
import { at, HOUR, report } from './support.js';

const session = (session_id: string, ms: number, project_root: string | undefined, tool_ms: number, agent_id = 'a') => [
  at(ms, { type: 'session_start', session_id, agent_id, ...(project_root === undefined ? {} : { project_root }) }),
  at(ms + tool_ms, { type: 'tool_call', name: 'bash', duration_ms: tool_ms, exit_code: 1, session_id, agent_id }),
  at(ms + HOUR, { type: 'task_complete', name: session_id, duration_ms: HOUR, session_id, agent_id }),
];
const THREE = [
  ...session('s1', 0, '/a', HOUR / 2),
  ...session('s2', 10 * HOUR, '__proto__', HOUR / 10, 'b'),
  ...session('s3', 15.5 * HOUR, '/a', HOUR),
];
const grouped = (group_by: 'day' | 'project' | 'agent' | 'model', more: object = {}) =>
  report(THREE, { group_by, ...more });

describe('groups', () => {
  it('by project, agent, model', () => {
    expect(grouped('project').groups).toMatchObject([
      { name: '/a', sessions: 2, tasks_completed: 2, velocity: 1, tool_calls: 2, tool_errors: 2 },
      { name: '__proto__', sessions: 1, total_duration_ms: HOUR, longest: { kind: 'tool', name: 'bash', share: 0.1 } },
    ]);
    expect(grouped('agent').groups.map(({ name, sessions }) => [name, sessions])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(grouped('model').groups).toMatchObject([{ name: '(unknown)', sessions: 3 }]);
    expect(grouped('day').options).toEqual({ threshold: 0.3, basis: 'session', group_by: 'day' });
  });

  it('by day, as the calendar of the time zone has it', () => {
    // They begin at 08:00, 18:00 and 23:30 UTC of 21 November.
    const days = (time_zone?: string) =>
      grouped('day', { time_zone }).groups.map(({ name, sessions }) => [name, sessions]);
    expect(days()).toEqual([['2026-11-21', 3]]);
    expect(days('Europe/Berlin')).toEqual([
      ['2026-11-21', 2],
      ['2026-11-22', 1],
    ]);
    expect(days('Asia/Tokyo')).toEqual([
      ['2026-11-21', 1],
      ['2026-11-22', 2],
    ]);
  });

  it('are none unless they are asked for', () => {
    expect(report(THREE).groups).toEqual([]);
  });

  it('hold every session once, whatever is in it', () => {
    fc.assert(
      fc.property(
        events(['s1', 's2', 's3']),
        fc.constantFrom('day' as const, 'project' as const, 'agent' as const, 'model' as const),
        (list, group_by) => {
          const { groups, sessions, summary } = report(list, { group_by });
          const sum = (figure: (group: (typeof groups)[number]) => number) =>
            groups.reduce((all, group) => all + figure(group), 0);
          expect(sum((group) => group.sessions)).toBe(sessions.length);
          expect(sum(({ tasks_completed }) => tasks_completed)).toBe(summary.tasks_completed);
          expect(sum(({ tool_errors }) => tool_errors)).toBe(summary.tool_errors);
          expect(sum((group) => group.total_duration_ms)).toBeCloseTo(summary.total_duration_ms, 3);
        },
      ),
    );
  });
});

describe('over several sessions', () => {
  it('the trend is in their order', () => {
    expect(report(THREE.toReversed()).trend.map(({ session_id, velocity }) => [session_id, velocity])).toEqual([
      ['s1', 1],
      ['s2', 1],
      ['s3', 1],
    ]);
    expect(report(THREE.slice(0, 3)).trend).toEqual([]);
  });

  it('a bottleneck recurs when it is one in two of them, by the threshold', () => {
    const { recurring } = report(THREE);
    expect(recurring).toEqual([{ kind: 'tool', name: 'bash', sessions: 2, total_ms: 1.5 * HOUR, share: 0.5 }]);
    expect(report(THREE, { threshold: 0.05 }).recurring[0]).toMatchObject({ sessions: 3, total_ms: 1.6 * HOUR });
    expect(report(THREE, { threshold: 0.6 }).recurring).toEqual([]);
  });
});
