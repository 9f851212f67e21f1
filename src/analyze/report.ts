/**
 * The report's schema: what `analyze --json` prints, and what every surface shows. Durations are milliseconds,
 * sizes bytes, shares fractions of 1, times ISO 8601 UTC. FORMAT of each figure: see the README, "What the
 * figures mean". The version grows when a key changes its meaning or goes away; new keys may come at any time.
 */
import { z } from 'zod';
import {
  AgentRow,
  Bottleneck,
  count,
  FileRow,
  GroupRow,
  ModelRow,
  ms,
  named,
  RecurringRow,
  rate,
  SessionRow,
  SkillRow,
  SlowCall,
  Summary,
  TaskRow,
  TimeParts,
  ToolRow,
  TrendRow,
  WaitRow,
} from './report-rows.js';

export {
  AgentRow,
  Bottleneck,
  FileRow,
  GroupRow,
  LongestName,
  ModelRow,
  RecurringRow,
  SessionRow,
  SkillRow,
  SlowCall,
  Summary,
  TaskRow,
  TimeParts,
  ToolRow,
  TrendRow,
  WaitRow,
} from './report-rows.js';

export const REPORT_VERSION = 1;

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
  options: z.object({
    threshold: z.number(),
    basis: z.enum(['session', 'task', 'active']),
    group_by: z.enum(['day', 'project', 'agent', 'model']).optional(),
  }),
  /** In the order of their beginnings. */
  sessions: z.array(SessionRow),
  /** By `options.group_by`; none without it. Days are in order, other groups the busiest first. */
  groups: z.array(GroupRow),
  /** One for each session, in their order; none when there is but one session. */
  trend: z.array(TrendRow),
  /** Those of most sessions first. */
  recurring: z.array(RecurringRow),
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
  /** The slowest first. */
  slowest: z.array(SlowCall),
  /** Tool calls at the same time: the most at once, the average while any ran (0 without any), the time with two or more. */
  parallel: z.object({ most: count, average: rate, several_ms: ms }),
  skills: z.array(SkillRow),
  models: z.array(ModelRow),
  /** Of all models that have a price, and those that have none; null when no prices were given. */
  cost: z.object({ total: z.number(), without_price: z.array(z.string()) }).nullable(),
  waits: z.array(WaitRow),
  agents: z.array(AgentRow),
  /** Event types that this version does not know, with their number. */
  unknown_types: named(count),
  findings: z.array(Finding),
});
