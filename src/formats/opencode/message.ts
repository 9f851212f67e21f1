import { briefError } from '../agent/briefs.js';
import { amountOf, isRecord, recordOf, recordsOf, textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import { isInstant } from '../instant.js';

export interface Message {
  readonly id: string | undefined;
  readonly role: string;
  readonly info: SourceRecord;
  readonly parts: readonly SourceRecord[];
  /** Epoch ms; NaN when it is not told. */
  readonly created_ms: number;
  readonly completed_ms: number;
}

/** One of `messages`; undefined when it has no role. */
export function messageOf(item: unknown): Message | undefined {
  const info = recordOf(recordOf(item)?.['info']);
  const role = textOf(info?.['role']);
  if (!isRecord(item) || info === undefined || role === undefined) return undefined;
  const time = recordOf(info['time']);
  return {
    id: textOf(info['id']),
    role,
    info,
    parts: recordsOf(item['parts']),
    created_ms: instantOf(time?.['created']),
    completed_ms: instantOf(time?.['completed']),
  };
}

export function instantOf(value: unknown): number {
  const ms = amountOf(value) ?? Number.NaN;
  return isInstant(ms) ? ms : Number.NaN;
}

/** `time: {start, end}` of a part or of a tool's state. */
export function spanOf(holder: SourceRecord | undefined): { readonly start_ms: number; readonly end_ms: number } {
  const time = recordOf(holder?.['time']);
  return { start_ms: instantOf(time?.['start']), end_ms: instantOf(time?.['end']) };
}

export interface Failure {
  readonly status: 'failed' | 'cancelled';
  readonly text: string | undefined;
}

/** `{name: 'APIError', data: {message, …}}`. */
export function failureOf(error: unknown): Failure | undefined {
  if (!isRecord(error)) return undefined;
  const name = textOf(error['name']);
  const said = textOf(recordOf(error['data'])?.['message']) ?? textOf(error['message']) ?? name;
  const status = name === 'MessageAbortedError' || name === 'AbortedError' ? 'cancelled' : 'failed';
  return { status, text: said === undefined ? undefined : briefError(said) };
}
