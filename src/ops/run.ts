import { hostname } from 'node:os';
import { basename, resolve } from 'node:path';
import { sessionIdFault } from '../base/ids.js';
import { LIMITS } from '../base/limits.js';
import type { RedactOptions } from '../event/redact.js';
import type { Level } from '../log/levels.js';
import { beginRun } from './run/begin.js';
import { runCommand } from './run/command.js';
import { endingOf } from './run/ending.js';
import { exitCodeOf, outcomeOf } from './run/outcome.js';
import { UsageMeter } from './run/usage.js';
import { Snapshot, type Worktree, worktreeOf } from './run/worktree.js';

export interface RunInput {
  readonly command: readonly [program: string, ...args: string[]];
  readonly dir: string;
  /** Default: a new UUID. */
  readonly session?: string | undefined;
  /** Default: who the session says, if it waits to be run; else the name of the program. */
  readonly agent?: string | undefined;
  readonly name?: string | undefined;
  readonly task?: string | undefined;
  readonly group?: string | undefined;
  readonly idempotency_key?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly timeout_ms?: number | undefined;
  /** From SIGTERM to SIGKILL (default 10 s). */
  readonly grace_ms?: number | undefined;
  /** How often what the command uses is logged (default 10 s); 0: never. */
  readonly sample_ms?: number | undefined;
  /** Whether the files that changed in the git worktree are listed (default true). */
  readonly artifacts?: boolean | undefined;
  readonly level?: Level | undefined;
  readonly redact?: boolean | RedactOptions | undefined;
  /** Words for a person. The command's own output is left alone. */
  readonly onTold: (message: string) => void;
}

/** How the command ended: what its wrapper must end as. */
export interface RunResult {
  readonly session_id: string;
  /** 128 + n when signal n ended it. */
  readonly exit_code: number;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs a command as a session. Its stdin, stdout and stderr are ours; what stands in its environment lets the loggers
 * inside it join. No failure of logging keeps it from running.
 *
 * @throws SessionlogError DUPLICATE_START, SESSION_FOREIGN, SESSION_ID_INVALID, OPTION_INVALID, FILE_UNREADABLE: then it
 *   was not started. With an idempotency key also WRITE_FAILED and its like
 */
export async function run(input: RunInput): Promise<RunResult> {
  const dir = resolve(input.dir);
  const worktree = await worktreeOf(process.cwd());
  const { session, agent, level, redact, onTold } = input;
  const program = basename(input.command[0]);
  const fields = beginning(input, worktree);
  const { session_id, agent_id, parent, journal } = await beginRun({
    dir,
    session,
    agent,
    program,
    fields,
    level,
    redact,
    onTold,
  });
  const isListing = worktree !== undefined && input.artifacts !== false;
  const snapshot = isListing ? await Snapshot.take(worktree.worktree_path, dir) : undefined;

  const meter = new UsageMeter();
  let sampling: NodeJS.Timeout | undefined;
  let used: ReturnType<UsageMeter['stop']> = {};
  const { sample_ms = LIMITS.sample_ms } = input;
  const sample = (): void => {
    if (meter.last !== undefined) journal.append({ type: 'resource_sample', ...meter.last });
  };
  const started_ms = performance.now();
  let duration_ms = 0;
  const ended = await runCommand({
    command: input.command,
    env: environment({ dir, session_id, agent_id, parent }),
    timeout_ms: input.timeout_ms,
    grace_ms: input.grace_ms ?? LIMITS.grace_ms,
    onStart(pid) {
      meter.start(pid);
      if (sample_ms > 0) sampling = setInterval(sample, sample_ms);
      journal.append({ type: 'session_update', child_pid: pid });
    },
    onEnd() {
      clearInterval(sampling);
      duration_ms = Math.round(performance.now() - started_ms);
      used = meter.stop();
    },
    onTimeout: () => input.onTold('the command ran too long: it is asked to end'),
  });
  if (ended.error !== undefined) input.onTold(ended.error);

  const changes = await snapshot?.changes();
  const { cpu_ms, peak_rss_bytes } = used;
  const end = {
    ...outcomeOf(ended),
    artifacts: changes === undefined ? undefined : [...changes.artifacts],
    duration_ms,
    cpu_ms,
    peak_rss_bytes,
    artifacts_omitted: changes?.omitted || undefined,
  };
  journal.append(await endingOf(dir, session_id, end));
  await journal.close();
  const { code, signal } = ended;
  return { session_id, exit_code: signal === null ? (code ?? 0) : exitCodeOf(signal), signal };
}

/** The session inside which we run ourselves. */
function parentSession({ session, onTold }: RunInput): string | undefined {
  const parent = process.env['SESSIONLOG_SESSION_ID'] || undefined;
  const fault = parent === undefined ? undefined : sessionIdFault(parent);
  if (fault === undefined) return parent === session ? undefined : parent;
  onTold(`the environment's SESSIONLOG_SESSION_ID is no session id, and no parent: ${fault}`);
  return undefined;
}

function beginning(input: RunInput, worktree: Worktree | undefined) {
  return {
    name: input.name,
    task_id: input.task,
    session_group_id: input.group,
    idempotency_key: input.idempotency_key,
    branch_name: worktree?.branch_name,
    worktree_path: worktree?.worktree_path,
    project_root: worktree?.project_root ?? process.cwd(),
    parent: parentSession(input),
    labels: input.labels,
    status: 'running' as const,
    host: hostname(),
    pid: process.pid,
    command: [...input.command],
  };
}

interface Handed {
  readonly dir: string;
  readonly session_id: string;
  readonly agent_id: string;
  readonly parent: string | undefined;
}

/** Our environment, and what loggers inside the command take their defaults from. */
function environment({ dir, session_id, agent_id, parent }: Handed): NodeJS.ProcessEnv {
  return {
    ...process.env,
    SESSIONLOG_DIR: dir,
    SESSIONLOG_SESSION_ID: session_id,
    SESSIONLOG_AGENT_ID: agent_id,
    // Undefined leaves it out: the parent of whoever runs us is not that of the command.
    SESSIONLOG_PARENT_SESSION_ID: parent,
  };
}
