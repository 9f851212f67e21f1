import type { SessionEvent } from './types.js';

/** The fields of the payload that are kept of a line that was looked over; the spans come last. */
export const SLOTS = [
  'name',
  'path',
  'skill',
  'duration_ms',
  'status',
  'size_bytes',
  'lines',
  'exit_code',
  'error',
  'attempt',
  'model',
  'verified',
  'output_bytes',
  'span_id',
  'parent_span_id',
] as readonly string[];

/** The types of which these fields are all that a retrospective reads. */
export const KEPT_TYPES: ReadonlySet<string> = new Set([
  'task_start',
  'task_complete',
  'file_read',
  'file_write',
  'tool_call',
  'skill_attempt',
]);

/**
 * An event, as far as retrospectives read it: without its time, which is told in milliseconds, and without what it was
 * called with. Of an error it says only whether there is one.
 */
export type Kept = SessionEvent;

interface Envelope {
  readonly session_id: string;
  readonly agent_id: string | undefined;
  readonly writer: string;
  readonly seq: number;
  readonly type: string;
}

/** One layout for all types, so that whoever reads them meets one layout only. */
export const createKept = (): Kept =>
  ({
    ts: '',
    session_id: '',
    agent_id: undefined,
    writer: '',
    seq: 0,
    type: '',
    name: undefined,
    path: undefined,
    skill: undefined,
    duration_ms: undefined,
    status: undefined,
    size_bytes: undefined,
    lines: undefined,
    exit_code: undefined,
    error: undefined,
    attempt: undefined,
    model: undefined,
    verified: undefined,
    output_bytes: undefined,
    span_id: undefined,
    parent_span_id: undefined,
  }) as unknown as Kept;

type Writable = { -readonly [key in keyof Kept]: Kept[key] } & Record<string, unknown>;

/** Puts another line in the place of the one before it. @param values in the order of `SLOTS` */
export function fillKept(kept: Kept, line: Envelope, values: readonly unknown[]): Kept {
  const into = kept as Writable;
  into.session_id = line.session_id;
  into.agent_id = line.agent_id;
  into.writer = line.writer;
  into.seq = line.seq;
  into.type = line.type;
  into['name'] = values[0];
  into['path'] = values[1];
  into['skill'] = values[2];
  into['duration_ms'] = values[3];
  into['status'] = values[4];
  into['size_bytes'] = values[5];
  into['lines'] = values[6];
  into['exit_code'] = values[7];
  into['error'] = values[8];
  into['attempt'] = values[9];
  into['model'] = values[10];
  into['verified'] = values[11];
  into['output_bytes'] = values[12];
  into.span_id = values[13] as string | undefined;
  into.parent_span_id = values[14] as string | undefined;
  return kept;
}
