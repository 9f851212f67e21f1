import { msFromIso } from '../../base/clock.js';
import type { SourceRecord } from '../format.js';

/** What a record is about. The last five also exist as types of ours. */
export type Kind = 'task' | 'file' | 'tool' | 'task_start' | 'task_complete' | 'file_read' | 'file_write' | 'tool_call';

const KINDS: ReadonlySet<string> = new Set<Kind>([
  'task',
  'file',
  'tool',
  'task_start',
  'task_complete',
  'file_read',
  'file_write',
  'tool_call',
]);

/** The service's data classes, told apart by their keys: they are written without a type. */
const SHAPES: readonly (readonly [Kind, readonly string[]])[] = [
  ['task', ['name', 'start_time']],
  ['file', ['path', 'operation']],
  ['tool', ['name', 'params', 'duration_ms']],
];

const SUBJECTS = ['name', 'task_name', 'tool_name', 'path'] as const;

const isKind = (type: string): type is Kind => KINDS.has(type);

/** The record's kind; undefined for one with a type of its own, and for what has no shape of the service. */
export function kindOf(record: SourceRecord): Kind | undefined {
  const type = record['type'];
  if (typeof type === 'string') return isKind(type) ? type : undefined;
  return SHAPES.find(([, keys]) => keys.every((key) => Object.hasOwn(record, key)))?.[0];
}

/** The version and the time as our own lines have them: one without a session, written by hand, is no line of the service. */
const isVersioned = ({ v, ts }: SourceRecord): boolean =>
  typeof v === 'number' && typeof ts === 'string' && !Number.isNaN(msFromIso(ts));

/** Whether a record speaks for this format: a kind, and a task, tool or file that it is about. */
export const isOfService = (record: SourceRecord): boolean =>
  kindOf(record) !== undefined && SUBJECTS.some((key) => typeof record[key] === 'string') && !isVersioned(record);
