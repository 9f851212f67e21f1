/** Looking for sessions, counting them, and their lineage. */
import { describe, expect, it } from 'vitest';
import { renderStats } from '../../src/render/session/stats.js';
import { lineageOf } from '../../src/session/lineage.js';
import { passesFilter, sortSessions } from '../../src/session/query.js';
import type { SessionRecord } from '../../src/session/record.js';
import { relate } from '../../src/session/relate.js';
import { statsOf } from '../../src/session/stats.js';
import { at, record, START_MS } from './support.js';

const start = (more = {}): Record<string, unknown> => ({ type: 'session_start', agent_id: 'a', ...more });
const ended = (status: string, ts: string): Record<string, unknown> => ({ type: 'session_end', status, ts });
const byIds = (...sessions: SessionRecord[]): Map<string, SessionRecord> =>
  new Map(sessions.map((one) => [one.id, one]));

describe('a filter', () => {
  const session = record([start({ task_id: '42', session_group_id: 'g', labels: { team: 'x', size: 3 } })]);
  const stale = record([start()], 's', 9_999);
  it.each([
    [{}, true],
    [{ tasks: ['42'] }, true],
    [{ tasks: ['1', '42'], agents: ['a'] }, true],
    [{ tasks: ['42'], agents: ['b'] }, false],
    [{ groups: ['g'], statuses: ['running' as const] }, true],
    [{ statuses: ['failed' as const] }, false],
    [{ labels: [['team', 'x'] as const] }, true],
    [{ labels: [['team', 'x'] as const, ['size', '3'] as const] }, true],
    [{ labels: [['team', 'x'] as const, ['size', '4'] as const] }, false],
    [{ labels: [['__proto__', '{}'] as const] }, false],
    [{ labels: [['constructor', 'x'] as const] }, false],
    [{ since_ms: START_MS, until_ms: START_MS }, true],
    [{ since_ms: START_MS + 1 }, false],
    [{ until_ms: START_MS - 1 }, false],
  ])('%o lets it through: %s', (filter, passes) => expect(passesFilter(filter, session)).toBe(passes));

  it('knows stale sessions as running and as stale', () => {
    expect(passesFilter({ statuses: ['stale'] }, stale)).toBe(true);
    expect(passesFilter({ statuses: ['running'] }, stale)).toBe(true);
    expect(passesFilter({ statuses: ['active'] }, stale)).toBe(false);
    expect(passesFilter({ statuses: ['active', 'failed'] }, record([start()]))).toBe(true);
    expect(passesFilter({ statuses: ['stale'] }, session)).toBe(false);
  });
});

describe('sorting', () => {
  it('puts the newest first, by the instant and not by its text, and ties by id', () => {
    const sessions = [
      record([start({ ts: '2026-11-21T09:30:00.000+02:00' })], 'early'),
      record([start({ ts: '2026-11-21T08:00:00Z' })], 'b'),
      record([start({ ts: '2026-11-21T10:00:00+02:00' })], 'a'),
      record([start({ ts: '2026-11-21T08:00:00.001Z' })], 'late'),
    ];
    expect(sortSessions(sessions, 'started').map(({ id }) => id)).toEqual(['late', 'a', 'b', 'early']);
  });

  it('puts the longest first, and the last active', () => {
    const long = record([start(), ended('completed', at(90))], 'long');
    const last = record([start({ ts: at(95) }), ended('completed', at(100))], 'last');
    expect(sortSessions([last, long], 'duration').map(({ id }) => id)).toEqual(['long', 'last']);
    expect(sortSessions([long, last], 'updated').map(({ id }) => id)).toEqual(['last', 'long']);
  });
});

it('stats name every status, zeros too', () => {
  const sessions = [
    record([start({ task_id: '1' }), ended('completed', at(10))], 'a'),
    record([start({ task_id: '1', agent_id: 'b' }), ended('failed', at(30))], 'b'),
    record([start({ task_id: '2' })], 'c'),
    record([start()], 'd', 9_999),
    record([start({ status: 'pending' })], 'e'),
  ];
  expect(statsOf(sessions)).toEqual({
    total: 5,
    active: 2,
    stale: 1,
    inferred: 0,
    by_status: { pending: 1, running: 2, completed: 1, failed: 1, cancelled: 0, terminated: 0, handed_off: 0 },
    agents: [
      { id: 'a', total: 4, by_status: expect.objectContaining({ completed: 1, running: 2, pending: 1, failed: 0 }) },
      { id: 'b', total: 1, by_status: expect.objectContaining({ failed: 1, completed: 0 }) },
    ],
    tasks: 2,
    groups: 0,
    duration: { count: 2, negative: 0, total_ms: 40_000, mean_ms: 20_000, median_ms: 20_000, max_ms: 30_000 },
  });
  expect(statsOf([]).duration).toEqual({
    count: 0,
    negative: 0,
    total_ms: 0,
    mean_ms: null,
    median_ms: null,
    max_ms: null,
  });
});

it('stats count a session that ends before it starts as nothing, and say so', () => {
  const sessions = [
    record([start(), ended('completed', at(10))], 'a'),
    record([start({ ts: at(100) }), ended('completed', at(40))], 'b'),
  ];
  expect(sessions[1]?.duration_ms).toBe(-60_000);
  const stats = statsOf(sessions);
  expect(stats.duration).toEqual({
    count: 2,
    negative: 1,
    total_ms: 10_000,
    mean_ms: 5_000,
    median_ms: 5_000,
    max_ms: 10_000,
  });
  const page = { columns: 80, color_level: 0, unicode: true, time_zone: 'UTC' } as const;
  expect(renderStats(stats, page)).toMatch(/\n1 session ends before the start: counted as 0\n$/);
});

describe('lineage', () => {
  const child = (id: string, parent: string, s = 0): SessionRecord =>
    record([start({ parent_session_id: parent, ts: at(s) })], id);
  const drawn = (nodes: readonly { id: string; depth: number; session: unknown; cycle: boolean }[] = []) =>
    nodes.map(
      ({ id, depth, session, cycle }) => `${' '.repeat(depth)}${id}${session === null ? '?' : ''}${cycle ? '!' : ''}`,
    );

  it('is told from the root, and the tree below it', () => {
    const all = relate(
      byIds(record([start()], 'root'), child('b', 'root', 2), child('a', 'root', 1), child('c', 'a', 3)),
      true,
    );
    expect(drawn(lineageOf(all, 'c')?.line)).toEqual(['root', ' a', '  c']);
    expect(drawn(lineageOf(all, 'c')?.tree)).toEqual(['root', ' a', '  c', ' b']);
    expect(lineageOf(all, 'nobody')).toBeUndefined();
  });

  it('marks a parent that is missing', () => {
    const all = relate(byIds(child('a', 'gone', 1), child('b', 'gone', 2)), true);
    expect(drawn(lineageOf(all, 'a')?.line)).toEqual(['gone?', ' a']);
    expect(drawn(lineageOf(all, 'a')?.tree)).toEqual(['gone?', ' a', ' b']);
  });

  it('ends where it goes round', () => {
    const all = relate(byIds(child('a', 'b'), child('b', 'c'), child('c', 'b')), true);
    expect(drawn(lineageOf(all, 'a')?.line)).toEqual(['b!', ' c', '  b', '   a']);
    expect(drawn(lineageOf(all, 'a')?.tree)).toContain('c');
    const self = relate(byIds(child('x', 'x')), true);
    expect(drawn(lineageOf(self, 'x')?.line)).toEqual(['x!', ' x']);
    expect(drawn(lineageOf(self, 'x')?.tree)).toEqual(['x', ' x!']);
  });

  it('takes a very long line', () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => `s${i}`);
    const all = relate(byIds(...ids.map((id, i) => (i === 0 ? record([start()], id) : child(id, `s${i - 1}`)))), true);
    expect(lineageOf(all, 's19999')?.line).toHaveLength(20_000);
    expect(lineageOf(all, 's0')?.tree).toHaveLength(20_000);
  });

  it('tells of a successor that is not there, if it had to be', () => {
    const parent = record([start(), { type: 'session_handoff', to_agent: 'b', child_session_id: 'gone' }], 'p');
    expect(relate(byIds(parent), true).get('p')?.findings).toMatchObject([{ code: 'SUCCESSOR_MISSING' }]);
    expect(relate(byIds(parent), false).get('p')?.findings).toEqual([]);
  });
});
