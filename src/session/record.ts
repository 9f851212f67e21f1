import type { SessionStatus } from './lifecycle.js';

/** Something about a session that does not fit together. */
export interface SessionFinding {
  readonly code:
    | 'STEP_REFUSED'
    | 'STATUS_AGAINST_EXIT_CODE'
    | 'NEGATIVE_DURATION'
    | 'HANDOFF_UNFINISHED'
    | 'SUCCESSOR_MISSING';
  readonly message: string;
}

/** What the events of a session say of it, at whatever time they are read. */
export interface SessionFacts {
  readonly id: string;
  readonly name: string | null;
  readonly purpose: string | null;
  /** The work item; one task has many sessions. */
  readonly task_id: string | null;
  readonly agent: string | null;
  /** null: the log has no event of the session's life. */
  readonly status: SessionStatus | null;
  /** Whether it had its `session_start`. */
  readonly started: boolean;
  /** ISO 8601 UTC, as all times: of the start, else of the first event. */
  readonly started_at: string | null;
  /** Of the last event of any type. */
  readonly updated_at: string | null;
  readonly completed_at: string | null;
  readonly session_group_id: string | null;
  readonly idempotency_key: string | null;
  readonly branch_name: string | null;
  readonly pr_url: string | null;
  readonly worktree_path: string | null;
  readonly project_root: string | null;
  readonly exit_code: number | null;
  readonly signal: string | null;
  /** pending, merged, timeout, error, passed, failed or skipped; any other word is carried. */
  readonly dod_result: string | null;
  readonly artifacts: readonly unknown[];
  readonly error: unknown;
  readonly reason: string | null;
  /** `issue_number`, `phase`, `worktree_path`, `previous_results`, and whatever else was given. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly parent: string | null;
  readonly children: readonly string[];
  /** The agent that took over. */
  readonly handed_off_to: string | null;
  /** Whether its parent was to hand over to it. */
  readonly handoff: boolean;
  readonly host: string | null;
  readonly pid: number | null;
  readonly findings: readonly SessionFinding[];
  /** Lines of its log; of a log of several sessions its events. */
  readonly lines: number;
}

/** Facts that can be filled in. */
export type Draft<Of> = { -readonly [Key in keyof Of]: Of[Key] };

/** A record of nothing. A literal each time: copies made by spreading take ten times the memory. */
export const newFacts = (): Draft<SessionFacts> => ({
  id: '',
  name: null,
  purpose: null,
  task_id: null,
  agent: null,
  status: null,
  started: false,
  started_at: null,
  updated_at: null,
  completed_at: null,
  session_group_id: null,
  idempotency_key: null,
  branch_name: null,
  pr_url: null,
  worktree_path: null,
  project_root: null,
  exit_code: null,
  signal: null,
  dod_result: null,
  artifacts: [],
  error: null,
  reason: null,
  context: {},
  labels: {},
  parent: null,
  children: [],
  handed_off_to: null,
  handoff: false,
  host: null,
  pid: null,
  findings: [],
  lines: 0,
});

/** Where a session's events were read. */
export interface SessionSource {
  readonly file: string;
  /** `sessionlog`, or the foreign format that it was read from. */
  readonly format: string;
}

/** One session, as it stands at the time of asking. */
export interface SessionRecord extends Omit<SessionFacts, 'status'>, SessionSource {
  readonly status: SessionStatus;
  /** The log does not say how the session stands: its last activity does. */
  readonly status_inferred: boolean;
  /** It should be running, and its process is gone or it is silent. */
  readonly stale: boolean;
  readonly stale_reason: 'process gone' | 'silent' | null;
  /** From the start to the end, or to the last activity of a session that has not ended. */
  readonly duration_ms: number | null;
}

/** The phases of work that are known by name; any other is carried. */
export const PHASES = [
  'IssueAnalysis',
  'TaskDecomposition',
  'WorktreeCreation',
  'CodeGeneration',
  'Review',
  'Test',
  'PullRequest',
  'CICD',
  'Merge',
] as const;

/** What `dod_result` is known to say; any other word is carried. */
export const DOD_RESULTS = ['pending', 'merged', 'timeout', 'error', 'passed', 'failed', 'skipped'] as const;
