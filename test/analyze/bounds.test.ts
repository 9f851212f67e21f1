import { describe, expect, it } from 'vitest';
import { closeSession, createAnalysis, finish, save, step } from '../../src/analyze/index.js';
import { LIMITS } from '../../src/base/limits.js';
import type { SessionEvent } from '../../src/event/types.js';
import { at, checked, codes, locate, OPTIONS, report } from './support.js';

const HOSTILE = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

describe('hostile names', () => {
  it('are names like any other', () => {
    const made = report(
      HOSTILE.flatMap((name, i) => [
        at(i * 1000, { type: 'task_start', name, agent_id: name, span_id: name }),
        at(i * 1000 + 100, {
          type: 'tool_call',
          name,
          status: name,
          duration_ms: 50,
          parent_span_id: name,
          agent_id: name,
        }),
        at(i * 1000 + 100, { type: 'skill', skill: name, final_status: name, agent_id: name }),
        at(i * 1000 + 100, { type: 'file_read', path: name, agent_id: name }),
        at(i * 1000 + 200, { type: name, agent_id: name }),
        at(i * 1000 + 500, { type: 'task_complete', name, agent_id: name, span_id: name }),
      ]),
    );
    const text = JSON.stringify(made.task_breakdown);
    expect(text).toBe('{"__proto__":500,"constructor":500,"toString":500,"hasOwnProperty":500}');
    expect(JSON.stringify(made.unknown_types)).toBe('{"__proto__":1,"constructor":1,"toString":1,"hasOwnProperty":1}');
    expect(made.tools.map(({ name }) => name).sort()).toEqual(HOSTILE.toSorted());
    expect(made.skills.map(({ final_status }) => JSON.stringify(final_status)).sort()).toEqual(
      HOSTILE.map((name) => `{"${name}":1}`).sort(),
    );
    expect(made.agents).toHaveLength(HOSTILE.length);
    expect(Object.hasOwn(Object.prototype, '500')).toBe(false);
    expect(({} as Record<string, unknown>)['completed']).toBeUndefined();
  });

  it('as session ids get a session each', () => {
    const made = report(HOSTILE.map((session_id) => at(0, { type: 'file_read', path: 'p', session_id })));
    expect(made.sessions.map(({ session_id }) => session_id).sort()).toEqual(HOSTILE.toSorted());
  });

  it('beyond the limit count together, and it is told', () => {
    const state = createAnalysis();
    const count = LIMITS.names + 50;
    for (let i = 0; i < count; i++) {
      step(state, locate(at(i, { type: 'tool_call', name: `tool ${i}`, duration_ms: 1 }), i + 1), 'sessionlog');
    }
    const made = checked(finish(state, OPTIONS));
    expect(made.tools).toHaveLength(LIMITS.names + 1);
    expect(made.tools.find(({ name }) => name === '(other names)')).toMatchObject({ calls: 50, total_ms: 50 });
    expect(codes(made)).toEqual(['NAMES_CAPPED']);
    expect(made.findings[0]?.message).toContain('tools');
  });

  it('of a mebibyte are cut', () => {
    const made = report([at(0, { type: 'tool_call', name: 'x'.repeat(1024 * 1024) })]);
    expect(made.tools[0]?.name).toHaveLength(LIMITS.name_chars);
  });
});

describe('hostile numbers', () => {
  it('leave the report valid', () => {
    const huge = { duration_ms: 1e308, size_bytes: Number.MAX_SAFE_INTEGER, lines: Number.MAX_SAFE_INTEGER };
    const made = report([
      at(0, { type: 'file_read', path: 'p', ...huge }),
      at(1, { type: 'file_read', path: 'p', ...huge }),
      at(2, { type: 'tool_call', name: 'x', duration_ms: 1e308 }),
      at(3, { type: 'tool_call', name: 'x', duration_ms: -1e308 }),
    ]);
    expect(made.summary.bytes_read).toBe(Number.MAX_SAFE_INTEGER);
    expect(Number.isFinite(made.summary.total_duration_ms)).toBe(true);
  });
});

/** A long session of nested tasks, parallel tools, skills and files, with a fixed set of names. */
function* longSession(count: number): Generator<SessionEvent> {
  for (let i = 0; i < count; i++) {
    const ms = i * 700;
    const task = { name: `task ${Math.floor(i / 10) % 20}`, span_id: `t${Math.floor(i / 10)}` };
    switch (i % 10) {
      case 0:
        yield at(ms, { type: 'task_start', ...task });
        break;
      case 9:
        yield at(ms, { type: 'task_complete', ...task });
        break;
      case 4:
        yield at(ms, {
          type: 'skill_attempt',
          skill: `k${i % 3}`,
          attempt: 1,
          verified: i % 4 === 0,
          span_id: `k${i}`,
        });
        break;
      case 5:
        yield at(ms, {
          type: 'skill',
          skill: `k${(i - 1) % 3}`,
          final_status: 'ok',
          duration_ms: 300,
          span_id: `k${i - 1}`,
        });
        break;
      case 6:
        yield at(ms, { type: 'file_read', path: `f${i % 100}`, size_bytes: i });
        break;
      default:
        yield at(ms, { type: 'tool_call', name: `tool ${i % 40}`, duration_ms: (i * 7919) % 1500 });
    }
  }
}

describe('a long session', () => {
  it('does not grow the state', () => {
    const state = createAnalysis();
    const sizes: number[] = [];
    let line = 0;
    for (const event of longSession(200_000)) {
      step(state, locate(event, ++line), 'sessionlog');
      if (line % 100_000 === 0) sizes.push(save(state).length);
    }
    const [half = 0, all = 0] = sizes;
    expect(all - half).toBeLessThan(0.1 * half);
    const made = checked(finish(state, OPTIONS));
    expect(made.summary).toMatchObject({
      tasks_completed: 20_000,
      tasks_open: 0,
      skills_count: 20_000,
      files_read: 20_000,
    });
    expect(made.findings).toEqual([]);
    // Every task lasts 9 steps of 700 ms, and one step passes until the next.
    expect(made.time.tool_ms + made.time.skill_ms + made.time.task_ms).toBeGreaterThanOrEqual(20_000 * 6300);
    expect(made.summary.active_duration_ms).toBe(made.summary.total_duration_ms);
  });

  it('takes little more than a row for each session that is closed', () => {
    const state = createAnalysis();
    const sizes: number[] = [];
    for (let i = 1; i <= 200; i++) {
      const session_id = `session-${i}`;
      let line = 0;
      for (const event of longSession(200)) step(state, locate({ ...event, session_id }, ++line), 'sessionlog');
      closeSession(state, session_id);
      if (i % 100 === 0) sizes.push(save(state).length);
    }
    const [half = 0, all = 0] = sizes;
    expect((all - half) / 100).toBeLessThan(1400);
    expect(state.sessions.size).toBe(0);
  });
});
