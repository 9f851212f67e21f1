/**
 * What `sessionlog diff --json` prints: two sessions, logs or periods side by side. Units as in the report. The version
 * grows when a key changes its meaning or goes away; new keys may come at any time.
 */
import { z } from 'zod';
import { count, ms, rate, Summary, TimeParts } from './report-rows.js';

export const DIFF_VERSION = 1;

const Side = z.object({
  /** What was asked for: a target, or a period. */
  label: z.string(),
  sessions: count,
  files: count,
  events: count,
  problems: count,
  summary: Summary,
  time: TimeParts,
  tasks_per_active_hour: rate,
});

const Figures = z.object({
  runs: count,
  failed: count,
  total_ms: ms,
  p50_ms: ms.nullable(),
  p95_ms: ms.nullable(),
});

/** One name: `before` is null when it is new, `after` when it is gone. */
export const Change = z.object({
  name: z.string(),
  before: Figures.nullable(),
  after: Figures.nullable(),
  /** Of the total time, as if a missing side were 0: above 0 when it grew. */
  change_ms: z.number(),
  /** Of the median run; null when one is not known. */
  p50_change_ms: z.number().nullable(),
});

export const Diff = z.object({
  diff_version: z.literal(DIFF_VERSION),
  before: Side,
  after: Side,
  /** The largest change first, whether it grew or shrank. */
  tasks: z.array(Change),
  tools: z.array(Change),
  skills: z.array(Change),
  models: z.array(Change),
});
