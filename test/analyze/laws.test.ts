import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Analysis,
  addProblem,
  closeSession,
  createAnalysis,
  finish,
  load,
  merge,
  type Report,
  save,
} from '../../src/analyze/index.js';
import type { SessionEvent } from '../../src/event/types.js';
import { events } from './arbitrary.js';
import { checked, OPTIONS, stepAll } from './support.js';

const LOW = { ...OPTIONS, threshold: 0.01 };
const fold = (list: readonly SessionEvent[]): Analysis => stepAll(createAnalysis(), list);
const finished = (state: Analysis): Report => checked(finish(state, LOW));
/** What a reader of `--json` gets: objects without a prototype compare as others do. */
const plain = (made: Report): unknown => JSON.parse(JSON.stringify(made));

const A = events(['s1', 's2']);
const B = events(['s3']);
const C = events(['s4', 's5']);

describe('the fold', () => {
  it('merges to the fold over both, for a cut between sessions', () => {
    fc.assert(
      fc.property(A, B, (a, b) => {
        const whole = fold(a);
        stepAll(whole, b);
        expect(plain(finished(merge(fold(a), fold(b))))).toEqual(plain(finished(whole)));
      }),
    );
  });

  it('merges associatively, and the empty fold changes nothing', () => {
    fc.assert(
      fc.property(A, B, C, (a, b, c) => {
        const left = merge(merge(fold(a), fold(b)), fold(c));
        const right = merge(fold(a), merge(fold(b), fold(c)));
        expect(save(left)).toBe(save(right));
        expect(save(merge(createAnalysis(), fold(a)))).toBe(save(fold(a)));
        expect(save(merge(fold(a), createAnalysis()))).toBe(save(fold(a)));
      }),
    );
  });

  it('goes on from a saved state as if it had never stopped', () => {
    fc.assert(
      fc.property(events(['s1', 's2']), fc.nat(40), (list, cut) => {
        const resumed = load(save(fold(list.slice(0, cut))));
        stepAll(resumed, list.slice(cut), Math.min(cut, list.length) + 1);
        expect(resumed).toEqual(fold(list));
        expect(plain(finished(resumed))).toEqual(plain(finished(fold(list))));
      }),
    );
  });

  it('gives the same report when sessions are closed as soon as their events are over', () => {
    fc.assert(
      fc.property(A, B, C, (a, b, c) => {
        const closing = fold(a);
        for (const id of ['s1', 's2']) closeSession(closing, id);
        stepAll(closing, b);
        closeSession(closing, 's3');
        stepAll(closing, c);
        const open = stepAll(stepAll(fold(a), b), c);
        expect(plain(finished(load(save(closing))))).toEqual(plain(finished(open)));
      }),
    );
  });

  it('is not changed by finishing it', () => {
    fc.assert(
      fc.property(A, (a) => {
        const state = fold(a);
        const before = save(state);
        finish(state, LOW);
        expect(save(state)).toBe(before);
      }),
    );
  });

  it('adds up the parts of a session that went on after it was closed, and tells it', () => {
    const state = createAnalysis();
    const task = (ts: string) => ({ ts, session_id: 's', type: 'tool_call', name: 'x', duration_ms: 1000 }) as const;
    stepAll(state, [task('2026-11-21T08:00:01.000Z')]);
    closeSession(state, 's');
    closeSession(state, 'never seen');
    stepAll(state, [task('2026-11-21T09:00:01.000Z')], 2);
    const made = finished(state);
    expect(made.sessions).toHaveLength(1);
    expect(made.summary).toMatchObject({ total_duration_ms: 2000, tool_calls_count: 2 });
    expect(made.findings.map(({ code }) => code)).toEqual(['SESSION_IN_PARTS']);
  });

  it('merges two parts of one session with its time exact, though tasks do not match across the cut', () => {
    const read = (ts: string) => ({ ts, session_id: 's', type: 'tool_call', name: 'x', duration_ms: 1000 }) as const;
    const made = finished(merge(fold([read('2026-11-21T08:00:01.000Z')]), fold([read('2026-11-21T08:00:01.500Z')])));
    expect(made.sessions).toHaveLength(1);
    expect(made.summary.total_duration_ms).toBe(1500);
    expect(made.time.tool_ms).toBe(1500);
    expect(made.bottlenecks[0]).toMatchObject({ total_ms: 1500, share: 1 });
  });

  it('keeps the findings of both sides, and their number', () => {
    const problem = { problem: 'bad_json', line: 1, offset: 0, length: 1, reason: 'r' } as const;
    const many = () => {
      const state = createAnalysis();
      for (let i = 0; i < 15; i++) addProblem(state, 'f', problem);
      return state;
    };
    const made = finished(merge(many(), many()));
    expect(made.findings).toHaveLength(20);
    expect(made.findings.at(-1)?.more).toBe(10);
    expect(made.source.problems).toBe(30);
  });

  it('refuses a saved state that is none', () => {
    for (const text of ['', 'null', '{}', '{"state_version":0,"state":{}}']) {
      expect(() => load(text)).toThrowError(expect.objectContaining({ code: 'OPTION_INVALID' }));
    }
  });
});
