import type { z } from 'zod';
import type { SessionEvent } from '../event/types.js';
import type * as schema from './report.js';

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
export type Finding = z.infer<typeof schema.Finding>;

/** One event with the place where it stands, as every fold takes it. */
export interface Located {
  readonly event: SessionEvent;
  /** The event's `ts` in epoch milliseconds. */
  readonly at_ms: number;
  /** File name as the user gave it, or `-`. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * One metric: a fold over located events in file order. A state is plain JSON data, so that it can be saved and
 * resumed. `merge` may reuse either state; afterwards only the returned one is valid.
 */
export interface Fold<State, Result> {
  init(): State;
  step(state: State, located: Located): void;
  merge(left: State, right: State): State;
  finish(state: State): Result;
}
