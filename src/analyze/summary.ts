import { isoFromMs } from '../base/clock.js';
import type { Counts } from './counts.js';
import { mergeLongest } from './longest.js';
import { msOf, perHour, safeCount } from './micros.js';
import { byText } from './names.js';
import type { Span } from './span.js';
import type { Parts } from './time-parts.js';
import type { Report, SessionRow, Summary, TimeParts } from './types.js';

const isoOf = (us: number | null): string | null => (us === null ? null : isoFromMs(msOf(us)));

/** The summary of one session. */
export function summaryOf(
  counts: Counts,
  span: Span,
  tasks_open: number,
  total_duration_ms: number,
  active_duration_ms: number,
): Summary {
  return {
    total_duration_ms,
    active_duration_ms,
    tasks_completed: counts.tasks_completed,
    tasks_failed: counts.tasks_failed,
    tasks_cancelled: counts.tasks_cancelled,
    tasks_open,
    files_read: counts.files_read,
    files_written: counts.files_written,
    bytes_read: safeCount(counts.bytes_read),
    bytes_written: safeCount(counts.bytes_written),
    tool_calls_count: counts.tool_calls_count,
    tool_errors: counts.tool_errors,
    skills_count: counts.skills_count,
    model_calls_count: counts.model_calls_count,
    model_errors: counts.model_errors,
    compactions_count: counts.compactions_count,
    input_tokens: safeCount(counts.input_tokens),
    output_tokens: safeCount(counts.output_tokens),
    cache_read_tokens: safeCount(counts.cache_read_tokens),
    cache_write_tokens: safeCount(counts.cache_write_tokens),
    reasoning_tokens: safeCount(counts.reasoning_tokens),
    velocity: perHour(counts.tasks_completed, total_duration_ms),
    first_ts: isoOf(span.first_us),
    last_ts: isoOf(span.last_us),
  };
}

export const emptySummary = (): Summary => ({
  total_duration_ms: 0,
  active_duration_ms: 0,
  tasks_completed: 0,
  tasks_failed: 0,
  tasks_cancelled: 0,
  tasks_open: 0,
  files_read: 0,
  files_written: 0,
  bytes_read: 0,
  bytes_written: 0,
  tool_calls_count: 0,
  tool_errors: 0,
  skills_count: 0,
  model_calls_count: 0,
  model_errors: 0,
  compactions_count: 0,
  input_tokens: 0,
  output_tokens: 0,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  reasoning_tokens: 0,
  velocity: 0,
  first_ts: null,
  last_ts: null,
});

export const noTime = (): TimeParts => ({
  tool_ms: 0,
  skill_ms: 0,
  model_ms: 0,
  permission_wait_ms: 0,
  task_ms: 0,
  other_ms: 0,
  human_wait_ms: 0,
  idle_ms: 0,
});

export const timeOf = (parts: Parts): TimeParts => ({
  tool_ms: msOf(parts.tool_us),
  skill_ms: msOf(parts.skill_us),
  model_ms: msOf(parts.model_us),
  permission_wait_ms: msOf(parts.permission_us),
  task_ms: msOf(parts.task_us),
  other_ms: msOf(parts.other_us),
  human_wait_ms: msOf(parts.human_us),
  idle_ms: msOf(parts.idle_us),
});

/** Durations and counts add up over sessions; the velocity follows from the sums. */
export function addSummaries(a: Summary, b: Summary): Summary {
  const total_duration_ms = a.total_duration_ms + b.total_duration_ms;
  const tasks_completed = a.tasks_completed + b.tasks_completed;
  return {
    total_duration_ms,
    active_duration_ms: a.active_duration_ms + b.active_duration_ms,
    tasks_completed,
    tasks_failed: a.tasks_failed + b.tasks_failed,
    tasks_cancelled: a.tasks_cancelled + b.tasks_cancelled,
    tasks_open: a.tasks_open + b.tasks_open,
    files_read: a.files_read + b.files_read,
    files_written: a.files_written + b.files_written,
    bytes_read: safeCount(a.bytes_read + b.bytes_read),
    bytes_written: safeCount(a.bytes_written + b.bytes_written),
    tool_calls_count: a.tool_calls_count + b.tool_calls_count,
    tool_errors: a.tool_errors + b.tool_errors,
    skills_count: a.skills_count + b.skills_count,
    model_calls_count: a.model_calls_count + b.model_calls_count,
    model_errors: a.model_errors + b.model_errors,
    compactions_count: a.compactions_count + b.compactions_count,
    input_tokens: safeCount(a.input_tokens + b.input_tokens),
    output_tokens: safeCount(a.output_tokens + b.output_tokens),
    cache_read_tokens: safeCount(a.cache_read_tokens + b.cache_read_tokens),
    cache_write_tokens: safeCount(a.cache_write_tokens + b.cache_write_tokens),
    reasoning_tokens: safeCount(a.reasoning_tokens + b.reasoning_tokens),
    velocity: perHour(tasks_completed, total_duration_ms),
    first_ts: outer(a.first_ts, b.first_ts, -1),
    last_ts: outer(a.last_ts, b.last_ts, 1),
  };
}

/** The earlier (-1) or the later (1) of two instants, either of which may be unknown. */
function outer(a: string | null, b: string | null, side: -1 | 1): string | null {
  if (a === null || b === null) return a ?? b;
  return Math.sign(Date.parse(a) - Date.parse(b)) === side ? a : b;
}

export const addTimes = (a: TimeParts, b: TimeParts): TimeParts => ({
  tool_ms: a.tool_ms + b.tool_ms,
  skill_ms: a.skill_ms + b.skill_ms,
  model_ms: a.model_ms + b.model_ms,
  permission_wait_ms: a.permission_wait_ms + b.permission_wait_ms,
  task_ms: a.task_ms + b.task_ms,
  other_ms: a.other_ms + b.other_ms,
  human_wait_ms: a.human_wait_ms + b.human_wait_ms,
  idle_ms: a.idle_ms + b.idle_ms,
});

/** One row for the parts of a session that was closed before all of its events had come. */
export const addRows = (a: SessionRow, b: SessionRow): SessionRow => ({
  ...a,
  ...b,
  session_id: a.session_id,
  format: a.format === b.format ? a.format : MIXED,
  files: [...new Set([...a.files, ...b.files])],
  agents: [...new Set([...a.agents, ...b.agents])].sort(byText),
  events: a.events + b.events,
  summary: addSummaries(a.summary, b.summary),
  time: addTimes(a.time, b.time),
  longest: mergeLongest(a.longest, b.longest),
});

/** The format of a session of which several files are of several formats. */
export const MIXED = 'mixed';

export function velocityMetrics(summary: Summary): Report['velocity_metrics'] {
  const { total_duration_ms: total, active_duration_ms: active } = summary;
  return {
    tasks_per_hour: perHour(summary.tasks_completed, total),
    files_read_per_hour: perHour(summary.files_read, total),
    files_written_per_hour: perHour(summary.files_written, total),
    tool_calls_per_hour: perHour(summary.tool_calls_count, total),
    tasks_per_active_hour: perHour(summary.tasks_completed, active),
    files_read_per_active_hour: perHour(summary.files_read, active),
    files_written_per_active_hour: perHour(summary.files_written, active),
    tool_calls_per_active_hour: perHour(summary.tool_calls_count, active),
  };
}
