/** The lifecycle, and the record that is folded from events. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldSession } from '../../src/session/fold.js';
import { hasEnded, mayBecome, SESSION_STATUSES, type SessionStatus } from '../../src/session/lifecycle.js';
import { TraceKeeper } from '../../src/session/trace.js';
import { at, eventsOf, fold, foldOf, record } from './support.js';

const START = { type: 'session_start', agent_id: 'a' };
const end = (status: string, more = {}): Record<string, unknown> => ({ type: 'session_end', status, ...more });

describe('the lifecycle', () => {
  it('is this table', () => {
    const table = SESSION_STATUSES.map((from) => [from, SESSION_STATUSES.filter((to) => mayBecome(from, to))]);
    const ended = ['completed', 'failed', 'cancelled', 'terminated', 'handed_off'].map((status) => [status, []]);
    expect(table).toEqual([
      ['pending', ['running', 'failed', 'cancelled', 'terminated']],
      ['running', ['completed', 'failed', 'cancelled', 'terminated', 'handed_off']],
      ...ended,
    ]);
  });

  const step = fc.oneof(
    fc.constantFrom('completed', 'failed', 'cancelled', 'terminated').map((status) => end(status)),
    fc.constantFrom('pending', 'running', undefined).map((status) => ({ type: 'session_start', status })),
    fc.constantFrom('pending', 'running', undefined).map((status) => ({ type: 'session_update', status })),
    fc.constant({ type: 'session_handoff', to_agent: 'b', child_session_id: 'c' }),
    fc.constant({ type: 'tool_call', name: 'make' }),
  );

  it('holds whatever is written: only legal steps, and none after the end', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        let before: SessionStatus | null = null;
        for (let length = 1; length <= steps.length; length++) {
          const { status } = fold(...steps.slice(0, length)).facts;
          if (before !== null && status !== before) {
            expect(status !== null && mayBecome(before, status)).toBe(true);
            expect(hasEnded(before)).toBe(false);
          }
          before = status;
        }
      }),
    );
  });

  it('gives each step its effect or its refusal, never both', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const { facts, refused } = fold(...steps);
        const effective = steps.filter((_, seq) => !refused.some((one) => one.seq === seq));
        // What was refused might as well not be there, but for what is told of it.
        if (effective.length === 0) return;
        const without = foldOf(eventsOf(steps).filter((_, seq) => !refused.some((one) => one.seq === seq))).facts;
        const same = { findings: [], lines: 0, started_at: null, updated_at: null };
        expect({ ...facts, ...same }).toEqual({ ...without, ...same });
      }),
    );
  });
});

describe('the record', () => {
  it('is what the events say', () => {
    const { facts, refused } = fold(
      {
        ...START,
        name: 'n',
        purpose: 'p',
        task_id: '42',
        session_group_id: 'g',
        idempotency_key: 'k',
        host: 'h',
        pid: 7,
      },
      {
        type: 'session_update',
        branch_name: 'b',
        context: { phase: 'Review', issue_number: 270 },
        labels: { team: 'x' },
      },
      { type: 'session_update', labels: { size: 3 }, artifacts: ['a.ts'], dod_result: 'pending', worktree_path: 'w' },
      end('failed', {
        exit_code: 1,
        signal: 'SIGTERM',
        error: { message: 'no' },
        artifacts: ['a.ts', 'b.ts'],
        reason: 'r',
      }),
      { type: 'session_update', dod_result: 'merged', pr_url: 'https://pr' },
    );
    expect(refused).toEqual([]);
    expect(facts).toMatchObject({
      id: 's',
      name: 'n',
      purpose: 'p',
      task_id: '42',
      agent: 'a',
      status: 'failed',
      started: true,
      started_at: at(0),
      completed_at: at(3),
      updated_at: at(4),
      session_group_id: 'g',
      idempotency_key: 'k',
      branch_name: 'b',
      pr_url: 'https://pr',
      worktree_path: 'w',
      exit_code: 1,
      signal: 'SIGTERM',
      dod_result: 'merged',
      artifacts: ['a.ts', 'b.ts'],
      error: { message: 'no' },
      reason: 'r',
      host: 'h',
      pid: 7,
      lines: 5,
      context: { phase: 'Review', issue_number: 270 },
      labels: { team: 'x', size: 3 },
      findings: [],
    });
  });

  it.each([
    ['completed', 1, ['STATUS_AGAINST_EXIT_CODE']],
    ['completed', 0, []],
    ['failed', 0, ['STATUS_AGAINST_EXIT_CODE']],
    ['failed', 2, []],
    ['cancelled', 130, []],
  ])('accepts %s with exit code %d, and tells', (status, exit_code, codes) => {
    const { facts } = fold(START, end(status, { exit_code }));
    expect(facts.status).toBe(status);
    expect(facts.findings.map(({ code }) => code)).toEqual(codes);
  });

  it('tells of what came too late, and counts what was sent twice once', () => {
    const [start, first, second] = eventsOf([START, end('completed'), end('failed')]);
    if (start === undefined || first === undefined || second === undefined) throw new Error('three events');
    const { facts, refused } = foldOf([start, start, first, first, second]);
    expect(facts.status).toBe('completed');
    expect(refused).toEqual([{ writer: 'w', seq: 2, reason: 'it is completed, and that is final' }]);
    expect(facts.findings).toMatchObject([{ code: 'STEP_REFUSED' }]);
  });

  it('takes the order of the file, not of the clocks; over several files that of the clocks', () => {
    const slow = { ...eventsOf([end('failed')])[0], ts: at(1), writer: 'late' };
    const [start, done] = eventsOf([START, end('completed')]);
    const events = [start, { ...done, ts: at(5) }, slow].map((event) => event as NonNullable<typeof start>);
    expect(foldOf(events).facts.status).toBe('completed');
    const traces = [events.slice(0, 2), events.slice(2)].map((part) => {
      const keeper = new TraceKeeper();
      for (const event of part) keeper.add(event);
      return keeper.traces[0];
    });
    const [one, two] = traces;
    if (one === undefined || two === undefined) throw new Error('two traces');
    expect(foldSession([one, two]).facts).toMatchObject({ status: 'failed', completed_at: at(1), lines: 3 });
  });

  it('treats hostile names as names', () => {
    const labels = JSON.parse('{"__proto__":"x","constructor":"y","hasOwnProperty":"z"}');
    const { facts } = fold(START, { type: 'session_update', labels, context: labels });
    expect(Object.keys(facts.labels)).toEqual(['__proto__', 'constructor', 'hasOwnProperty']);
    expect(Object.getPrototypeOf(facts.labels)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('drops the pid of the machine that another one takes over from', () => {
    expect(fold({ ...START, host: 'h1', pid: 5 }, { type: 'session_update', host: 'h2' }).facts).toMatchObject({
      host: 'h2',
      pid: null,
    });
  });
});

describe('a session whose log has no event of its life', () => {
  it.each([
    [60, 'running', null, 1_000],
    [3_602, 'completed', at(1), 1_000],
  ])('after %d s is taken for %s, and that is said', (now_s, status, completed_at, duration_ms) => {
    const calls = [
      { type: 'tool_call', name: 'a', agent_id: 'bot' },
      { type: 'tool_call', name: 'b' },
    ];
    expect(record(calls, 's', now_s)).toMatchObject({
      status,
      status_inferred: true,
      stale: false,
      agent: 'bot',
      started: false,
      completed_at,
      duration_ms,
    });
  });
});

describe('a running session', () => {
  it.each([
    [3_600, false, null],
    [3_601, true, 'silent'],
  ])('that is silent for %d s: stale %s', (now_s, stale, stale_reason) => {
    expect(record([START], 's', now_s)).toMatchObject({ status: 'running', stale, stale_reason, duration_ms: 0 });
  });

  it('is never stale once it has ended, or before it runs', () => {
    expect(record([START, end('completed')], 's', 9_999).stale).toBe(false);
    expect(record([{ ...START, status: 'pending' }], 's', 9_999)).toMatchObject({ status: 'pending', stale: false });
  });
});
