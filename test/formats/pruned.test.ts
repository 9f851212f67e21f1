import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pick } from '../../src/event/prune/needs.js';
import { isMeasured, jsonBytesIn, sizeIn } from '../../src/formats/agent/sizes.js';
import { claudeCode } from '../../src/formats/claude-code/claude-code.js';
import { codex } from '../../src/formats/codex/codex.js';
import type { Format, SourceRecord } from '../../src/formats/index.js';
import { openPruner } from '../../src/log/pruner.js';
import { decode, fixtureFiles, fixtureRecords } from './fixtures.js';

const FORMATS = [claudeCode, codex];

/** More transcripts, where somebody has some: a folder for each format. */
const OTHERS = process.env['SESSIONLOG_TRANSCRIPTS'];

const isRecord = (value: unknown): value is SourceRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(line: string): SourceRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    // A damaged line: the reader has tests of its own.
    return undefined;
  }
}

/** Records as the reader gives them: what is left of each line, where that is enough. */
function leftOf({ pruned }: Format, records: readonly SourceRecord[]): { left: SourceRecord[]; pruned: number } {
  if (pruned === undefined) throw new Error('the format says nothing of its needs');
  const prune = openPruner(pruned.needs);
  if (prune === undefined) throw new Error('no kernel: npm run build makes it');
  let count = 0;
  const left = records.map((record) => {
    const some = prune(Buffer.from(JSON.stringify(record)));
    if (some === undefined || !pruned.isEnough(some)) return record;
    count++;
    // Beside the kernel, the slow way.
    expect(some).toEqual(pick(record, pruned.needs));
    return some;
  });
  return { left, pruned: count };
}

function expectSame(format: Format, records: readonly SourceRecord[]): number {
  const { left, pruned } = leftOf(format, records);
  expect(JSON.stringify(decode(format, 's-1', left))).toBe(JSON.stringify(decode(format, 's-1', records)));
  return pruned;
}

/** A record in which texts have grown beyond what is kept of them, as those of real transcripts are. */
function grown(record: SourceRecord, by: string): SourceRecord {
  const grow = (value: unknown, key: string): unknown => {
    if (typeof value === 'string')
      return /^(?:content|text|stdout|output|old_string|new_string|aggregated_output)$/.test(key) ? value + by : value;
    if (Array.isArray(value)) return value.map((each) => grow(each, key));
    return isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, grow(each, name)]))
      : value;
  };
  return grow(record, '') as SourceRecord;
}

describe.each(FORMATS)('what is left of records of $name', (format) => {
  it.each(fixtureFiles(format.name).filter((file) => file.endsWith('.jsonl')))('makes the same events: %s', (file) => {
    expectSame(format, fixtureRecords(format.name, file));
  });

  it('makes the same events of long texts', () => {
    let pruned = 0;
    for (const file of fixtureFiles(format.name).filter((name) => name.endsWith('.jsonl')))
      for (const by of [`\n${'line "ü"\n'.repeat(300)}`, `${'x/\\u0001'.repeat(500)}`])
        pruned += expectSame(
          format,
          fixtureRecords(format.name, file).map((record) => grown(record, by)),
        );
    expect(pruned).toBeGreaterThan(50);
  });

  it.runIf(OTHERS !== undefined)('makes the same events of other transcripts', () => {
    const folder = join(OTHERS ?? '', format.name);
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
      const lines = readFileSync(join(folder, file), 'utf8').split('\n');
      expectSame(format, lines.map(parsed).filter(isRecord));
    }
  });
});

describe('sizes of texts of which only those are left', () => {
  it('are those of the texts', () => {
    const unit = fc.constantFrom('a', '"', '\\', '/', '\n', '\u0001', '\u007f', 'ü', '€', '😀', '\ud800');
    fc.assert(
      fc.property(fc.string({ unit, minLength: 100, maxLength: 300 }), (text) => {
        const left = pick(text, { measure: 0, json: true });
        expect(isMeasured(left)).toBe(true);
        expect(sizeIn(left)).toEqual(sizeIn(text));
        expect(jsonBytesIn({ a: 1, content: left })).toBe(jsonBytesIn({ a: 1, content: text }));
      }),
    );
  });

  it.each([
    { bytes: -1, lines: 1 },
    { bytes: 1.5, lines: 1 },
    { bytes: 2 ** 53, lines: 1 },
    { bytes: 1 },
    { bytes: 1, lines: 1, head: 5 },
    [1, 1],
  ])('are not read from what no text could have: %j', (forged) => {
    expect(isMeasured(forged)).toBe(false);
    for (const format of FORMATS) {
      const message = { content: [{ type: 'tool_result', tool_use_id: 'a', content: forged }] };
      const payload = { type: 'function_call_output', call_id: 'a', output: forged };
      const record = {
        type: format === codex ? 'response_item' : 'user',
        timestamp: '2026-11-21T07:35:00Z',
        message,
        payload,
      };
      expectSame(format, [record]);
      expect(decode(format, 's-1', [record]).refused).toEqual([]);
    }
  });
});
