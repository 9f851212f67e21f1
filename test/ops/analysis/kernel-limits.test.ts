/** What the fold in WebAssembly keeps only so much of: it does so as its twin does, or gives up. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Encoder } from '../../../src/event/encode.js';
import { lineOf } from '../../support/fold-logs.js';
import { tempDir } from '../../support/temp.js';
import { expectEqual, type Folded, foldBoth } from './support.js';

const START_MS = Date.UTC(2026, 10, 21, 7, 35);

/** One event, how many ms after the one before, and what is done to its line. */
type Timed = readonly [event: object, after_ms?: number, spell?: (line: string) => string];

/** Folds a log of one writer; an event may name another agent. */
function fold(events: Iterable<Timed>): Promise<Folded> {
  const encoder = new Encoder('sprint', 'writer-a', 'agent', undefined);
  let at_ms = START_MS;
  const lines = [lineOf(encoder, { type: 'session_start' }, at_ms)];
  for (const [event, after_ms = 1, spell = (line: string) => line] of events) {
    at_ms += after_ms;
    lines.push(spell(lineOf(encoder, event, at_ms)));
  }
  const path = join(tempDir(), 'log.jsonl');
  writeFileSync(path, lines.join(''));
  return foldBoth(path);
}

async function expectSame(events: Iterable<Timed>): Promise<void> {
  const folded = await fold(events);
  expect(folded.isWhole).toBe(true);
  expectEqual(folded);
}

async function expectGivenUp(events: Iterable<Timed>): Promise<void> {
  const folded = await fold(events);
  expect(folded.isWhole).toBe(false);
  expectEqual(folded);
}

function* times(count: number, make: (i: number) => Timed): Generator<Timed> {
  for (let i = 0; i < count; i++) yield make(i);
}

const call = (fields: object): object => ({ type: 'tool_call', name: 'bash', ...fields });
/** Numbers without a pattern, the same each time. */
const mixed = (i: number, below: number): number => (Math.imul(i + 1, 0x9e3779b1) >>> 8) % below;

describe('the kernel, beyond a limit, does as its twin', () => {
  it('joins cells of coverage', () =>
    expectSame(
      times(12_000, (i) => [
        call({ name: `tool ${i % 3}`, duration_ms: i % 7 === 0 ? mixed(i, 9_000_000) : mixed(i, 40) }),
        mixed(i, 60) === 0 ? 400_000 + mixed(i, 9_000) : 20 + mixed(i, 60),
      ]),
    ));
  it('joins cells of gaps', () =>
    expectSame(times(5_000, (i) => [call({ duration_ms: mixed(i, 5) * (i % 50) * 90_000 }), 300_001 + mixed(i, 99)])));
  it('sums up how much ran at once', () =>
    expectSame(
      times(9_000, (i) => [call({ duration_ms: 1 + mixed(i, i % 100 === 0 ? 900_000 : 300) }), 50 + (i % 9)]),
    ));
  it('keeps the slowest calls, of equal ones the first', () =>
    expectSame(times(500, (i) => [call({ name: `tool ${i % 40}`, duration_ms: 5 + (i % 3) }), i % 4 === 0 ? 1 : 0])));
  it('lists the first findings', () =>
    expectSame(
      times(400, (i) => [
        i % 2 === 0
          ? { type: 'task_complete', name: `task ${i}`, duration_ms: -i }
          : call({ status: i % 4 === 1 ? 'failed' : 'ok', exit_code: i % 4 === 1 ? 0 : 7 }),
        i % 5 === 0 ? -3 : 2,
      ]),
    ));
  it(
    'forgets symbols again and again',
    () =>
      expectSame(
        times(200_000, (i) => {
          const span_id = `span ${i >> 1}`;
          if (i % 1_000 === 0)
            return [call({ name: `tool ${i / 1_000}`, span_id: `waits ${i}`, parent_span_id: `never ${i}` })];
          if (i % 997 === 0) return [{ type: 'task_start', name: `stays ${i}`, span_id, parent_span_id: `never ${i}` }];
          if (i % 5 === 0)
            return [
              {
                type: 'skill_attempt',
                skill: 'fïx',
                attempt: 1,
                verified: true,
                span_id: `call ${i % 9_000}`,
                duration_ms: 3,
              },
            ];
          if (i % 4 === 3)
            return [
              call({
                name: 'ä tool',
                status: `odd ${i % 50}`,
                span_id: `own ${i}`,
                duration_ms: mixed(i, 500),
                parent_span_id: span_id,
              }),
            ];
          return i % 2 === 0
            ? [{ type: 'task_start', name: 'work', span_id }]
            : [{ type: 'task_complete', name: 'work', span_id }];
        }),
      ),
    120_000,
  );
  it('tells a text in another spelling from another text, when symbols were forgotten', () =>
    expectSame([
      ...times(10, () => [call({ name: 'ä' })] as const),
      ...times(
        70_000,
        (i) => [call({ span_id: `span ${i}`, parent_span_id: `never ${i % 100}`, duration_ms: 1 })] as const,
      ),
      ...times(10, () => [call({ name: 'ä' })] as const),
    ]));
  it(
    'counts names beyond the limit together',
    () =>
      expectSame(
        times(90_000, (i) => {
          const name = `name ${mixed(i, 12_000)}`;
          const kind = i % 5;
          if (kind === 0) return [call({ name, duration_ms: i % 90 })];
          if (kind === 1) return [{ type: 'file_read', path: name, size_bytes: i, duration_ms: 1 }];
          if (kind === 2) return [{ type: 'file_write', path: name, size_bytes: i, lines: 3 }];
          if (kind === 3) return [{ type: 'task_complete', name, duration_ms: i % 70 }];
          return [
            { type: 'skill_attempt', skill: name, attempt: 1 + (i % 2), verified: i % 3 === 0, duration_ms: i % 50 },
          ];
        }),
      ),
    60_000,
  );
  it('has a name that is called as the others are together', () =>
    expectSame([
      [call({ name: '(other names)', duration_ms: 2 })],
      [{ type: 'file_read', path: '(other names)', size_bytes: 2 }],
      ...times(
        22_000,
        (i) => [i % 2 === 0 ? call({ name: `n${i}` }) : { type: 'file_read', path: `n${i}`, size_bytes: 1 }] as const,
      ),
      [{ type: 'file_read', path: '(other names)', size_bytes: 2 }],
    ]));
  it('counts names beyond the limit inside a name together', () =>
    expectSame(
      times(3_000, (i) =>
        i % 500 === 499
          ? [{ type: 'task_complete', name: `task ${i % 2}`, duration_ms: 90_000 }]
          : i % 500 === 0
            ? [{ type: 'task_start', name: `task ${i % 2}` }]
            : [
                i % 3 === 0
                  ? { type: 'file_read', path: `name ${mixed(i, 260)}`, duration_ms: 1 + mixed(i, 300) }
                  : call({
                      name: i % 50 === 1 ? '(other names)' : `name ${mixed(i, 260)}`,
                      duration_ms: 1 + mixed(i, 300),
                    }),
                100,
              ],
      ),
    ));
  it('gives up the oldest of too many open tasks', () =>
    expectSame([
      ...times(12_500, (i) => [{ type: 'task_start', name: `task ${i % 300}`, span_id: `span ${i}` }] as const),
      ...times(2_600, (i) => [{ type: 'task_complete', name: 'any', span_id: `span ${i}` }] as const),
      ...times(1_500, (i) => [{ type: 'task_complete', name: `task ${(i * 7) % 300}` }] as const),
    ]));
  it(
    'has a task open while very many others come and go',
    () =>
      expectSame([
        [{ type: 'task_start', name: 'root' }],
        ...times(140_000, (i) => [{ type: i % 2 === 0 ? 'task_start' : 'task_complete', name: 'leaf' }] as const),
        [{ type: 'task_complete', name: 'root' }],
      ]),
    60_000,
  );
  it('forgets the oldest of too many spans that wait', () =>
    expectSame([
      ...times(10_500, (i) => [call({ duration_ms: 1, parent_span_id: `span ${i}` })] as const),
      ...times(600, (i) => [call({ duration_ms: 3, span_id: `span ${i}` })] as const),
      ...times(900, (i) => [call({ duration_ms: 1, parent_span_id: `span ${i}` })] as const),
    ]));
  it('ends the oldest of too many skill calls', () =>
    expectSame(
      times(12_000, (i) => [
        {
          type: 'skill_attempt',
          skill: `skill ${i % 7}`,
          attempt: 1,
          verified: true,
          duration_ms: 2,
          span_id: `call ${i}`,
          parent_span_id: `call ${i - 3}`,
        },
      ]),
    ));
  it('cuts long names', () =>
    expectSame(
      times(900, (i) => {
        const name = `${'ä long name '.repeat(400)}${i % 3}`;
        const agent_id = `${'a'.repeat(4_090 + (i % 9))} and more`;
        if (i % 4 === 0) return [{ type: 'task_start', name, agent_id }];
        if (i % 4 === 1) return [{ type: 'task_complete', name, agent_id, duration_ms: -1 }, -2];
        if (i % 4 === 2) return [call({ name, agent_id, status: i % 8 === 2 ? name : 'ok', duration_ms: i })];
        return [{ type: 'skill_attempt', skill: name.slice(0, 4_097), attempt: 1, verified: true, model: name }];
      }),
    ));
  it('has durations whose sum is no safe number', () =>
    expectSame(
      times(60, (i) => [
        { type: 'skill_attempt', skill: 'fix', attempt: 1 + (i % 5), verified: true, duration_ms: 1e15 },
      ]),
    ));
});

describe('the kernel gives up', () => {
  it('at a text in another spelling, though symbols were forgotten since', () =>
    expectGivenUp([
      [call({ name: 'ä' })],
      ...times(
        70_000,
        (i) => [call({ span_id: `span ${i}`, parent_span_id: `never ${i % 100}`, duration_ms: 1 })] as const,
      ),
      [call({ name: 'ä' }), 1, (line) => line.replace('ä', '\\u00e4')],
    ]));
  it('beyond so many agents', () =>
    expectGivenUp(times(10_100, (i) => [call({ agent_id: `agent ${i}`, duration_ms: 1 })])));
  it('when most symbols are needed', () =>
    expectGivenUp(times(9_000, (i) => [{ type: 'file_read', path: `${i} ${'long '.repeat(600)}`, size_bytes: 1 }])));
  it(
    'when its memory is full',
    () =>
      expectGivenUp(
        times(180_000, (i) => {
          const name = `name ${(i >> 1) % 9_990}`;
          const duration_ms = 16 ** Math.floor(i / 2 / 9_990);
          return [i % 2 === 0 ? call({ name, duration_ms }) : { type: 'task_complete', name, duration_ms }];
        }),
      ),
    60_000,
  );
  it('at skills and spans of more than one line, which its twin may mistake for others', () =>
    expectGivenUp([
      [{ type: 'skill_attempt', skill: 'c', attempt: 2, verified: true, span_id: 'a\nb' }],
      [{ type: 'skill_attempt', skill: 'b\nc', attempt: 2, verified: true, span_id: 'a' }],
    ]));
});
