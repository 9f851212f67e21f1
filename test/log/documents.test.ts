import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import type { Problem } from '../../src/event/problem.js';
import { DocumentReader } from '../../src/log/documents.js';

interface Read {
  lines?: string;
  value?: unknown;
  bytes?: string;
  readonly problems: Problem[];
}

/** Feeds a text in chunks. */
function read(text: string, { named = false, limit_bytes = LIMITS.document_bytes, chunk = 7 } = {}): Read {
  const run: Read = { problems: [] };
  const given: Buffer[] = [];
  const reader = new DocumentReader(
    {
      lines: (bytes) => {
        given.push(bytes);
      },
      document: (value, bytes) => {
        run.value = value;
        run.bytes = bytes.toString();
      },
      problem: (problem) => run.problems.push(problem),
    },
    { named, limit_bytes },
  );
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunk) {
    if (reader.isLines) given.push(bytes.subarray(at, at + chunk));
    else reader.push(bytes.subarray(at, at + chunk));
  }
  reader.end();
  if (reader.isLines) run.lines = Buffer.concat(given).toString();
  return run;
}

const RECORD = '{"v":1,"ts":"2026-11-21T07:35:00.123Z","session_id":"s","type":"task_start","name":"a {[\\"}"}';

describe('a document', () => {
  it('of any shape is read whole, in chunks of any size', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(fc.jsonValue(), { minLength: 1 }),
          fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
        ),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('', '\n'),
        (value, chunk, end) => {
          const text = JSON.stringify(value, null, 2);
          expect(read(text + end, { chunk })).toEqual({ value: JSON.parse(text), bytes: text, problems: [] });
        },
      ),
    );
  });

  it('may stand on one line longer than a line may be, if its name says that it is one', () => {
    const value = { text: 'x'.repeat(LIMITS.line_bytes) };
    const text = JSON.stringify(value);
    expect(read(text, { named: true, chunk: 65_536 }).value).toEqual(value);
    expect(read(text, { chunk: 65_536 }).lines).toBe(text);
  });

  it('beyond the limit is told of, once, and not taken for lines', () => {
    const text = JSON.stringify({ list: Array.from({ length: 100 }, (_, i) => i) }, null, 2);
    const run = read(text, { limit_bytes: 100 });
    expect(run).toEqual({ problems: [expect.objectContaining({ problem: 'over_long', line: 1, offset: 0 })] });
    expect(run.problems[0]?.reason).toMatch(/one JSON document of more than 100 bytes/);
  });

  it.each([
    ['ends too early', '{\n  "a": [1,\n    2', 'torn', /ends before it is whole/],
    ['is no JSON', '{\n  "a": nothing\n}\n', 'bad_json', /no JSON/],
  ])('that %s is one problem', (_, text, problem, reason) => {
    expect(read(text)).toEqual({
      problems: [{ problem, line: 1, offset: 0, length: text.length, reason: expect.stringMatching(reason) }],
    });
  });

  it('is read when it is whole, by who does not wait for its end', () => {
    const values: unknown[] = [];
    const sink = { lines() {}, document: (value: unknown) => values.push(value), problem() {} };
    const reader = new DocumentReader(sink, { named: false });
    reader.push(Buffer.from('{\n"a": {'));
    reader.pause();
    expect(values).toEqual([]);
    reader.push(Buffer.from('}\n}'));
    reader.pause();
    reader.end();
    expect(values).toEqual([{ a: {} }]);
  });
});

describe('lines', () => {
  it.each([
    ['a record a line', `${RECORD}\n${RECORD}\n`],
    ['one record', `${RECORD}\n`],
    ['one record without its newline', RECORD],
    ['joined records', `${RECORD}${RECORD}\n`],
    ['a stump before a record', `${RECORD.slice(0, 30)}\n${RECORD}\n`],
    ['a stump that ends in a comma', `{"v":1,\n${RECORD}\n${RECORD}\n`],
    ['a stump that ends in a colon', `{"v":\n${RECORD}\n${RECORD}\n`],
    ['a stump that ends in a comma, and one record', `{"v":1,\n${RECORD}`],
    ['a stump alone', '{"v":1,"ts'],
    ['a blank line first', `\n${RECORD}\n`],
    ['a mark first', `\uFEFF${RECORD}\n`],
    ['NULs first', `\0\0${RECORD}\n`],
    ['no JSON at all', 'a text\nof lines\n'],
    ['an array on a line before a record', `[1]\n${RECORD}\n`],
    ['words behind a record', `${RECORD} and more\n`],
  ])('are told by %s, and given back to the last byte', (_, text) => {
    for (const chunk of [1, 7, 4096]) expect(read(text, { chunk })).toEqual({ lines: text, problems: [] });
  });

  it('are told after one line, however long the file is', () => {
    const reader = new DocumentReader({ lines() {}, document() {}, problem() {} }, { named: false });
    reader.push(Buffer.from(`${RECORD}\n`));
    expect(reader.isLines).toBe(true);
  });

  it('of a file named like a document are told by the second', () => {
    expect(read(`${RECORD}\n${RECORD}\n`, { named: true }).lines).toBe(`${RECORD}\n${RECORD}\n`);
    expect(read(`${RECORD}\n`, { named: true }).lines).toBe(`${RECORD}\n`);
  });

  it('without an end are given up for a document after what one line may have', () => {
    const run = read(`{"text":"${'x'.repeat(LIMITS.line_bytes)}`, { chunk: 65_536 });
    expect(run.lines?.length).toBe(LIMITS.line_bytes + 9);
  });
});
