import type { SourceRecord } from '../format.js';

/** An event to be, without what the session adds. */
export interface Draft {
  readonly type: string;
  readonly at_ms: number;
  /** The line had no time of its own. */
  readonly inferred?: boolean;
  readonly payload: SourceRecord;
}

/** One record with its time. */
export interface Line {
  readonly record: SourceRecord;
  readonly at_ms: number;
  readonly inferred: boolean;
  /** The record's own id, or one made of its place. */
  readonly uuid: string;
}
