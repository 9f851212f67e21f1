import { carried } from '../compose.js';
import type { SourceRecord } from '../format.js';
import { msFromUnixOrIso } from '../instant.js';
import { kindOf } from './shapes.js';

/** An event to be, without what the file adds: session, agent, and a time where the record has none. */
export interface Draft {
  readonly type: string;
  readonly at_ms: number | undefined;
  readonly payload: SourceRecord;
}

/** The events that one record stands for, or the reason why it stands for none. */
export function draftsOf(record: SourceRecord): readonly Draft[] | string {
  const kind = kindOf(record);
  switch (kind) {
    case 'task':
      return taskDrafts(named(record, 'task_name'));
    case 'task_start':
      return taskStart(named(record, 'task_name'));
    case 'task_complete':
      return taskComplete(named(record, 'task_name'));
    case 'file':
      return fileDraft(record);
    case 'tool':
    case 'tool_call':
      return plainDraft(named(record, 'tool_name'), 'tool_call');
    case 'file_read':
    case 'file_write':
      return plainDraft(record, kind);
    default:
      // A type that is not the service's is carried, as an unknown type of ours would be.
      if (typeof record['type'] === 'string') return plainDraft(record, record['type']);
      return 'this is no task, file or tool record: none has these keys';
  }
}

function taskDrafts(record: SourceRecord): readonly Draft[] | string {
  const start = timeOf(record, ['start_time', 'timestamp', 'ts']);
  const end = timeOf(record, ['end_time']);
  if (typeof start === 'string') return start;
  if (typeof end === 'string') return end;
  const drafts: Draft[] = [];
  if (start !== undefined || end === undefined) drafts.push(startDraft(record, start));
  if (end !== undefined) drafts.push(completionDraft(record, end, start));
  return drafts;
}

function taskStart(record: SourceRecord): readonly Draft[] | string {
  const start = timeOf(record, ['timestamp', 'ts', 'start_time']);
  return typeof start === 'string' ? start : [startDraft(record, start)];
}

function taskComplete(record: SourceRecord): readonly Draft[] | string {
  const start = timeOf(record, ['start_time']);
  const end = timeOf(record, ['timestamp', 'ts', 'end_time']);
  if (typeof start === 'string') return start;
  return typeof end === 'string' ? end : [completionDraft(record, end, start)];
}

function fileDraft(record: SourceRecord): readonly Draft[] | string {
  const operation = record['operation'];
  if (operation !== 'read' && operation !== 'write') return 'operation: expected read or write';
  return plainDraft(record, `file_${operation}`, ['operation']);
}

const TIMES = ['timestamp', 'start_time', 'end_time'] as const;

function startDraft(record: SourceRecord, at_ms: number | undefined): Draft {
  // One line tells of both ends of a task: how it went belongs to its completion.
  const payload = carried(record, 'task_start', [...TIMES, 'duration_ms', 'status', 'error']);
  return { type: 'task_start', at_ms, payload };
}

function completionDraft(record: SourceRecord, end: number | undefined, start: number | undefined): Draft {
  const payload = {
    duration_ms: start === undefined || end === undefined ? undefined : end - start,
    ...outcomeOf(record['metadata']),
    // What the record reports itself wins over what is derived from it.
    ...carried(record, 'task_complete', TIMES),
  };
  return { type: 'task_complete', at_ms: end, payload };
}

/** The service has no status: its callers tell of a failure by `metadata: {result: 'failed', error}`. */
function outcomeOf(metadata: unknown): SourceRecord {
  if (typeof metadata !== 'object' || metadata === null) return { status: 'completed' };
  const { result, error } = metadata as SourceRecord;
  if (result !== 'failed' && result !== 'cancelled') return { status: 'completed' };
  return { status: result, error: error ?? undefined };
}

function plainDraft(record: SourceRecord, type: string, consumed: readonly string[] = []): readonly Draft[] | string {
  const at_ms = timeOf(record, ['timestamp', 'ts']);
  if (typeof at_ms === 'string') return at_ms;
  return [{ type, at_ms, payload: carried(record, type, ['timestamp', ...consumed]) }];
}

/** The record with its name under `name`, where typed records have it under a key of their own. */
function named(record: SourceRecord, key: 'task_name' | 'tool_name'): SourceRecord {
  if (isPresent(record['name'])) return record;
  const { [key]: name, ...rest } = record;
  return { ...rest, name };
}

/** Python writes null for what is not there. */
const isPresent = (value: unknown): boolean => value !== undefined && value !== null;

/** The first of these keys that holds a time, in epoch ms; undefined if none holds anything; a fault as text. */
function timeOf(record: SourceRecord, keys: readonly string[]): number | undefined | string {
  const key = keys.find((each) => isPresent(record[each]));
  if (key === undefined) return undefined;
  const ms = msFromUnixOrIso(record[key]);
  return Number.isNaN(ms) ? `${key}: expected Unix seconds or an ISO 8601 time, of the years 1970 to 9999` : ms;
}
