/**
 * The report's schema: what `analyze --json` prints, and what every surface shows. Durations are milliseconds,
 * sizes bytes, shares fractions of 1, times ISO 8601 UTC. FORMAT of each figure: see the README, "What the
 * figures mean". The version grows when a key changes its meaning or goes away; new keys may come at any time.
 */
import { z } from 'zod';

const ms = z.number().nonnegative();
const count = z.int().nonnegative();
const share = z.number().nonnegative();
const rate = z.number().nonnegative();
const instant = z.string().meta({ format: 'date-time' });
const named = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value);

export const REPORT_VERSION = 1;

export const Summary = z.object({
  total_duration_ms: ms,
  active_duration_ms: ms,
  tasks_completed: count,
  tasks_failed: count,
  tasks_cancelled: count,
  tasks_open: count,
  files_read: count,
  files_written: count,
  bytes_read: count,
  bytes_written: count,
  tool_calls_count: count,
  tool_errors: count,
  skills_count: count,
  /** Tasks completed per hour of total duration; 0 when the total is 0. */
  velocity: rate,
  first_ts: instant.nullable(),
  last_ts: instant.nullable(),
});

/** Where the time went: disjoint parts that add up to `total_duration_ms`. */
export const TimeParts = z.object({ tool_ms: ms, skill_ms: ms, task_ms: ms, other_ms: ms, idle_ms: ms });

export const SessionRow = z.object({
  session_id: z.string(),
  /** Of the files it was read from; `mixed` when they differ. */
  format: z.string(),
  files: z.array(z.string()),
  agents: z.array(z.string()),
  events: count,
  summary: Summary,
  time: TimeParts,
});

/** `total_ms` is the sum of the runs; `share` is of the session's total, with overlapping runs counted once. */
const durations = { total_ms: ms, p50_ms: ms.nullable(), p95_ms: ms.nullable(), max_ms: ms.nullable(), share };

export const TaskRow = z.object({
  name: z.string(),
  /** All that ended, and those that are open. */
  runs: count,
  completed: count,
  failed: count,
  cancelled: count,
  open: count,
  ...durations,
});

export const ToolRow = z.object({ name: z.string(), calls: count, errors: count, ...durations });

export const SkillRow = z.object({
  name: z.string(),
  calls: count,
  attempts: count,
  attempts_per_call: rate,
  /** Calls whose first attempt was verified, as a share of the calls whose first attempt is known; null if none is. */
  first_attempt_verified_rate: z.number().min(0).max(1).nullable(),
  final_status: named(count),
  models: z.array(z.object({ model: z.string(), attempts: count, verified: count })),
  ...durations,
});

export const FileRow = z.object({
  path: z.string(),
  reads: count,
  writes: count,
  bytes_read: count,
  bytes_written: count,
  lines_written: count,
  total_ms: ms,
});

export const AgentRow = z.object({
  agent_id: z.string(),
  events: count,
  tasks_completed: count,
  tasks_failed: count,
  tool_calls: count,
  tool_errors: count,
  files_read: count,
  files_written: count,
  first_ts: instant,
  last_ts: instant,
});

export const Bottleneck = z.object({
  kind: z.enum(['task', 'tool', 'skill']),
  name: z.string(),
  /** Overlapping runs counted once. */
  total_ms: ms,
  /** Without the time of what ran inside it; a run of the same name inside a run is its own time. */
  self_ms: ms,
  share,
  runs: count,
  /** What directly inside it took the time, clipped to its runs, overlaps counted once, longest first. */
  inside: z.array(
    z.object({ kind: z.enum(['task', 'tool', 'skill', 'file']), name: z.string(), total_ms: ms, runs: count }),
  ),
});

const FileStats = z.object({ count, bytes: count, lines: count, total_ms: ms, distinct: count });

export const Finding = z.looseObject({
  code: z.string(),
  message: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  file: z.string().optional(),
  line: count.optional(),
  session_id: z.string().optional(),
  /** How many of this kind there are beyond the ones listed; set on the last of a code. */
  more: count.optional(),
});

export const Report = z.object({
  report_version: z.literal(REPORT_VERSION),
  source: z.object({
    files: count,
    bytes: count,
    lines: count,
    events: count,
    problems: count,
    /** False: only the sequence numbers were followed; `verify`, or `--strict`, checks every hash. */
    hashes_checked: z.boolean(),
    /** Format name to the number of files in it. */
    formats: named(count),
  }),
  /** The share above which a name is a bottleneck, and what it is a share of. */
  options: z.object({ threshold: z.number(), basis: z.enum(['session', 'task', 'active']) }),
  sessions: z.array(SessionRow),
  summary: Summary,
  time: TimeParts,
  task_breakdown: named(ms),
  tasks: z.array(TaskRow),
  bottlenecks: z.array(Bottleneck),
  velocity_metrics: z.object({
    tasks_per_hour: rate,
    files_read_per_hour: rate,
    files_written_per_hour: rate,
    tool_calls_per_hour: rate,
    tasks_per_active_hour: rate,
    files_read_per_active_hour: rate,
    files_written_per_active_hour: rate,
    tool_calls_per_active_hour: rate,
  }),
  file_operation_stats: z.object({ read: FileStats, write: FileStats }),
  files: z.array(FileRow),
  tools: z.array(ToolRow),
  skills: z.array(SkillRow),
  agents: z.array(AgentRow),
  /** Event types that this version does not know, with their number. */
  unknown_types: named(count),
  findings: z.array(Finding),
});
