import { briefError } from '../agent/briefs.js';
import { countOf, recordOf, recordsOf, textOf } from '../agent/values.js';
import type { Put } from '../drafts.js';
import type { SourceRecord } from '../format.js';
import { callOf, type FileUse, fileUse } from '../tool-runs.js';
import type { openTurns } from '../turns.js';

/** A call, remembered until its result comes. */
export interface Call {
  readonly id: string;
  readonly at_ms: number;
  readonly call: ReturnType<typeof callOf>;
  readonly path: unknown;
  /** What it will have written, if it succeeds: the new text alone, where it replaces an old one. */
  readonly writes: readonly FileUse[];
}

const WRITERS: ReadonlySet<string> = new Set(['write', 'edit']);

/** The tool calls of an answer. */
export const callsIn = (message: SourceRecord, at_ms: number): Call[] =>
  recordsOf(message['content'])
    .filter((part) => part['type'] === 'toolCall')
    .map((part) => {
      const call = callOf(part['id'], part['name'], part['arguments']);
      const args = recordOf(part['arguments']) ?? {};
      return {
        id: call.id ?? '',
        at_ms,
        call,
        path: args['path'],
        writes: WRITERS.has(call.name) ? writtenBy(args) : [],
      };
    });

function writtenBy(args: SourceRecord): FileUse[] {
  const edits = recordsOf(args['edits']).map((edit) => edit['newText']);
  return fileUse('file_write', args['path'], args['content'], args['newText'], ...edits);
}

export interface Answer {
  readonly message: SourceRecord;
  /** When it had come in full. */
  readonly at_ms: number;
  readonly entry_id: string | undefined;
  readonly calls: number;
}

const STATUS: ReadonlyMap<unknown, 'failed' | 'cancelled'> = new Map([
  ['error', 'failed'],
  ['aborted', 'cancelled'],
] as const);

/** The answer as a call of the model: the message has the time of the request, the entry that of its end. */
export function tellAnswer(put: Put, turns: ReturnType<typeof openTurns>, answer: Answer): void {
  const { message, at_ms, entry_id } = answer;
  const usage = recordOf(message['usage']) ?? {};
  const status = STATUS.get(message['stopReason']) ?? 'completed';
  const said = textOf(message['errorMessage']);
  const error = said === undefined ? undefined : briefError(said);
  put({
    type: 'model_call',
    at_ms,
    payload: {
      model: textOf(message['model']) ?? 'unknown',
      ...durationOf(message['timestamp'], at_ms),
      input_tokens: countOf(usage['input']),
      output_tokens: countOf(usage['output']),
      cache_read_tokens: countOf(usage['cacheRead']),
      cache_write_tokens: countOf(usage['cacheWrite']),
      reasoning_tokens: countOf(usage['reasoning']),
      status,
      error,
      provider: textOf(message['provider']),
      span_id: entry_id,
      parent_span_id: turns.span(),
    },
  });
  if (status === 'completed') turns.worked(at_ms, answer.calls === 0);
  else turns.broke(at_ms, status, error);
}

function durationOf(asked: unknown, at_ms: number): object {
  const asked_ms = typeof asked === 'number' ? asked : Number.NaN;
  // Of another clock, or no time at all.
  if (!(asked_ms > 0 && asked_ms <= at_ms)) return {};
  return { duration_ms: at_ms - asked_ms, duration_source: 'source' };
}
