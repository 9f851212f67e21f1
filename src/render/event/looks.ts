import { formatBytes, formatCount, formatDuration, plural } from '../format.js';
import type { Style } from '../paint.js';
import { atom, type Span } from '../span.js';
import type { Fields } from './fields.js';
import { judge, type Outcome, STATUS_OF_STOP, STATUS_OF_SUCCESS } from './outcome.js';

type Show = (fields: Fields) => Span[];

/** How a type is shown: one word for it, a mark for its outcome, then the payload that matters, in this order. */
export interface Look {
  readonly word: string;
  readonly style: Style;
  readonly outcome?: (fields: Fields) => Outcome;
  readonly show: readonly Show[];
}

const unless = (text: string, style: Style, before = ''): Span[] => (text === '' ? [] : [atom(before + text, style)]);
const main =
  (key: string): Show =>
  (fields) =>
    unless(fields.text(key), 'strong');
const plain =
  (key: string, before = ''): Show =>
  (fields) =>
    unless(fields.text(key), 'plain', before);
const dim =
  (key: string, before = ''): Show =>
  (fields) =>
    unless(fields.text(key), 'dim', before);
const bad =
  (key: string): Show =>
  (fields) =>
    unless(fields.text(key), 'bad');

const measured =
  (key: string, format: (value: number) => string): Show =>
  (fields) => {
    const value = fields.number(key);
    return value === undefined ? [] : [atom(format(value))];
  };
const duration = measured('duration_ms', formatDuration);
const size = measured('size_bytes', formatBytes);
const lines = measured('lines', (count) => plural(count, 'line'));

/** The mark already says that something went well; how it went wrong needs its word. */
const status =
  (key: string): Show =>
  (fields) => {
    const text = fields.text(key);
    return STATUS_OF_SUCCESS.test(text) ? [] : unless(text, STATUS_OF_STOP.test(text) ? 'warning' : 'bad');
  };
const exit: Show = (fields) => {
  const code = fields.number('exit_code');
  return code === undefined || code === 0 ? [] : [atom(`exit ${code}`, 'bad')];
};
const counted =
  (key: string, one: string): Show =>
  (fields) => {
    const list = fields.peek(key);
    if (!Array.isArray(list)) return [];
    fields.take(key);
    return [atom(plural(list.length, one))];
  };
const attempts = counted('attempts', 'attempt');
const artifacts = counted('artifacts', 'artifact');
const cpu = measured('cpu_ms', (ms) => `cpu ${formatDuration(ms)}`);
const peak = measured('peak_rss_bytes', (bytes) => `peak ${formatBytes(bytes)}`);

/** A field that the mark has told already. */
const said =
  (key: string): Show =>
  (fields) => {
    fields.take(key);
    return [];
  };

const begin = (): Outcome => 'begin';
const record = [plain('name'), plain('purpose'), plain('status'), plain('branch_name', 'on '), plain('pr_url')];

/** The types that this version knows. A Map, because a type may be called `constructor`. */
export const LOOKS: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['task_start', { word: 'task', style: 'task', outcome: begin, show: [main('name'), dim('metadata')] }],
  [
    'task_complete',
    {
      word: 'task',
      style: 'task',
      outcome: judge,
      show: [main('name'), duration, status('status'), bad('error'), dim('metadata')],
    },
  ],
  [
    'tool_call',
    {
      word: 'tool',
      style: 'tool',
      outcome: judge,
      show: [main('name'), duration, status('status'), exit, bad('error'), dim('params')],
    },
  ],
  ['file_read', { word: 'read', style: 'file', show: [plain('path'), size, lines, duration] }],
  ['file_write', { word: 'write', style: 'file', show: [plain('path'), size, lines, duration] }],
  [
    'skill_attempt',
    {
      word: 'attempt',
      style: 'skill',
      outcome: judge,
      show: [
        main('skill'),
        plain('attempt', '#'),
        plain('model'),
        duration,
        said('verified'),
        dim('output_summary'),
        dim('runner_output'),
      ],
    },
  ],
  [
    'skill',
    {
      word: 'skill',
      style: 'skill',
      outcome: judge,
      show: [
        main('skill'),
        duration,
        status('final_status'),
        attempts,
        plain('model_used'),
        plain('phase'),
        dim('message'),
      ],
    },
  ],
  ['session_start', { word: 'session', style: 'session', outcome: begin, show: record }],
  ['session_update', { word: 'session', style: 'session', show: [...record, bad('error')] }],
  ['session_handoff', { word: 'handoff', style: 'session', show: [main('to_agent'), plain('child_session_id')] }],
  [
    'session_end',
    {
      word: 'session',
      style: 'session',
      outcome: judge,
      show: [
        plain('status'),
        duration,
        exit,
        bad('signal'),
        bad('error'),
        plain('reason'),
        cpu,
        peak,
        plain('dod_result'),
        plain('pr_url'),
        artifacts,
      ],
    },
  ],
  [
    'resource_sample',
    {
      word: 'usage',
      style: 'session',
      show: [
        cpu,
        measured('rss_bytes', formatBytes),
        peak,
        measured('processes', (count) => plural(count, 'process', 'processes')),
      ],
    },
  ],
  [
    'events_dropped',
    {
      word: 'dropped',
      style: 'bad',
      show: [
        measured('count', (count) => `${formatCount(count)} ${count === 1 ? 'event' : 'events'}`),
        plain('reason'),
      ],
    },
  ],
]);
