/** Laws of the reader, for any bytes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SessionEvent } from '../../src/event/types.js';
import { EventDecoder } from '../../src/log/events.js';
import type { ReadItem } from '../../src/log/index.js';
import { RecordReader } from '../../src/log/records.js';
import { lineMaker, toolCalls } from '../support/lines.js';

const LIMIT_BYTES = 400;

/** What the reader makes of these chunks, synchronously and with a small limit, so that a law can be tried often. */
function made(chunks: readonly Buffer[]): ReadItem[] {
  const items: ReadItem[] = [];
  const decoder = new EventDecoder({
    event: (event, { line, offset, length }) => items.push({ event, line, offset, length }),
    problem: (problem) => items.push(problem),
  });
  const reader = new RecordReader(decoder, LIMIT_BYTES);
  for (const chunk of chunks) {
    // As a reader does that fills one block again and again.
    const block = Buffer.from(chunk);
    reader.push(block);
    block.fill(0x7b);
  }
  reader.end('final');
  return items;
}

const seqs = (items: readonly ReadItem[]): unknown[] =>
  items.flatMap((item) => ('event' in item ? [item.event.seq] : []));

const next = lineMaker();
const log = Buffer.from(
  [
    next({ type: 'task_start', name: 'Straße 🜁', metadata: { v: 1, deep: [{ v: 1 }] } }),
    next({ type: 'tool_call', name: '"}{"', params: { text: '\\"}\n{"v":1,"' } }),
    next({ type: 'file_read', path: '' }),
    next({ type: 'task_complete', name: 'Straße 🜁', duration_ms: 0.5 }),
  ]
    .map((line) => `${line}\n`)
    .join(''),
);

const lines = toolCalls(6);
const piece = fc.oneof(
  fc.constantFrom(...lines).map((line) => Buffer.from(`${line}\n`)),
  fc.constantFrom(...lines).map((line) => Buffer.from(line)),
  fc.tuple(fc.constantFrom(...lines), fc.nat(120)).map(([line, cut]) => Buffer.from(line.slice(0, cut))),
  fc
    .constantFrom('\n', '\r\n', '\0\0', '\ufeff', '{', '}', '"', '\\', 'null\n', '[]\n', '{"v":1}', ' ', '{"v":')
    .map((text) => Buffer.from(text)),
  fc.constant(Buffer.alloc(LIMIT_BYTES + 1, 'x')),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
);
const anyBytes = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.concat(pieces));

it('where the chunks end makes no difference', () => {
  fc.assert(
    fc.property(anyBytes, fc.array(fc.nat(2000), { maxLength: 20 }), (bytes, cuts) => {
      const at = [
        0,
        ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((left, right) => left - right),
        bytes.length,
      ];
      const chunks = at.slice(1).map((to, i) => bytes.subarray(at[i], to));
      expect(made(chunks)).toEqual(made([bytes]));
    }),
    { numRuns: 1000 },
  );
});

it('every item stands inside the bytes, and every event is what stands there', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      for (const item of made([bytes])) {
        const { line, offset, length } = item;
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset + length).toBeLessThanOrEqual(bytes.length);
        expect(line).toBe(bytes.subarray(0, offset).reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 1));
        if ('event' in item) expect(JSON.parse(bytes.toString('utf8', offset, offset + length))).toEqual(item.event);
      }
    }),
    { numRuns: 1000 },
  );
});

it('every whole line is read, whatever stands on the lines around it', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (before, behind) => {
      const whole = toolCalls(1, { writer: 'other' })[0] ?? '';
      const bytes = Buffer.concat([before, Buffer.from(`\n${whole}\n`), behind]);
      const found = made([bytes]).filter((item) => 'event' in item && item.event.writer === 'other');
      expect(found).toHaveLength(1);
    }),
    { numRuns: 500 },
  );
});

it('a log cut at any byte holds every whole line, and nothing else', () => {
  expect(seqs(made([log]))).toEqual([0, 1, 2, 3]);
  for (let cut = 0; cut <= log.length; cut++) {
    const rest = log.subarray(0, cut);
    const ends = [...log.keys()].filter((at) => log[at] === 0x0a);
    // The last line is whole without its newline too.
    const whole = ends.filter((end) => end <= cut).length;
    const items = made([rest]);
    expect(seqs(items)).toEqual([0, 1, 2, 3].slice(0, whole));
    const torn = items.flatMap((item) => ('problem' in item ? [item.problem] : []));
    const isWhole = cut === 0 || log[cut - 1] === 0x0a || log[cut] === 0x0a;
    expect(torn).toEqual(isWhole ? [] : ['torn']);
  }
});

it('no byte can be changed without a word, or without taking its event out of the chain', () => {
  const intact = made([log]);
  for (let at = 0; at < log.length; at++) {
    for (const mask of [0x01, 0x20, 0x80, 0xff]) {
      const changed = Buffer.from(log);
      changed[at] = (log[at] ?? 0) ^ mask;
      const items = made([changed]);
      expect(items).not.toEqual(intact);
      const isTold = items.some((item) => 'problem' in item || !isChained(item.event));
      expect(isTold, `byte ${at} ^ ${mask}`).toBe(true);
    }
  }
});

const isChained = ({ writer, seq, hash }: SessionEvent): boolean =>
  [writer, seq, hash].every((part) => part !== undefined);

it('no line can be taken away, moved or doubled without a word, but at the end', () => {
  const records = log.toString('utf8').split('\n').slice(0, -1);
  const problems = (order: readonly number[]): number =>
    made([Buffer.from(order.map((i) => `${records[i]}\n`).join(''))]).filter((item) => 'problem' in item).length;
  expect(problems([0, 1, 2, 3])).toBe(0);
  for (const order of [
    [1, 2, 3],
    [0, 2, 3],
    [0, 1, 3],
    [1, 0, 2, 3],
    [0, 2, 1, 3],
    [0, 1, 3, 2],
    [0, 0, 1, 2, 3],
    [0, 1, 2, 3, 3],
  ]) {
    expect(problems(order), String(order)).toBeGreaterThan(0);
  }
});
