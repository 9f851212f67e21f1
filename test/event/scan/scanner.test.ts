import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CAPACITY, ROW_TYPES } from '../../../src/event/scan/rows.js';
import { type LineScanner, ScannerView } from '../../../src/event/scan/scanner.js';
import { openScanner } from '../../../src/log/scanner.js';
import { lineMaker, toolCalls } from '../../support/lines.js';
import { expectedOf, linesOf, SCANNERS, scanAll, toldOf } from './support.js';

const GOLDEN = join(import.meta.dirname, '../../../fixtures/format/v1');
const golden = readdirSync(GOLDEN).filter((name) => name.endsWith('.jsonl'));
const blockOf = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));
const work = mkdtempSync(join(tmpdir(), 'sessionlog-scan-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Scans lines of any number through one block, as a reader would; what `each` makes of every full scan. */
function scanLong(scanner: LineScanner, lines: Buffer, each: (scanner: LineScanner) => void): { cleared: number } {
  const { block, rows } = scanner.areas[0] ?? {};
  if (block === undefined || rows === undefined) throw new Error('no area');
  let cleared = 0;
  for (let read = 0; read < lines.length; ) {
    const to = lines.lastIndexOf(10, read + block.length - 1) + 1;
    lines.copy(block, 0, read, to);
    for (let at = 0; at < to - read; ) {
      at = scanner.scan(0, at, to - read);
      each(scanner);
      if (at < to - read && rows.count < CAPACITY) {
        scanner.symbols.clear();
        cleared++;
      }
    }
    read = to;
  }
  return { cleared };
}

describe.each(SCANNERS)('%s', (_name, open) => {
  it.each(golden)('tells of %s what JSON.parse says', (name) => {
    const file = readFileSync(join(GOLDEN, name));
    const lines = file.subarray(0, file.lastIndexOf(10) + 1);
    const found = scanAll(open(), lines);
    expect(found.map(({ told }) => told)).toEqual(linesOf(lines).map(expectedOf));
    let end = -1;
    for (const [i, line] of linesOf(lines).entries()) {
      end += line.length + 1;
      expect(found[i]?.end).toBe(end);
    }
  });

  it('knows lines of every type that it tells of, and leaves others', () => {
    const next = lineMaker({ session_id: 'sprint-42' });
    const lines = [
      next({ type: 'task_start', name: 'build', span_id: 's1' }),
      next({ type: 'file_read', path: '/a', size_bytes: 7, lines: 2, duration_ms: 0.25 }),
      next({ type: 'file_write', path: '/ä "b"', parent_span_id: 's1' }),
      next({ type: 'tool_call', name: 'pytest', params: {}, exit_code: -1, error: { message: 'no' }, output_bytes: 4 }),
      next({ type: 'skill_attempt', skill: 'review', attempt: 2, model: 'm', verified: true }),
      next({ type: 'task_complete', name: 'build', duration_ms: 12.5, status: 'failed', error: null, span_id: 's1' }),
      next({ type: 'session_end', status: 'completed' }),
      '{"note":"by hand"}',
      '',
      next({ type: 'task_start', name: '' }),
    ];
    const who = '"sprint-42","writer":"w"';
    const at_ms = Date.UTC(2026, 10, 21, 8);
    const none = { error: false, verified: false };
    const told = scanAll(open(), blockOf(lines)).map((row) => row.told);
    expect(told).toEqual([
      { ...none, type: 'task_start', who, seq: 0, at_ms, name: 'build', span_id: 's1' },
      { ...none, type: 'file_read', who, seq: 1, at_ms: at_ms + 1e3, name: '/a', size_bytes: 7, lines: 2, duration_ms: 0.25 },
      { ...none, type: 'file_write', who, seq: 2, at_ms: at_ms + 2e3, name: '/ä "b"', parent_span_id: 's1' },
      { ...none, type: 'tool_call', who, seq: 3, at_ms: at_ms + 3e3, name: 'pytest', exit_code: -1, output_bytes: 4, error: true },
      { ...none, type: 'skill_attempt', who, seq: 4, at_ms: at_ms + 4e3, name: 'review', attempt: 2, model: 'm', verified: true },
      { ...none, type: 'task_complete', who, seq: 5, at_ms: at_ms + 5e3, name: 'build', duration_ms: 12.5, status: 'failed', span_id: 's1' },
      undefined,
      undefined,
      undefined,
      { ...none, type: 'task_start', who, seq: 7, at_ms: at_ms + 7e3, name: '' },
    ]); // biome-ignore format: a table
    expect(new Set(told.flatMap((row) => row?.['type'] ?? []))).toEqual(new Set(ROW_TYPES));
  });

  it('gives the same id to the same bytes only, whatever they stand for', () => {
    const next = lineMaker();
    const texts = ['a', 'ä', 'a', 'b"', 'b"', '', 'a'.repeat(40), 'a'.repeat(40), 'a'.repeat(41)];
    const lines = texts.map((name) => next({ type: 'tool_call', name }));
    lines.push((lines[0] ?? '').replace('"name":"a"', '"name":"\\u0061"'));
    const scanner = open();
    scanAll(scanner, blockOf(lines));
    const ids = [...(scanner.areas[0]?.rows.name.subarray(0, lines.length) ?? [])];
    expect(ids.map((id) => ids.indexOf(id))).toEqual([0, 1, 0, 3, 3, 5, 6, 6, 8, 9]);
    expect(ids.map((id) => scanner.symbols.text(id))).toEqual([...texts, 'a']);
    expect(() => scanner.symbols.text(scanner.symbols.count)).toThrow(RangeError);
    expect(() => scanner.symbols.text(-1)).toThrow(RangeError);
  });

  it('goes on where its rows were full', () => {
    const lines = toolCalls(2 * CAPACITY + 5).map((line) => line.replace(/"n\d+"/, '"n"'));
    const counts: number[] = [];
    const ends: number[] = [];
    scanLong(open({ block_bytes: 4 << 20 }), blockOf(lines), ({ areas }) => {
      counts.push(areas[0]?.rows.count ?? -1);
      ends.push(areas[0]?.rows.ends[0] ?? -1);
    });
    expect(counts).toEqual([CAPACITY, CAPACITY, 5]);
    const [first = '', ...rest] = lines;
    const before = rest.slice(0, CAPACITY - 1).reduce((sum, line) => sum + line.length + 1, first.length + 1);
    expect(ends.slice(0, 2)).toEqual([first.length, before + (lines[CAPACITY] ?? '').length]);
  });

  it.each([
    ['ids', 70_000, ''],
    ['bytes', 1_200, 'x'.repeat(8_000)],
  ])('goes on where there was no room for symbols: too many %s', (_what, count, more) => {
    const next = lineMaker();
    const lines = Array.from({ length: count }, (_, i) => next({ type: 'tool_call', name: `${i}${more}` }));
    const names: string[] = [];
    const { cleared } = scanLong(open(), blockOf(lines), ({ areas, symbols }) => {
      const rows = areas[0]?.rows;
      for (let row = 0; row < (rows?.count ?? 0); row++) names.push(symbols.text(rows?.name[row] ?? -1));
    });
    expect(cleared).toBeGreaterThan(0);
    expect(names).toEqual(lines.map((_, i) => `${i}${more}`));
  });

  it('leaves texts beyond 8 KiB to the careful way', () => {
    const next = lineMaker();
    const of = (length: number): string =>
      next({ type: 'tool_call', name: 'x'.repeat(length), params: 'y'.repeat(9_000) });
    const long = lineMaker({ session_id: 'z'.repeat(9_000) })({ type: 'task_start', name: 'a' });
    const told = scanAll(open(), blockOf([of(8_192), of(8_193), long])).map((row) => row.told !== undefined);
    expect(told).toEqual([true, false, false]);
  });

  it('reads up to the end of a block, and writes nothing outside of what it was told', () => {
    const lines = blockOf(toolCalls(20));
    const scanner = open({ areas: 3, block_bytes: lines.length });
    const [left, area, right] = scanner.areas;
    const block = area?.block ?? Buffer.alloc(0);
    expect(block.length).toBe(lines.length);
    for (const other of [left, right]) other?.block.fill(0x22);
    const before = [left, right].map((other) => Buffer.from(other?.block ?? ''));
    // What stands behind the block would go on with a torn line.
    const torn = toolCalls(1)[0] ?? '';
    new Uint8Array(scanner.memory, block.byteOffset + block.length, 64).set(Buffer.from(torn.slice(40, 104)));
    for (let cut = 0; cut < 60; cut++) {
      const bytes = Buffer.concat([
        lines.subarray(0, lines.length - 61),
        Buffer.from(torn.slice(0, cut).padEnd(60)),
        Buffer.from('\n'),
      ]);
      expect(scanAll(scanner, bytes, 1).map(({ told }) => told)).toEqual(linesOf(bytes).map(expectedOf));
    }
    expect(scanAll(scanner, lines, 1).every(({ told }) => told !== undefined)).toBe(true);
    expect([left, right].map((other) => Buffer.from(other?.block ?? ''))).toEqual(before);
    for (const other of [left, right]) {
      expect(other?.rows.count).toBe(0);
      for (const column of [...(other?.rows.texts ?? []), ...(other?.rows.numbers ?? [])])
        expect(column.every((value) => value === 0)).toBe(true);
    }
  });

  it('begins inside a block, and does not look before that', () => {
    const [first = '', second = ''] = toolCalls(2);
    const scanner = open();
    const { block, rows } = scanner.areas[0] ?? {};
    const bytes = blockOf([first, second]);
    block?.set(bytes);
    expect(scanner.scan(0, first.length + 1, bytes.length)).toBe(bytes.length);
    expect(rows?.count).toBe(1);
    expect(rows?.ends[0]).toBe(bytes.length - 1);
    expect(rows?.seqs[0]).toBe(1);
    // From the middle of a line, that line is not known.
    expect(scanner.scan(0, 20, bytes.length)).toBe(bytes.length);
    expect(rows && [0, 1].map((row) => toldOf(rows, row, scanner.symbols)?.['seq'])).toEqual([undefined, 1]);
    expect(scanner.scan(0, 5, 5)).toBe(5);
    expect(rows?.count).toBe(0);
  });

  it('does not take empty lines and what follows for a line of the minute before', () => {
    const line = toolCalls(1)[0] ?? '';
    const lines = ['\n'.repeat(29), line.slice(30), '\0'.repeat(30) + line.slice(30), line];
    const bytes = blockOf(lines);
    expect(scanAll(open(), bytes).map(({ told }) => told)).toEqual(linesOf(bytes).map(expectedOf));
  });

  it('refuses what are no whole lines', () => {
    const scanner = open();
    scanner.areas[0]?.block.set(Buffer.from('{}\n{}'));
    for (const [area, from, to] of [[0, 0, 5], [0, -1, 3], [0, 3, 0], [0, 0, 1 << 30], [1, 0, 3], [0, 0.5, 3]] as const) // biome-ignore format: a table
      expect(() => scanner.scan(area, from, to)).toThrow(RangeError);
  });

  it('reads files straight into a block', () => {
    const path = join(work, 'log.jsonl');
    const lines = blockOf(toolCalls(3));
    writeFileSync(path, lines);
    const scanner = open();
    const { block, rows } = scanner.areas[0] ?? {};
    const fd = openSync(path, 'r');
    expect(block && readSync(fd, block, 0, block.length, null)).toBe(lines.length);
    closeSync(fd);
    scanner.scan(0, 0, lines.length);
    expect(rows && [0, 1, 2].map((row) => scanner.symbols.text(rows.name[row] ?? -1))).toEqual(['n0', 'n1', 'n2']);
    expect(block?.toString('utf8', 0, lines.length)).toBe(lines.toString('utf8'));
    expect(block?.toString('latin1', 0, lines.length)).toBe(lines.toString('latin1'));
  });

  it('can be read by who has its memory alone', () => {
    const scanner = open({ areas: 2, block_bytes: 5_000 });
    const lines = blockOf(toolCalls(3));
    scanAll(scanner, lines, 1);
    const view = new ScannerView(scanner.memory);
    expect(view.areas.map(({ block }) => block.length)).toEqual([5_000, 5_000]);
    const { rows, block } = view.areas[1] ?? {};
    expect(rows?.count).toBe(3);
    expect(rows && [0, 1, 2].map((row) => toldOf(rows, row, view.symbols))).toEqual(linesOf(lines).map(expectedOf));
    expect(block?.subarray(0, lines.length).equals(lines)).toBe(true);
    view.symbols.clear();
    expect(scanner.symbols.count).toBe(0);
    expect(scanAll(scanner, lines).map(({ told }) => told)).toEqual(linesOf(lines).map(expectedOf));
  });
});

describe('a scanner', () => {
  it('is the kernel where it can be had, and its twin where it is switched off', () => {
    expect(openScanner().by).toBe('kernel');
    process.env['SESSIONLOG_WASM'] = 'off';
    try {
      expect(openScanner().by).toBe('twin');
    } finally {
      delete process.env['SESSIONLOG_WASM'];
    }
  });

  it('is not found in other memory', () => {
    expect(() => new ScannerView(new ArrayBuffer(65_536))).toThrow(RangeError);
  });
});
