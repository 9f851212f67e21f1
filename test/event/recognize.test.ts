import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoFromMs } from '../../src/base/clock.js';
import { eventFault } from '../../src/event/check.js';
import { Encoder } from '../../src/event/encode.js';
import { Recognizer } from '../../src/event/recognize.js';
import type { EventInput } from '../../src/event/types.js';

const encoder = new Encoder('sprint-42', 'Qm3x0aZ1', 'AGENT-004', undefined);
const lineOf = (event: EventInput, at_ms = 1_763_710_500_123): Buffer => {
  const { buffer, start, end } = encoder.encode(event, at_ms);
  return Buffer.from(buffer.subarray(start, end - 1));
};

/** What the careful way makes of a line. */
function carefully(line: Buffer): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const event = value as Record<string, unknown>;
  return eventFault(event) === undefined ? event : undefined;
}

/** Runs of the fuzzer: more by `SESSIONLOG_FUZZ=5000000 npx vitest …`. */
const RUNS = Number(process.env['SESSIONLOG_FUZZ'] ?? 20_000);

const NEWLINE = Buffer.from('\n');

/** What is told of a line that is known; what of its payload a scanner tells, `test/event/scan` holds against the same. */
function told(recognizer: Recognizer): Record<string, unknown> {
  const { session_id, agent_id, writer, seq, type, hash } = recognizer;
  return { ts: isoFromMs(recognizer.at_ms), session_id, agent_id, writer, seq, type, hash };
}

/** A line is known only if the careful way takes it too, and then both say the same. */
function agrees(line: Buffer, recognizer = new Recognizer()): boolean {
  const before = Buffer.from('{}\n');
  const known = recognizer.recognize(Buffer.concat([before, line, NEWLINE, line]), before.length);
  if (!known) return false;
  expect(recognizer.end).toBe(before.length + line.length);
  const event = carefully(line);
  expect(told(recognizer)).toEqual(Object.fromEntries(Object.keys(told(recognizer)).map((key) => [key, event?.[key]])));
  return true;
}

const EVENTS: EventInput[] = [
  { type: 'task_start', name: 'build', metadata: { priority: 'P1', list: [1, [2], {}], none: null }, span_id: 's1' },
  { type: 'task_complete', name: 'build', duration_ms: 12.5, status: 'completed' },
  { type: 'file_read', path: '/src/ä\n"x".ts', size_bytes: 0, lines: 12 },
  {
    type: 'tool_call',
    name: 'pytest',
    params: { deep: { hash: 'x', seq: 1, type: 'y' } },
    duration_ms: 2500,
    exit_code: 1,
    input_bytes: 12,
    output_bytes: 4_096,
  },
  { type: 'skill_attempt', skill: 'review', attempt: 2, verified: false, model: 'm' },
  { type: 'session_end', status: 'failed', exit_code: 1, error: { name: 'Error', message: 'no' } },
  { type: 'of-my-own', anything: [true, false, null, -1.25, 'text'] },
];

describe('the recognizer', () => {
  it.each(EVENTS.map((event) => [event.type, event] as const))('knows %s as our writer writes it', (_type, event) => {
    expect(agrees(lineOf(event))).toBe(true);
  });

  it('knows lines of other writers, minutes and agents one after the other', () => {
    const recognizer = new Recognizer();
    const other = new Encoder('sprint-43', 'AAAAAAAA', undefined, undefined);
    for (const [i, event] of [...EVENTS, ...EVENTS].entries()) {
      const { buffer, start, end, hash } = other.encode(event, 1_763_710_500_123 + i * 45_000);
      const mine = lineOf(event, 1_763_710_500_123 + i * 45_000);
      expect(agrees(Buffer.from(buffer.subarray(start, end - 1)), recognizer)).toBe(true);
      expect(told(recognizer)).toMatchObject({ writer: 'AAAAAAAA', type: event.type, hash });
      expect(agrees(mine, recognizer)).toBe(true);
      expect(told(recognizer)).toMatchObject({ writer: 'Qm3x0aZ1', session_id: 'sprint-42' });
    }
  });

  it.each([
    ['a key of the envelope that comes again', ',"seq":7,"hash":"'],
    ['a field that comes again', ',"name":5,"hash":"'],
    ['an exponent in a number that is kept', ',"duration_ms":1e3,"hash":"'],
    ['an exponent without digits', ',"x":1e,"hash":"'],
    ['a bare word', ',"x":nul,"hash":"'],
    ['a leading zero', ',"x":01,"hash":"'],
    ['a point without digits', ',"x":1.,"hash":"'],
    ['a control character', ',"x":"\u0001","hash":"'],
    ['an unfinished escape', ',"x":"\\u12","hash":"'],
    ['white space', ', "x":1,"hash":"'],
    ['a field of the wrong kind', ',"duration_ms":"soon","hash":"'],
    ['the beginning of another line', ',"x":{"v":1},"hash":"'],
    ['a time that was made up', ',"ts_source":"inferred","hash":"'],
    ['a kept number of many digits', ',"duration_ms":1234567890.1234567,"hash":"'],
    ['more levels than are allowed', `,"x":${'['.repeat(70)}${']'.repeat(70)},"hash":"`],
  ])('leaves %s to the careful way', (_what, put) => {
    const line = lineOf({ type: 'task_complete', name: 'build' }).toString('latin1').replace(',"hash":"', put);
    expect(agrees(Buffer.from(line, 'latin1'))).toBe(false);
  });

  it('never knows a line that the careful way refuses, and never reads another thing in it', () => {
    // One that has seen many lines must not take one for another.
    const kept = new Recognizer();
    const mutation = fc.tuple(
      fc.nat(),
      fc.constantFrom('flip', 'insert', 'remove', 'cut', 'double'),
      fc.constantFrom(...'"\\{}[]:,0e.-ntu\u0000\u001f ä\x80'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...EVENTS), fc.array(mutation, { maxLength: 3 }), (event, mutations) => {
        let line = lineOf(event);
        for (const [at, kind, character] of mutations) {
          const i = at % (line.length + 1);
          const [before, after] = [line.subarray(0, i), line.subarray(i)];
          const put = Buffer.from(character);
          if (kind === 'flip') line = Buffer.concat([before, put, after.subarray(1)]);
          else if (kind === 'insert') line = Buffer.concat([before, put, after]);
          else if (kind === 'remove') line = Buffer.concat([before, after.subarray(1)]);
          else if (kind === 'cut') line = Buffer.from(before);
          else line = Buffer.concat([before, before.subarray(-20), after]);
        }
        agrees(line);
        agrees(line, kept);
      }),
      { numRuns: RUNS },
    );
  });

  it('knows whatever our writer writes of these types, unless a number is beyond what it reckons', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('build', '__proto__', 'ä "x"\n'));
    const optional = <Value>(of: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
      fc.option(of, { nil: undefined });
    const common = {
      duration_ms: optional(
        fc.oneof(
          fc.integer(),
          fc.integer().map((ms) => ms / 1000),
        ),
      ),
      span_id: optional(text),
      parent_span_id: optional(text),
      extra: optional(fc.jsonValue()),
    };
    const size_bytes = optional(fc.nat());
    const event = fc.oneof(
      fc.record({
        ...common,
        type: fc.constant('task_start'),
        name: text,
        metadata: optional(fc.dictionary(text, fc.jsonValue())),
      }),
      fc.record({
        ...common,
        type: fc.constant('task_complete'),
        name: text,
        status: optional(fc.constantFrom('completed', 'failed', 'cancelled')),
        error: optional(fc.jsonValue()),
      }),
      fc.record({
        ...common,
        type: fc.constantFrom('file_read', 'file_write'),
        path: text,
        size_bytes,
        lines: size_bytes,
      }),
      fc.record({
        ...common,
        type: fc.constant('tool_call'),
        name: text,
        params: optional(fc.jsonValue()),
        status: optional(text),
        exit_code: optional(fc.integer()),
        output_bytes: size_bytes,
      }),
      fc.record({
        ...common,
        type: fc.constant('skill_attempt'),
        skill: text,
        attempt: fc.integer({ min: 1, max: 9 }),
        verified: fc.boolean(),
        model: optional(text),
      }),
    );
    const recognizer = new Recognizer();
    let known = 0;
    let all = 0;
    fc.assert(
      fc.property(event, fc.integer({ min: 0, max: 4_000_000_000_000 }), (event, at_ms) => {
        all++;
        if (agrees(lineOf(event as EventInput, at_ms), recognizer)) known++;
      }),
      { numRuns: RUNS / 4 },
    );
    expect(known / all).toBeGreaterThan(0.9);
  });
});
