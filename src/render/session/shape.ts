import type { Style } from '../paint.js';

/** What is shown of a session. */
export interface ShownSession {
  readonly id: string;
  readonly name: string | null;
  readonly purpose: string | null;
  readonly task_id: string | null;
  readonly agent: string | null;
  readonly status: string;
  readonly status_inferred: boolean;
  readonly stale: boolean;
  readonly stale_reason: string | null;
  readonly started_at: string | null;
  readonly updated_at: string | null;
  readonly completed_at: string | null;
  readonly duration_ms: number | null;
  readonly session_group_id: string | null;
  readonly idempotency_key: string | null;
  readonly branch_name: string | null;
  readonly pr_url: string | null;
  readonly worktree_path: string | null;
  readonly project_root: string | null;
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly dod_result: string | null;
  readonly artifacts: readonly unknown[];
  readonly error: unknown;
  readonly reason: string | null;
  readonly context: Readonly<Record<string, unknown>>;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly parent: string | null;
  readonly children: readonly string[];
  readonly handed_off_to: string | null;
  readonly host: string | null;
  readonly pid: number | null;
  readonly findings: readonly { readonly code: string; readonly message: string }[];
  readonly lines: number;
  readonly file: string;
  readonly format: string;
}

type StatusOf = Pick<ShownSession, 'status' | 'stale' | 'status_inferred'>;

/** The status as people read it; in brackets when it is inferred. */
export function statusWord({ status, stale, status_inferred }: StatusOf): string {
  const word = stale ? 'stale' : status.replaceAll('_', ' ');
  return status_inferred ? `(${word})` : word;
}

const STYLES = new Map<string, Style>([
  ['completed', 'good'],
  ['failed', 'bad'],
  ['terminated', 'bad'],
  ['cancelled', 'warning'],
  ['pending', 'dim'],
  ['running', 'strong'],
  ['handed_off', 'tool'],
]);

export const statusStyle = ({ status, stale, status_inferred }: StatusOf): Style =>
  stale ? 'warning' : status_inferred ? 'dim' : (STYLES.get(status) ?? 'plain');

/** A value of any kind as one line. */
export const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
