/** Logs of any size, the same for the same seed, with the figures that an analysis of them must give. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { Encoder } from '../../src/event/encode.js';
import type { EventInput } from '../../src/event/types.js';

export interface GenerateOptions {
  /** Events in the log. */
  readonly count: number;
  readonly seed?: number;
  readonly session?: string;
  /** The share of tool calls and tasks that fail (default 0.05). */
  readonly errors?: number;
}

/** What is in the log, counted while it was made. */
export interface Generated {
  events: number;
  bytes: number;
  first_ms: number;
  last_ms: number;
  tasks_completed: number;
  tasks_failed: number;
  tasks_open: number;
  tool_calls: number;
  tool_errors: number;
  files_read: number;
  files_written: number;
  bytes_read: number;
  bytes_written: number;
  skill_attempts: number;
  /** Summed over all runs, whole milliseconds. */
  task_ms: Record<string, number>;
}

const START_MS = Date.UTC(2026, 10, 21, 7, 35);
const BLOCK_BYTES = 256 * 1024;
const TOOLS = ['pytest', 'grep', 'edit', 'bash', 'fetch "docs"'] as const;
const TASKS = ['plan', 'write_code', 'write_tests', 'review', 'déploy', '__proto__'] as const;
const MODELS = ['small', 'large'] as const;

/** Mulberry32: 32 bits of state, the same numbers on every machine. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Writes a log of one writer, hashed as the logger does it. */
export function generateLog(path: string, options: GenerateOptions): Generated {
  const { count, seed = 1, session = 'generated', errors = 0.05 } = options;
  const next = random(seed);
  const whole = (below: number): number => Math.floor(next() * below);
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item => items[whole(items.length)] ?? items[0];
  const made: Generated = {
    events: 0,
    bytes: 0,
    first_ms: START_MS,
    last_ms: START_MS,
    tasks_completed: 0,
    tasks_failed: 0,
    tasks_open: 0,
    tool_calls: 0,
    tool_errors: 0,
    files_read: 0,
    files_written: 0,
    bytes_read: 0,
    bytes_written: 0,
    skill_attempts: 0,
    task_ms: Object.create(null) as Record<string, number>,
  };
  const encoder = new Encoder(session, 'Gener8ed', 'bot-7', undefined);
  const block = Buffer.alloc(BLOCK_BYTES);
  const fd = openSync(path, 'w', 0o600);
  let filled = 0;
  let now_ms = START_MS;
  let task: { name: string; span_id: string; started_ms: number } | undefined;

  const write = (event: EventInput): void => {
    const line = encoder.encode(event, now_ms);
    const length = line.end - line.start;
    if (filled + length > block.length) {
      writeSync(fd, block, 0, filled);
      filled = 0;
    }
    line.buffer.copy(block, filled, line.start, line.end);
    filled += length;
    made.events++;
    made.bytes += length;
    made.last_ms = now_ms;
  };

  const begin = (): void => {
    task = { name: pick(TASKS), span_id: made.events.toString(16).padStart(16, '0'), started_ms: now_ms };
    made.tasks_open++;
    write({ type: 'task_start', name: task.name, span_id: task.span_id });
  };

  const end = ({ name, span_id, started_ms }: { name: string; span_id: string; started_ms: number }): void => {
    const failed = next() < errors;
    made.tasks_open--;
    if (failed) made.tasks_failed++;
    else made.tasks_completed++;
    made.task_ms[name] = (made.task_ms[name] ?? 0) + now_ms - started_ms;
    task = undefined;
    const status = failed ? 'failed' : 'completed';
    write({ type: 'task_complete', name, status, span_id, ...(failed ? { error: 'it broke\n' } : {}) });
  };

  const work = (parent_span_id: string): void => {
    const path = `src/room-${whole(20)}/file-${whole(50)}.ts`;
    const size_bytes = whole(100_000);
    const kind = next();
    if (kind < 0.5) {
      const failed = next() < errors;
      made.tool_calls++;
      if (failed) made.tool_errors++;
      const params = { path, flags: ['-q', `--seed=${whole(1000)}`] };
      const outcome = failed ? { status: 'error', exit_code: 1 } : { status: 'success', exit_code: 0 };
      write({ type: 'tool_call', name: pick(TOOLS), params, duration_ms: whole(900), ...outcome, parent_span_id });
    } else if (kind < 0.75) {
      made.files_read++;
      made.bytes_read += size_bytes;
      write({ type: 'file_read', path, size_bytes, parent_span_id });
    } else if (kind < 0.95) {
      made.files_written++;
      made.bytes_written += size_bytes;
      write({ type: 'file_write', path, size_bytes, lines: whole(400), parent_span_id });
    } else {
      made.skill_attempts++;
      const verified = next() >= errors;
      write({ type: 'skill_attempt', skill: 'write_code', attempt: 1, model: pick(MODELS), verified, parent_span_id });
    }
  };

  try {
    while (made.events < count) {
      now_ms += 1000 + whole(2000);
      if (task === undefined) begin();
      else if (next() < 0.15) end(task);
      else work(task.span_id);
    }
    writeSync(fd, block, 0, filled);
  } finally {
    closeSync(fd);
  }
  return made;
}
