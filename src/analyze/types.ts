import type { z } from 'zod';
import type { EventNames } from '../base/name.js';
import type { SessionEvent } from '../event/types.js';
import type * as diffSchema from './diff-report.js';
import type { OpenTask } from './open-tasks.js';
import type * as schema from './report.js';
import type { Seen } from './seen.js';
import type { SkillCall } from './skill-calls.js';

export type Report = z.infer<typeof schema.Report>;
export type Summary = z.infer<typeof schema.Summary>;
export type TimeParts = z.infer<typeof schema.TimeParts>;
export type SessionRow = z.infer<typeof schema.SessionRow>;
export type TaskRow = z.infer<typeof schema.TaskRow>;
export type ToolRow = z.infer<typeof schema.ToolRow>;
export type SkillRow = z.infer<typeof schema.SkillRow>;
export type FileRow = z.infer<typeof schema.FileRow>;
export type AgentRow = z.infer<typeof schema.AgentRow>;
export type Bottleneck = z.infer<typeof schema.Bottleneck>;
export type ModelRow = z.infer<typeof schema.ModelRow>;
export type WaitRow = z.infer<typeof schema.WaitRow>;
export type SlowCall = z.infer<typeof schema.SlowCall>;
export type LongestName = z.infer<typeof schema.LongestName>;
export type GroupRow = z.infer<typeof schema.GroupRow>;
export type TrendRow = z.infer<typeof schema.TrendRow>;
export type RecurringRow = z.infer<typeof schema.RecurringRow>;
export type Diff = z.infer<typeof diffSchema.Diff>;
export type Change = z.infer<typeof diffSchema.Change>;
export type Basis = Report['options']['basis'];
export type GroupBy = NonNullable<Report['options']['group_by']>;
export type Finding = z.infer<typeof schema.Finding>;

export type Kind = Bottleneck['kind'];
export type InsideKind = Bottleneck['inside'][number]['kind'];

/** One event with the place where it stands. */
export interface Located {
  readonly event: SessionEvent;
  /** The event's `ts` in epoch milliseconds. */
  readonly at_ms: number;
  /** File name as the user gave it, or `-`. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Its names, where the reader keeps them. */
  readonly names?: EventNames | undefined;
}

/** What was waiting for an event that is now known, or given up, not to come. */
export interface Lost {
  readonly task: OpenTask | null;
  readonly call: SkillCall | null;
}

/**
 * One metric: a fold over the events of one session in file order. A state is plain data (numbers, strings, null,
 * arrays, objects of fixed keys, and Map where keys come from a log), so that it can be saved and resumed.
 * `merge` changes and returns `left`, and may keep parts of `right`: afterwards only the returned state is valid.
 * `finish` changes nothing.
 */
export interface Fold<State, Result, Given extends unknown[] = []> {
  init(): State;
  step(state: State, seen: Seen): void;
  merge(left: State, right: State): State;
  finish(state: State, ...given: Given): Result;
}
