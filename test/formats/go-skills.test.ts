import { describe, expect, it } from 'vitest';
import { goSkills } from '../../src/formats/go-skills/go-skills.js';
import { decode, FALLBACK_MS } from './fixtures.js';

const entry = (more: Record<string, unknown>) => ({
  session_id: 'run-7',
  timestamp: '2026-03-01T08:00:00Z',
  skill: 'write_code',
  final_status: 'success',
  ...more,
});
const run = (...records: Record<string, unknown>[]) => decode(goSkills, 'from-file', records);
const attemptsOf = (attempts: unknown) => run(entry({ attempts })).events[0]?.['attempts'];

it('keeps every field of an entry, with the time in UTC and milliseconds', () => {
  const fields = {
    phase: 'build',
    project_root: '/src',
    input: { deep: [1, null] },
    attempts: [{ attempt: 1, model: 'small', output_summary: 'o', runner_output: 'r', verified: true }],
    file_path: 'main.go',
    model_used: 'small',
    duration_ms: 4200,
    message: 'done',
    further: 'key',
  };
  expect(run(entry({ timestamp: '2026-03-01T10:00:00.123456789+02:00', ...fields })).events).toEqual([
    {
      v: 1,
      ts: '2026-03-01T08:00:00.123Z',
      session_id: 'run-7',
      type: 'skill',
      skill: 'write_code',
      final_status: 'success',
      ...fields,
    },
  ]);
});

it('takes a time that nobody has set from before, else from the file', () => {
  const zero = entry({ timestamp: '0001-01-01T00:00:00Z' });
  const { events } = run(
    zero,
    entry({}),
    entry({ timestamp: '2026-03-01T07:00:00Z' }),
    zero,
    entry({ timestamp: null }),
  );
  expect(events.map((event) => [event.ts, event['ts_source']])).toEqual([
    [new Date(FALLBACK_MS).toISOString(), 'inferred'],
    ['2026-03-01T08:00:00.000Z', undefined],
    ['2026-03-01T07:00:00.000Z', undefined],
    ['2026-03-01T08:00:00.000Z', 'inferred'],
    ['2026-03-01T08:00:00.000Z', 'inferred'],
  ]);
});

it('takes the session from the file where the own id may not name one', () => {
  const ids = run(entry({ session_id: '../x' }), entry({ session_id: 5 }), entry({})).events.map((e) => e.session_id);
  expect(ids).toEqual(['from-file', 'from-file', 'run-7']);
});

describe('attempts', () => {
  it('complete what Go leaves to its zero values', () => {
    expect(attemptsOf([{ attempt: 2, model: 'm' }])).toEqual([{ attempt: 2, model: 'm', verified: false }]);
    expect(
      attemptsOf([
        { attempt: 0, verified: false },
        { attempt: 1, verified: true },
      ]),
    ).toEqual([
      { attempt: 1, verified: false },
      { attempt: 2, verified: true },
    ]);
    expect(attemptsOf(null)).toBeUndefined();
  });

  it('leave out what does not fit and keep the rest', () => {
    const odd = {
      attempt: 1,
      model: '',
      output_summary: 5,
      runner_output: null,
      duration_ms: 'x',
      verified: true,
      k: 1,
    };
    expect(attemptsOf([odd])).toEqual([{ attempt: 1, verified: true, k: 1 }]);
  });

  it.each([
    ['no list', { attempt: 1 }, 'attempts: expected an array of objects, got an object'],
    ['no object', [7], 'attempts[0]: expected an object, got 7'],
    [
      'no number',
      [{ attempt: 'x', verified: true }],
      'attempts[0].attempt: expected a whole number from 1, got a string',
    ],
    ['no truth', [{ attempt: 1, verified: 1 }], 'attempts[0].verified: expected true or false, got 1'],
  ])('refuse the entry when there is %s', (_, attempts, fault) => {
    expect(run(entry({ attempts }))).toEqual({ events: [], refused: [{ line: 1, fault }] });
  });
});
