import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addProblem, addSource, createAnalysis, finish } from '../../src/analyze/index.js';
import { LIMITS } from '../../src/base/limits.js';
import { events } from './arbitrary.js';
import { at, checked, codes, HOUR, OPTIONS, report, stepAll } from './support.js';

describe('the report', () => {
  it('of nothing is valid and full of zeros', () => {
    const made = report([]);
    expect(made.summary).toMatchObject({ total_duration_ms: 0, velocity: 0, first_ts: null, last_ts: null });
    expect(made.bottlenecks).toEqual([]);
  });

  it('of one instant has no rates', () => {
    const made = report([at(0, { type: 'task_complete', name: 'x' })]);
    expect(made.velocity_metrics.tasks_per_hour).toBe(0);
    expect(made.velocity_metrics.tasks_per_active_hour).toBe(0);
  });

  it('counts gaps between instants as active up to five minutes', () => {
    const made = report([0, 60_000, HOUR, HOUR].map((ms) => at(ms, { type: 'file_read', path: 'p' })));
    expect(made.summary).toMatchObject({ total_duration_ms: HOUR, active_duration_ms: 60_000 + 300_000 });
    expect(made.time).toMatchObject({ other_ms: 360_000, idle_ms: HOUR - 360_000 });
  });

  it('puts time into disjoint parts, the innermost kind first', () => {
    const made = report([
      at(0, { type: 'session_start' }),
      at(4000, { type: 'tool_call', name: 'x', duration_ms: 1000 }),
      at(5000, { type: 'skill', skill: 'k', final_status: 'ok', duration_ms: 3000 }),
      at(8000, { type: 'task_complete', name: 't', duration_ms: 7000 }),
      at(400_000, { type: 'session_end', status: 'completed', duration_ms: 400_000 }),
    ]);
    expect(made.time).toMatchObject({
      tool_ms: 1000,
      skill_ms: 2000,
      task_ms: 4000,
      other_ms: 301_000,
      idle_ms: 92_000,
    });
  });

  it('has parts that add up to the total', () => {
    fc.assert(
      fc.property(events(['s']), (list) => {
        const { time, summary } = report(list);
        const us = (ms: number): number => Math.round(ms * 1000);
        const sum = Object.values(time).reduce((all, part) => all + us(part), 0);
        expect(sum).toBe(us(summary.total_duration_ms));
        expect(sum - us(time.idle_ms) - us(time.human_wait_ms)).toBe(us(summary.active_duration_ms));
      }),
    );
  });

  it('knows no models and no waits where none are told of: what is not active is idle', () => {
    const isOld = ({ type }: { type: string }): boolean => type !== 'model_call' && type !== 'wait';
    fc.assert(
      fc.property(events(['s']), (list) => {
        const { time, summary, waits, models } = report(list.filter(isOld));
        expect(time).toMatchObject({ model_ms: 0, permission_wait_ms: 0, human_wait_ms: 0 });
        expect(summary.active_duration_ms).toBeCloseTo(summary.total_duration_ms - time.idle_ms, 3);
        expect([waits, models]).toEqual([[], []]);
        // A wait of no length is told of, and takes no time from anything.
        const last = list.filter(isOld).at(-1);
        if (last === undefined) return;
        const { ts } = last;
        const waited = { ts, session_id: 's', type: 'wait', for: 'human', duration_ms: 0 } as const;
        expect(report([...list.filter(isOld), waited]).time).toEqual(time);
      }),
    );
  });

  it('lists files by bytes, then by operations', () => {
    const made = report([
      at(0, { type: 'file_read', path: 'a', size_bytes: 10, duration_ms: 3 }),
      at(1, { type: 'file_read', path: 'a', size_bytes: 10 }),
      at(2, { type: 'file_write', path: 'b', size_bytes: 30, lines: 4 }),
      at(3, { type: 'file_read', path: 'c' }),
    ]);
    expect(made.files).toEqual([
      {
        path: 'b',
        reads: 0,
        rereads: 0,
        writes: 1,
        bytes_read: 0,
        reread_bytes: 0,
        bytes_written: 30,
        lines_written: 4,
        total_ms: 0,
      },
      {
        path: 'a',
        reads: 2,
        rereads: 1,
        writes: 0,
        bytes_read: 20,
        reread_bytes: 10,
        bytes_written: 0,
        lines_written: 0,
        total_ms: 3,
      },
      {
        path: 'c',
        reads: 1,
        rereads: 0,
        writes: 0,
        bytes_read: 0,
        reread_bytes: 0,
        bytes_written: 0,
        lines_written: 0,
        total_ms: 0,
      },
    ]);
    expect(made.file_operation_stats.read).toEqual({ count: 3, bytes: 20, lines: 0, total_ms: 3, distinct: 2 });
    expect(made.summary).toMatchObject({ files_read: 3, files_written: 1 });
  });

  it('has a row for each agent', () => {
    const made = report([
      at(0, { type: 'tool_call', name: 'x', exit_code: 1, agent_id: 'b' }),
      at(10, { type: 'task_complete', name: 't', status: 'failed', duration_ms: 5 }),
      at(20, { type: 'file_read', path: 'p' }),
      at(30, { type: 'file_read', path: 'p', agent_id: undefined }),
    ]);
    expect(made.agents).toEqual([
      {
        agent_id: 'a',
        events: 2,
        tasks_completed: 0,
        tasks_failed: 1,
        tool_calls: 0,
        tool_errors: 0,
        files_read: 1,
        files_written: 0,
        first_ts: '2026-11-21T08:00:00.005Z',
        last_ts: '2026-11-21T08:00:00.020Z',
      },
      expect.objectContaining({ agent_id: 'b', tool_calls: 1, tool_errors: 1 }),
    ]);
    expect(made.sessions[0]?.agents).toEqual(['a', 'b']);
  });

  it('counts types that it does not know, with the time they cover', () => {
    const made = report([at(1000, { type: 'thought', duration_ms: 1000 }), at(1000, { type: 'thought' })]);
    expect({ ...made.unknown_types }).toEqual({ thought: 2 });
    expect(made.time.other_ms).toBe(1000);
  });

  it('tells a clock that goes backwards, by writer, else agent', () => {
    const read = (ms: number, more: object) => at(ms, { type: 'file_read', path: 'p', ...more });
    const made = report([
      read(1000, { writer: 'w1' }),
      read(500, { writer: 'w2' }),
      read(999, { writer: 'w1' }),
      read(999, { writer: 'w1' }),
      read(100, { agent_id: 'b' }),
      read(90, { agent_id: 'b' }),
    ]);
    expect(made.findings.map(({ code, line }) => [code, line])).toEqual([
      ['CLOCK_BACKWARDS', 3],
      ['CLOCK_BACKWARDS', 6],
    ]);
  });

  it('tells events that the writer dropped', () => {
    const ts = '2026-11-21T08:00:00.000Z';
    const made = report([at(0, { type: 'events_dropped', count: 7, first_ts: ts, last_ts: ts, reason: 'ENOSPC' })]);
    expect(made.findings).toMatchObject([{ code: 'EVENTS_DROPPED', severity: 'error' }]);
    expect(made.findings[0]?.message).toContain('7 events');
  });

  it('holds what the reader found, errors first, and counts what it does not list', () => {
    const state = createAnalysis();
    const problem = { line: 3, offset: 0, length: 1, reason: 'because' };
    addProblem(state, 'f', { ...problem, problem: 'blank_line' });
    addProblem(state, 'f', { ...problem, problem: 'pending' });
    addProblem(state, 'f', { ...problem, problem: 'glued' });
    for (let line = 1; line <= LIMITS.findings_per_code + 5; line++) {
      addProblem(state, 'f', { ...problem, line, problem: 'seq_gap' });
    }
    addSource(state, { file: 'f', format: 'sessionlog', bytes: 100, lines: 30 });
    const made = checked(finish(state, OPTIONS));
    expect({ ...made.source, formats: { ...made.source.formats } }).toEqual({
      files: 1,
      bytes: 100,
      lines: 30,
      events: 0,
      problems: LIMITS.findings_per_code + 7,
      hashes_checked: true,
      formats: { sessionlog: 1 },
    });
    const gaps = made.findings.slice(0, LIMITS.findings_per_code);
    expect(new Set(gaps.map(({ code }) => code))).toEqual(new Set(['SEQ_GAP']));
    expect(gaps.map(({ more }) => more).filter((more) => more !== undefined)).toEqual([5]);
    expect(gaps.at(-1)).toEqual({
      code: 'SEQ_GAP',
      severity: 'error',
      file: 'f',
      line: 20,
      message: 'because',
      more: 5,
    });
    expect(made.findings.slice(-3).map(({ code, severity }) => [code, severity])).toEqual([
      ['GLUED', 'warning'],
      ['BLANK_LINE', 'info'],
      ['PENDING', 'info'],
    ]);
  });

  it('sums sessions up and lists them by their beginning', () => {
    const task = { type: 'task_complete', name: 't', duration_ms: 1000 };
    const state = stepAll(createAnalysis(), [
      at(HOUR, { ...task, session_id: 'late' }),
      at(2000, { ...task, session_id: 'early' }),
    ]);
    const made = checked(finish(state, OPTIONS));
    expect(made.sessions.map(({ session_id }) => session_id)).toEqual(['early', 'late']);
    expect(made.sessions[0]).toMatchObject({ format: 'sessionlog', files: ['log.jsonl'], agents: ['a'], events: 1 });
    expect(made.summary).toMatchObject({
      total_duration_ms: 2000,
      velocity: 3600,
      first_ts: '2026-11-21T08:00:01.000Z',
      last_ts: '2026-11-21T09:00:00.000Z',
    });
    expect(made.source.events).toBe(2);
  });

  it('can be made at any time, and the fold goes on', () => {
    const state = stepAll(createAnalysis(), [at(0, { type: 'task_start', name: 't' })]);
    expect(codes(finish(state, OPTIONS))).toEqual(['OPEN_TASK']);
    stepAll(state, [at(50, { type: 'task_complete', name: 't' })], 2);
    expect(codes(finish(state, OPTIONS))).toEqual([]);
  });
});

describe('a time that was inferred', () => {
  const inferred = (ms: number, path: string) => at(ms, { type: 'file_read', path, ts_source: 'inferred' });

  it('is told of, with its line', () => {
    const { findings } = report([at(0, { type: 'file_read', path: 'a' }), inferred(1, 'b'), inferred(2, 'c')]);
    expect(findings).toEqual([
      {
        code: 'TIME_INFERRED',
        severity: 'info',
        file: 'log.jsonl',
        line: 2,
        session_id: 's',
        message: 'the line has no time of its own: 2026-11-21T08:00:00.001Z is inferred',
      },
      expect.objectContaining({ code: 'TIME_INFERRED', line: 3 }),
    ]);
  });

  it('is told of once a line, however many events the line holds', () => {
    const state = createAnalysis();
    for (const path of ['a', 'b', 'c']) stepAll(state, [inferred(0, path)], 7);
    expect(codes(finish(state, OPTIONS))).toEqual(['TIME_INFERRED']);
  });
});
