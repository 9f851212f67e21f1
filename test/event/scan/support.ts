import { eventFault } from '../../../src/event/check.js';
import { KEPT_TYPES } from '../../../src/event/kept.js';
import { Recognizer } from '../../../src/event/recognize.js';
import { Kernel, sharedMemory } from '../../../src/event/scan/kernel.js';
import { ABSENT, CAPACITY, HAS_ERROR, ROW_TYPES, type Rows, UNKNOWN, VERIFIED } from '../../../src/event/scan/rows.js';
import type { LineScanner, ScannerOptions } from '../../../src/event/scan/scanner.js';
import type { Symbols } from '../../../src/event/scan/symbols.js';
import { Twin } from '../../../src/event/scan/twin.js';
import { loadCode } from '../../../src/log/scanner.js';

const module = loadCode('event/scan/kernel.wasm');

/** Both ways to scan. */
export const SCANNERS: readonly [name: string, open: (options?: ScannerOptions) => LineScanner][] = [
  [
    'the kernel',
    (options) => {
      if (module === undefined) throw new Error('no kernel: npm run build makes it');
      return new Kernel(module, sharedMemory(options));
    },
  ],
  ['the twin', (options) => new Twin(options)],
];

/** What a row tells, as text and numbers; undefined for what is absent, and for a line that was not recognised. */
export type Told = Record<string, unknown> | undefined;

const TEXTS = ['name', 'status', 'model', 'span_id', 'parent_span_id'] as const;
const NUMBERS = ['duration_ms', 'size_bytes', 'lines', 'exit_code', 'attempt', 'output_bytes'] as const;

export function toldOf(rows: Rows, row: number, symbols: Symbols): Told {
  if (rows.types[row] === UNKNOWN) return undefined;
  const told: Record<string, unknown> = {
    type: ROW_TYPES[rows.types[row] ?? -1],
    who: symbols.raw(rows.who[row] ?? -1),
    seq: rows.seqs[row],
    at_ms: rows.at_ms[row],
    error: ((rows.flags[row] ?? 0) & HAS_ERROR) !== 0,
    verified: ((rows.flags[row] ?? 0) & VERIFIED) !== 0,
  };
  for (const key of TEXTS) {
    const id = rows[key][row] ?? ABSENT;
    if (id !== ABSENT) told[key] = symbols.text(id);
  }
  for (const key of NUMBERS) {
    const value = rows[key][row] ?? Number.NaN;
    if (!Number.isNaN(value)) told[key] = value;
  }
  return told;
}

/** Scans lines that fit into a block; each of them has its row. */
export function scanAll(scanner: LineScanner, lines: Buffer, area = 0): { told: Told; end: number }[] {
  const { block, rows } = scanner.areas[area] ?? {};
  if (block === undefined || rows === undefined) throw new Error('no such area');
  block.set(lines);
  const found: { told: Told; end: number }[] = [];
  for (let at = 0; at < lines.length; ) {
    at = scanner.scan(area, at, lines.length);
    for (let row = 0; row < rows.count; row++)
      found.push({ told: toldOf(rows, row, scanner.symbols), end: rows.ends[row] ?? -1 });
    if (at < lines.length && rows.count < CAPACITY) scanner.symbols.clear();
  }
  return found;
}

/** What the careful way makes of a line. */
function carefully(line: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const event = value as Record<string, unknown>;
    return eventFault(event) === undefined ? event : undefined;
  } catch {
    return undefined;
  }
}

const recognizer = new Recognizer();
const NEWLINE = Buffer.from('\n');

/**
 * What a row must tell of a line: nothing where the recognizer of single lines refuses it, else what JSON.parse says.
 * A line that is known and that the careful way refuses is an error here already.
 */
export function expectedOf(line: Buffer): Told {
  const withEnd = Buffer.concat([line, NEWLINE]);
  if (!recognizer.recognize(withEnd, 0) || !KEPT_TYPES.has(recognizer.type)) return undefined;
  const event = carefully(line);
  if (event === undefined) throw new Error(`recognised, but not valid: ${line.toString('latin1')}`);
  const text = line.toString('utf8');
  const type = String(event['type']);
  const named = event[type === 'skill_attempt' ? 'skill' : type.startsWith('file_') ? 'path' : 'name'];
  const has = (key: string, ...types: string[]): unknown => (types.includes(type) ? event[key] : undefined);
  const told: Record<string, unknown> = {
    type,
    who: text.slice(text.indexOf('"session_id":') + '"session_id":'.length, text.indexOf(',"seq":')),
    seq: event['seq'],
    at_ms: Date.parse(String(event['ts'])),
    error: (has('error', 'task_complete', 'tool_call') ?? null) !== null,
    verified: has('verified', 'skill_attempt') === true,
    name: named,
    status: has('status', 'task_complete', 'tool_call'),
    model: has('model', 'skill_attempt'),
    span_id: event['span_id'],
    parent_span_id: event['parent_span_id'],
    duration_ms: type === 'task_start' ? undefined : event['duration_ms'],
    size_bytes: has('size_bytes', 'file_read', 'file_write'),
    lines: has('lines', 'file_read', 'file_write'),
    exit_code: has('exit_code', 'tool_call'),
    attempt: has('attempt', 'skill_attempt'),
    output_bytes: has('output_bytes', 'tool_call'),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

/** The lines of a block, without their newlines. */
export function linesOf(block: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < block.length; ) {
    const end = block.indexOf(10, at);
    lines.push(block.subarray(at, end));
    at = end + 1;
  }
  return lines;
}
