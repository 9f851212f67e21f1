/** The rows of the report's tables, and what they share: see `report.ts`. */
import { z } from 'zod';

export const ms = z.number().nonnegative();
export const count = z.int().nonnegative();
const share = z.number().nonnegative();
export const rate = z.number().nonnegative();
const instant = z.string().meta({ format: 'date-time' });
export const named = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value);

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
  model_calls_count: count,
  model_errors: count,
  compactions_count: count,
  /** Read anew: neither from a cache nor into one. */
  input_tokens: count,
  /** Those of reasoning included. */
  output_tokens: count,
  cache_read_tokens: count,
  cache_write_tokens: count,
  reasoning_tokens: count,
  /** Tasks completed per hour of total duration; 0 when the total is 0. */
  velocity: rate,
  first_ts: instant.nullable(),
  last_ts: instant.nullable(),
});

/** Where the time went: disjoint parts that add up to `total_duration_ms`. Each is without those above it. */
export const TimeParts = z.object({
  tool_ms: ms,
  skill_ms: ms,
  /** In a call of a model. */
  model_ms: ms,
  /** Waiting for leave to go on. */
  permission_wait_ms: ms,
  /** Waiting for a person's prompt or answer, also within a task. Not active. */
  human_wait_ms: ms,
  task_ms: ms,
  /** Active, and none of the others. */
  other_ms: ms,
  /** Neither active nor waiting for a person. */
  idle_ms: ms,
});

/** `wait` is a wait for leave to go on, under the name `permission`. */
const KINDS = ['task', 'tool', 'skill', 'model', 'wait'] as const;

/** A name that took most of its session; overlapping runs counted once. */
export const LongestName = z.object({ kind: z.enum(KINDS), name: z.string(), total_ms: ms });

export const SessionRow = z.object({
  session_id: z.string(),
  /** Of the files it was read from; `mixed` when they differ. */
  format: z.string(),
  files: z.array(z.string()),
  agents: z.array(z.string()),
  /** The agent with most events, if one is named. */
  agent_id: z.string().optional(),
  parent_session_id: z.string().optional(),
  project_root: z.string().optional(),
  branch_name: z.string().optional(),
  /** The model with most calls, else the one that the session says it runs with. */
  model: z.string().optional(),
  agent_version: z.string().optional(),
  events: count,
  summary: Summary,
  time: TimeParts,
  /** The longest first; at most five, and two of a kind. A long name is cut. */
  longest: z.array(LongestName),
});

/** `total_ms` is the sum of the runs; `share` is of the session's total, with overlapping runs counted once. */
const durations = { total_ms: ms, p50_ms: ms.nullable(), p95_ms: ms.nullable(), max_ms: ms.nullable(), share };

/** Sessions with something in common: the day of their beginning, the project, the agent or the model. */
export const GroupRow = z.object({
  name: z.string(),
  sessions: count,
  total_duration_ms: ms,
  active_duration_ms: ms,
  human_wait_ms: ms,
  tasks_completed: count,
  tasks_failed: count,
  velocity: rate,
  tasks_per_active_hour: rate,
  tool_calls: count,
  tool_errors: count,
  output_tokens: count,
  /**
   * What took most of it, as far as `longest` of its sessions tells, and its share of the basis: a task only where
   * nothing else is known.
   */
  longest: LongestName.extend({ share }).nullable(),
});

/** How fast one session was. */
export const TrendRow = z.object({
  session_id: z.string(),
  first_ts: instant.nullable(),
  tasks_completed: count,
  total_duration_ms: ms,
  active_duration_ms: ms,
  velocity: rate,
  tasks_per_active_hour: rate,
});

/** A name that was a bottleneck in `sessions` sessions: its time there, and its share of the time of all sessions. */
export const RecurringRow = LongestName.extend({ sessions: count, share });

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

export const ToolRow = z.object({
  name: z.string(),
  calls: count,
  errors: count,
  /** Calls of the same tool by the same agent again, right after one that failed. */
  retries: count,
  /** What the calls gave back, as far as it is known. */
  output_bytes: count,
  ...durations,
});

/** One of the slowest tool calls. */
export const SlowCall = z.object({
  name: z.string(),
  agent_id: z.string().optional(),
  session_id: z.string(),
  /** Where the call's end stands. */
  file: z.string(),
  line: count,
  start_ts: instant,
  duration_ms: ms,
  status: z.string().nullable(),
  failed: z.boolean(),
});

export const ModelRow = z.object({
  model: z.string(),
  /** Those that failed included. */
  calls: count,
  errors: count,
  /** Calls whose `attempt` is above 1; without it those right after a failed call of the same model by the same agent. */
  retries: count,
  input_tokens: count,
  output_tokens: count,
  cache_read_tokens: count,
  cache_write_tokens: count,
  reasoning_tokens: count,
  /** By the prices that were given, in their currency; null without a price for the model. */
  cost: z.number().nullable(),
  ...durations,
});

/** Waiting for a person: for leave to go on, or for a prompt or an answer. */
export const WaitRow = z.object({ for: z.enum(['permission', 'human']), waits: count, ...durations });

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
  /** Reads in a session that had read the file and not written it since, and their size. */
  rereads: count,
  writes: count,
  bytes_read: count,
  reread_bytes: count,
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
  kind: z.enum(KINDS),
  name: z.string(),
  /** Overlapping runs counted once. */
  total_ms: ms,
  /** Without the time of what ran inside it; a run of the same name inside a run is its own time. */
  self_ms: ms,
  share,
  runs: count,
  /** What directly inside it took the time, clipped to its runs, overlaps counted once, longest first. */
  inside: z.array(z.object({ kind: z.enum([...KINDS, 'file']), name: z.string(), total_ms: ms, runs: count })),
});
