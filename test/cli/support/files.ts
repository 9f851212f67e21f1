import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Encoder } from '../../../src/event/encode.js';
import type { EventInput } from '../../../src/event/types.js';

const START_MS = Date.UTC(2026, 10, 21, 7, 35);

export interface LinesOptions {
  readonly session?: string;
  readonly writer?: string;
  /** The time of the first event; each further one is a second later. */
  readonly from_ms?: number;
}

/** Lines as the logger writes them, each with its newline. */
export function linesOf(events: readonly EventInput[], options: LinesOptions = {}): string[] {
  const { session = 's1', writer = 'Writer01', from_ms = START_MS } = options;
  const encoder = new Encoder(session, writer, undefined, undefined);
  return events.map((event, index) => {
    const line = encoder.encode(event, from_ms + index * 1000);
    return line.buffer.toString('utf8', line.start, line.end);
  });
}

export const toolCalls = (count: number, prefix = 'n'): EventInput[] =>
  Array.from({ length: count }, (_, index) => ({ type: 'tool_call', name: `${prefix}${index}`, duration_ms: 10 }));

/** A file that nobody writes to any more: last changed a minute ago. Made for all to read. */
export function put(dir: string, name: string, content: string | Buffer | readonly string[]): string {
  const path = join(dir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : content.join(''));
  quiet(path);
  return path;
}

export function quiet(path: string): void {
  const minuteAgo_s = Date.now() / 1000 - 60;
  utimesSync(path, minuteAgo_s, minuteAgo_s);
}

/** Lets any user in: temporary directories are our own. */
export function open(dir: string): string {
  chmodSync(dir, 0o755);
  return dir;
}

export const FIXTURES = join(import.meta.dirname, '../../../fixtures');
