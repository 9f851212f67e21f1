import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventFault } from '../../src/event/check.js';
import { Event } from '../../src/event/schema.js';
import type { SessionEvent } from '../../src/event/types.js';
import { detectFormat, formats, isOwn, sessionIdFromFile } from '../../src/formats/index.js';
import { decode, digest, expectations, FALLBACK_MS, fixtureFiles, fixtureRecords } from './fixtures.js';

const ROOM = new URL('../../src/formats/', import.meta.url).pathname;

function expectValid(events: readonly SessionEvent[]): void {
  for (const event of events) {
    expect(eventFault(event)).toBeUndefined();
    expect(Event.safeParse(event).error).toBeUndefined();
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
  }
}

it('has one row for every folder', () => {
  // `agent` holds what the formats of coding agents share.
  const folders = readdirSync(ROOM, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'agent',
  );
  expect(formats.map(({ name }) => name).sort()).toEqual(folders.map(({ name }) => name).sort());
});

describe.each(formats.map((format) => [format.name, format] as const))('%s', (name, format) => {
  it('has a README and fixtures, each with what is expected of it', () => {
    expect(existsSync(`${ROOM}${name}/README.md`)).toBe(true);
    expect(readFileSync(`${ROOM}${name}/README.md`, 'utf8')).toContain(`# ${name}`);
    expect(fixtureFiles(name).length).toBeGreaterThan(0);
    expect(Object.keys(expectations(name)).sort()).toEqual(fixtureFiles(name).sort());
  });

  it.each(fixtureFiles(name))('reads %s as expected', (file) => {
    const records = fixtureRecords(name, file);
    expect(detectFormat(records)).toBe(format);
    expect(formats.filter((each) => each.detect(records))).toEqual([format]);
    expect(isOwn(records)).toBe(false);

    const run = decode(format, sessionIdFromFile(basename(file)), records);
    expectValid(run.events);
    expect(JSON.parse(JSON.stringify(digest(run)))).toEqual(expectations(name)[file]);
  });

  it('emits events that are told apart as our own', () => {
    const records = fixtureFiles(name).flatMap((file) => decode(format, 's', fixtureRecords(name, file)).events);
    expect(isOwn(records)).toBe(true);
    expect(detectFormat(records)).toBeUndefined();
  });

  it('never throws and only emits valid events, whatever is pushed', () => {
    const seen = { events: 0, faults: 0 };
    fc.assert(
      fc.property(fc.array(hostileRecord(), { maxLength: 8 }), (records) => {
        const run = decode(format, 'agent_s', records);
        expectValid(run.events);
        seen.events += run.events.length;
        seen.faults += run.refused.length;
      }),
      { numRuns: 500 },
    );
    expect(seen.events).toBeGreaterThan(0);
    expect(seen.faults).toBeGreaterThan(0);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('never throws and only emits valid events, whatever stands in the place of a value', () => {
    const records = fixtureFiles(name).flatMap((file) => fixtureRecords(name, file));
    fc.assert(
      fc.property(fc.array(mutation(records), { minLength: 1, maxLength: 6 }), (mutated) => {
        expectValid(decode(format, 'agent_s', mutated).events);
      }),
      { numRuns: 300 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('takes a file time that no line can hold', () => {
    for (const fallback_ms of [Number.NaN, -1, 1e300, Number.POSITIVE_INFINITY, FALLBACK_MS + 0.5]) {
      const decoder = format.open({ session_id: 's', fallback_ms });
      const records = fixtureFiles(name).flatMap((file) => fixtureRecords(name, file));
      expectValid([...records.flatMap((record) => decoder.push(record).events), ...decoder.end().events]);
    }
  });
});

/** Objects as JSON.parse makes them, with keys that decoders look for, keys that bite, and values of all kinds. */
function hostileRecord(): fc.Arbitrary<Record<string, unknown>> {
  const keys = fc.constantFrom(
    ...['name', 'start_time', 'end_time', 'metadata', 'path', 'operation', 'size_bytes', 'lines', 'params'],
    ...['type', 'timestamp', 'ts', 'task_name', 'tool_name', 'session_id', 'agent_id', 'span_id', 'v', 'seq', 'hash'],
    ...['skill', 'final_status', 'attempts', 'duration_ms', 'input', 'status', 'error', 'exit_code', 'ts_source'],
    ...['__proto__', 'constructor', 'hasOwnProperty', 'toString'],
  );
  const words = fc.constantFrom(
    ...['task', 'file', 'tool', 'task_start', 'task_complete', 'file_read', 'tool_call', 'skill', 'session_end'],
    ...['read', 'write', 'failed', 'completed', '../x', '__proto__', 'NaN', '0001-01-01T00:00:00Z'],
    ...['2026-03-01T00:00:00.123456789+02:00', '2026-03-01T00:00:00', '9999-12-31T23:59:59-12:00'],
  );
  const numbers = fc.oneof(
    fc.constantFrom(0, -0, 1, -1, 1e9, 1760778000.25, 253402300799.999, 253402300800, 1e308),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    fc.double(),
  );
  const attempt = fc.dictionary(
    fc.constantFrom('attempt', 'model', 'verified', '__proto__', 'duration_ms'),
    fc.anything(),
  );
  const value = fc.oneof(
    words,
    numbers,
    fc.string(),
    fc.constant(null),
    fc.boolean(),
    fc.array(attempt),
    fc.jsonValue(),
  );
  const entries = fc.array(fc.tuple(fc.oneof({ weight: 9, arbitrary: keys }, fc.string()), value), { maxLength: 12 });
  const shape = fc.constantFrom<Record<string, unknown>>(
    {},
    { name: 't', start_time: 1760778000, end_time: 1760778001 },
    { path: 'p', operation: 'read' },
    { name: 't', params: {}, duration_ms: 1 },
    { timestamp: '2026-03-01T00:00:00Z', skill: 's', final_status: 'ok' },
    { timestamp: '2026-03-01T00:00:00Z', type: 'event_msg', payload: { type: 'task_started', turn_id: 't' } },
    { sessionId: 's', projectHash: 'h', startTime: '2026-03-01T00:00:00Z', messages: [{ id: '1', type: 'user' }] },
    { info: { id: 's', time: { created: 1 } }, messages: [{ info: { role: 'user' }, parts: [] }] },
    { type: 'user.message', data: { content: 'p' }, id: '1', timestamp: '2026-03-01T00:00:00Z', parentId: null },
    { type: 'message', timestamp: '2026-03-01T00:00:00Z', message: { role: 'user', content: 'p' } },
    { sessions: [{ id: 's', agent_name: 'a', created_at: '2026-03-01T00:00:00Z', status: 'Failed' }] },
  );
  // Object.fromEntries defines `__proto__` as a plain key, as JSON.parse does.
  return fc.tuple(shape, entries).map(([base, more]) => Object.fromEntries([...Object.entries(base), ...more]));
}

/** A record of a fixture with one value, at any depth, replaced. */
function mutation(records: readonly Record<string, unknown>[]): fc.Arbitrary<Record<string, unknown>> {
  const value = fc.oneof(
    fc.constantFrom<unknown>(null, '', -1, 1.5, 1e300, Number.NaN, true, [], {}, [null], ['x'], '__proto__', '../x'),
    fc.jsonValue(),
  );
  return fc
    .tuple(fc.constantFrom(...records), fc.infiniteStream(fc.nat()), value)
    .map(([record, picks, replacement]) => {
      const copy: Record<string, unknown> = structuredClone(record);
      let holder: Record<string, unknown> = copy;
      for (const pick of picks) {
        const keys = Object.keys(holder);
        const key = keys[pick % Math.max(1, keys.length)];
        if (key === undefined) break;
        const inside = holder[key];
        if (typeof inside !== 'object' || inside === null || pick % 5 === 0) {
          holder[key] = replacement;
          break;
        }
        holder = inside as Record<string, unknown>;
      }
      return copy;
    });
}
