import { describe, expect, it } from 'vitest';
import { at, report } from './support.js';

const attempt = (ms: number, number: number, verified: boolean, more = {}) =>
  at(ms, { type: 'skill_attempt', skill: 'write', attempt: number, verified, ...more });
const skill = (ms: number, more = {}) => at(ms, { type: 'skill', skill: 'write', final_status: 'ok', ...more });

describe('skills', () => {
  it('count the attempts listed in a call', () => {
    const made = report([
      skill(1000, {
        duration_ms: 1000,
        attempts: [
          { attempt: 1, model: 'small', verified: false },
          { attempt: 2, model: 'large', verified: true },
        ],
      }),
      skill(3000, { duration_ms: 500, attempts: [{ attempt: 1, model: 'small', verified: true }] }),
      skill(4000, { final_status: 'gave_up' }),
    ]);
    expect(made.summary.skills_count).toBe(3);
    const [row] = made.skills;
    expect({ ...row, final_status: { ...row?.final_status } }).toMatchObject({
      name: 'write',
      calls: 3,
      attempts: 3,
      attempts_per_call: 1,
      first_attempt_verified_rate: 0.5,
      final_status: { ok: 2, gave_up: 1 },
      models: [
        { model: 'small', attempts: 2, verified: 1 },
        { model: 'large', attempts: 1, verified: 1 },
      ],
      total_ms: 1500,
    });
  });

  it('count an attempt once that came as a line and is listed too', () => {
    const span_id = 'c1';
    const made = report([
      attempt(1000, 1, false, { span_id, model: 'm', duration_ms: 1000 }),
      attempt(2000, 2, true, { span_id, model: 'm', duration_ms: 1000 }),
      skill(3000, {
        span_id,
        duration_ms: 3000,
        attempts: [
          { attempt: 1, model: 'm', verified: false },
          { attempt: 2, model: 'm', verified: true },
          { attempt: 3, model: 'm', verified: true },
        ],
      }),
    ]);
    expect(made.skills).toMatchObject([
      { calls: 1, attempts: 3, first_attempt_verified_rate: 0, total_ms: 3000, models: [{ attempts: 3, verified: 2 }] },
    ]);
    expect(made.time).toMatchObject({ skill_ms: 3000, other_ms: 0 });
  });

  it('make one call of consecutive attempts without a skill line', () => {
    const made = report([
      attempt(100, 1, false, { duration_ms: 100 }),
      attempt(300, 2, true, { duration_ms: 100 }),
      attempt(500, 1, true, { duration_ms: 50 }),
      attempt(600, 1, true, { span_id: 'x' }),
      attempt(700, 2, true, { span_id: 'x' }),
      attempt(800, 1, true, { agent_id: 'b' }),
    ]);
    expect(made.skills).toMatchObject([
      { calls: 4, attempts: 6, first_attempt_verified_rate: 0.75, total_ms: 250, max_ms: 200, final_status: {} },
    ]);
    expect(made.summary.skills_count).toBe(4);
  });

  it('count an attempt once whose line comes behind the skill line of its span', () => {
    const span_id = 'c1';
    const made = report([
      skill(1000, {
        span_id,
        duration_ms: 1000,
        attempts: [
          { attempt: 1, model: 'm', verified: false },
          { attempt: 2, model: 'm', verified: true },
        ],
      }),
      attempt(1001, 1, false, { span_id, model: 'm', duration_ms: 300 }),
      attempt(1002, 2, true, { span_id, model: 'm', duration_ms: 300 }),
      // Not listed: only its line tells of it.
      attempt(1003, 3, true, { span_id, model: 'm', duration_ms: 300 }),
    ]);
    expect(made.skills).toMatchObject([
      {
        calls: 1,
        attempts: 3,
        first_attempt_verified_rate: 0,
        models: [{ model: 'm', attempts: 3, verified: 2 }],
        total_ms: 1000,
        max_ms: 1000,
      },
    ]);
    expect(made.summary.skills_count).toBe(1);
  });

  it('take the time of late attempts for that of a call whose skill line gives none', () => {
    const made = report([
      at(0, { type: 'task_start', name: 't' }),
      skill(1000, { span_id: 'c1' }),
      attempt(1200, 1, false, { span_id: 'c1', duration_ms: 200 }),
      attempt(1500, 2, true, { span_id: 'c1', duration_ms: 300 }),
      at(2000, { type: 'task_complete', name: 't' }),
    ]);
    expect(made.skills).toMatchObject([{ calls: 1, attempts: 2, total_ms: 500, max_ms: 500 }]);
    expect(made.bottlenecks[0]?.inside).toMatchObject([{ kind: 'skill', name: 'write', total_ms: 500, runs: 1 }]);
  });

  it('take a late attempt of another span, of another skill or of none for one of its own call', () => {
    const made = report([
      skill(1000, { span_id: 'c1', attempts: [{ attempt: 1, verified: true }] }),
      attempt(1100, 1, true, { span_id: 'c2' }),
      attempt(1200, 1, true, { span_id: 'c1', skill: 'review' }),
      attempt(1300, 1, true),
    ]);
    expect(made.skills.map(({ name, calls, attempts }) => [name, calls, attempts])).toEqual([
      ['review', 1, 1],
      ['write', 3, 3],
    ]);
  });

  it('know no rate when no first attempt is known', () => {
    expect(report([attempt(0, 2, true)]).skills[0]?.first_attempt_verified_rate).toBeNull();
    expect(report([skill(0)]).skills[0]?.first_attempt_verified_rate).toBeNull();
  });

  it('credit a call once to the task around it, however its lines come', () => {
    const made = report([
      at(0, { type: 'task_start', name: 't' }),
      attempt(100, 1, false, { span_id: 'x' }),
      attempt(400, 2, true, { span_id: 'x', duration_ms: 200 }),
      skill(500, { span_id: 'x', duration_ms: 500 }),
      at(1000, { type: 'task_complete', name: 't' }),
    ]);
    expect(made.bottlenecks[0]).toMatchObject({
      name: 't',
      self_ms: 500,
      inside: [{ kind: 'skill', name: 'write', total_ms: 500, runs: 1 }],
    });
  });
});
