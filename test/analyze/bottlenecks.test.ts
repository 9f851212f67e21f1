import { describe, expect, it } from 'vitest';
import { at, report } from './support.js';

const done = (ms: number, name: string, duration_ms: number, more = {}) =>
  at(ms, { type: 'task_complete', name, duration_ms, ...more });
const call = (ms: number, name: string, duration_ms: number, more = {}) =>
  at(ms, { type: 'tool_call', name, duration_ms, ...more });

describe('bottlenecks', () => {
  it('take strictly more than the threshold', () => {
    const made = report([done(300, 'a', 300), done(1000, 'b', 301)]);
    // a has exactly 30 % of 1000 ms.
    expect(made.bottlenecks.map(({ name }) => name)).toEqual(['b']);
    expect(report([done(300, 'a', 300), done(1000, 'b', 301)], { threshold: 0.2 }).bottlenecks).toHaveLength(2);
  });

  it('count overlapping runs once, with kinds apart, the largest share first', () => {
    const made = report([call(600, 'x', 600), call(800, 'x', 600), done(1000, 'x', 900)]);
    expect(made.bottlenecks.map(({ kind, total_ms, share, runs }) => [kind, total_ms, share, runs])).toEqual([
      ['task', 900, 0.9, 1],
      ['tool', 800, 0.8, 2],
    ]);
  });

  it('are a share of the session, of task time, or of active time', () => {
    // A task of 100 s, an hour of nothing, a task of 50 s. Active: 100 + 300 + 50 s.
    const events = [done(100_000, 'a', 100_000), done(3_750_000, 'b', 50_000)];
    const shares = (basis: 'session' | 'task' | 'active') =>
      report(events, { basis, threshold: 0.01 }).bottlenecks.map(({ share }) => share);
    expect(shares('session')).toEqual([100 / 3750, 50 / 3750]);
    expect(shares('task')).toEqual([100 / 150, 50 / 150]);
    expect(shares('active')).toEqual([100 / 450, 50 / 450]);
  });

  it('know their own time without what ran inside, overlaps once, clipped to the run', () => {
    const made = report([
      at(0, { type: 'task_start', name: 'outer' }),
      call(0, 'before', 500),
      call(400, 'grep', 300),
      call(500, 'bash', 300),
      at(600, { type: 'file_read', path: 'p', duration_ms: 50 }),
      call(650, 'other', 100, { agent_id: 'b' }),
      at(1000, { type: 'task_complete', name: 'outer' }),
    ]);
    // Inside: 100–500 (two overlapping tools) and 550–600; agent b's call and what lies before the start do not count.
    expect(made.bottlenecks.find(({ name }) => name === 'outer')).toMatchObject({
      total_ms: 1000,
      self_ms: 550,
      inside: [
        { kind: 'tool', name: 'bash', total_ms: 300, runs: 1 },
        { kind: 'tool', name: 'grep', total_ms: 300, runs: 1 },
        { kind: 'file', name: 'p', total_ms: 50, runs: 1 },
      ],
    });
  });

  it('give time to the direct parent only', () => {
    const made = report([
      at(0, { type: 'task_start', name: 'outer' }),
      at(100, { type: 'task_start', name: 'inner' }),
      call(300, 'bash', 100),
      at(500, { type: 'task_complete', name: 'inner' }),
      at(1000, { type: 'task_complete', name: 'outer' }),
    ]);
    const of = (wanted: string) => made.bottlenecks.find(({ name }) => name === wanted);
    expect(of('outer')).toMatchObject({ self_ms: 600, inside: [{ kind: 'task', name: 'inner', total_ms: 400 }] });
    expect(of('inner')).toMatchObject({ self_ms: 300, inside: [{ kind: 'tool', name: 'bash', total_ms: 100 }] });
  });

  it('take the runs of a name inside each other for its own time', () => {
    const made = report(
      [
        at(0, { type: 'task_start', name: 'walk' }),
        at(200, { type: 'task_start', name: 'walk' }),
        at(400, { type: 'task_start', name: 'walk' }),
        call(500, 'stat', 50),
        at(600, { type: 'task_complete', name: 'walk' }),
        call(700, 'list', 100),
        at(800, { type: 'task_complete', name: 'walk' }),
        call(950, 'list', 50),
        at(1000, { type: 'task_complete', name: 'walk' }),
      ],
      { threshold: 0.1 },
    );
    expect(made.bottlenecks.find(({ kind }) => kind === 'task')).toEqual({
      kind: 'task',
      name: 'walk',
      total_ms: 1000,
      self_ms: 800,
      share: 1,
      runs: 3,
      inside: [
        { kind: 'tool', name: 'list', total_ms: 150, runs: 2 },
        { kind: 'tool', name: 'stat', total_ms: 50, runs: 1 },
      ],
    });
  });

  it('do so for calls too, whose parent is known only at its end; another kind of that name is no such run', () => {
    const made = report([
      call(500, 'agent', 200, { span_id: 'inner', parent_span_id: 'outer' }),
      at(800, { type: 'task_complete', name: 'agent', duration_ms: 100, parent_span_id: 'outer' }),
      call(1000, 'agent', 1000, { span_id: 'outer' }),
    ]);
    expect(made.bottlenecks).toMatchObject([
      { kind: 'tool', total_ms: 1000, self_ms: 900, inside: [{ kind: 'task', name: 'agent', total_ms: 100 }] },
    ]);
  });

  it('know a parent by its span: an open task, or a call whose line comes later', () => {
    const made = report(
      [
        at(0, { type: 'task_start', name: 'first', span_id: 'f' }),
        at(10, { type: 'task_start', name: 'second' }),
        call(400, 'bash', 200, { parent_span_id: 'f' }),
        call(500, 'http', 100, { parent_span_id: 'call' }),
        call(600, 'agent', 400, { span_id: 'call', parent_span_id: 'f' }),
        at(900, { type: 'task_complete', name: 'second' }),
        at(1000, { type: 'task_complete', name: 'first', span_id: 'f' }),
      ],
      { threshold: 0.1 },
    );
    const of = (wanted: string) => made.bottlenecks.find(({ name }) => name === wanted);
    // 200–600 by the two calls and 10–900 by the second task, which began inside the first.
    expect(of('first')).toMatchObject({ self_ms: 110 });
    expect(of('second')).toMatchObject({ self_ms: 890, inside: [] });
    expect(of('agent')).toMatchObject({ self_ms: 300, inside: [{ name: 'http', total_ms: 100 }] });
  });

  it('show the five that took the most time inside, and the many short ones together', () => {
    const made = report([
      at(0, { type: 'task_start', name: 't' }),
      ...Array.from({ length: 150 }, (_, i) => call(1000 * i, `tool-${i}`, i)),
      at(200_000, { type: 'task_complete', name: 't' }),
    ]);
    expect(made.bottlenecks[0]?.inside.map(({ name }) => name)).toEqual([
      '(other names)',
      'tool-149',
      'tool-148',
      'tool-147',
      'tool-146',
    ]);
  });

  it('add up over sessions', () => {
    const made = report([
      done(1000, 'a', 600),
      done(1000, 'z', 1000),
      done(1000, 'a', 600, { session_id: 'other' }),
      done(1000, 'b', 1000, { session_id: 'other' }),
    ]);
    expect(made.bottlenecks.map(({ name, total_ms, share }) => [name, total_ms, share])).toEqual([
      ['a', 1200, 0.6],
      ['b', 1000, 0.5],
      ['z', 1000, 0.5],
    ]);
    expect(made.summary).toMatchObject({ total_duration_ms: 2000 });
  });
});
