/** What `list`, `show` and every other command with `--json` prints of a session. New keys may come at any time. */
import { z } from 'zod';
import { type JsonSchema, jsonSchemaOf } from '../event/json-schema.js';
import { SESSION_STATUSES } from './lifecycle.js';
import { DOD_RESULTS, PHASES, type SessionRecord } from './record.js';

const VERSION = 1;

const text = z.string().nullable();
const instant = z.iso.datetime({ precision: 3 }).nullable();
const record = z.record(z.string(), z.unknown());
const count = z.int().nonnegative();

export const Session = z.object({
  id: z.string(),
  name: text,
  purpose: text,
  task_id: text.meta({ description: 'The work item; one task has many sessions.' }),
  agent: text,
  status: z.enum(SESSION_STATUSES),
  status_inferred: z.boolean().meta({ description: 'The log does not say it: its last activity does.' }),
  stale: z.boolean().meta({ description: 'It should be running, and its process is gone or it is silent.' }),
  stale_reason: z.enum(['process gone', 'silent']).nullable(),
  started: z.boolean().meta({ description: 'Whether the log has its session_start.' }),
  started_at: instant,
  updated_at: instant.meta({ description: 'Of the last event of any type.' }),
  completed_at: instant,
  duration_ms: z.number().nullable(),
  session_group_id: text,
  idempotency_key: text,
  branch_name: text,
  pr_url: text,
  worktree_path: text,
  project_root: text,
  exit_code: z.int().nullable(),
  signal: text,
  dod_result: text.meta({ examples: [...DOD_RESULTS] }),
  artifacts: z.array(z.unknown()),
  error: z.unknown(),
  reason: text,
  context: record.meta({
    description: 'issue_number, phase, worktree_path, previous_results, and whatever else was given.',
    examples: [{ issue_number: 270, phase: PHASES[3] }],
  }),
  labels: record,
  parent: text,
  children: z.array(z.string()),
  handed_off_to: text.meta({ description: 'The agent that took over.' }),
  handoff: z.boolean().meta({ description: 'Whether its parent was to hand over to it.' }),
  host: text,
  pid: count.nullable(),
  findings: z.array(
    z.object({
      code: z.enum([
        'STEP_REFUSED',
        'STATUS_AGAINST_EXIT_CODE',
        'NEGATIVE_DURATION',
        'HANDOFF_UNFINISHED',
        'SUCCESSOR_MISSING',
      ]),
      message: z.string(),
    }),
  ),
  lines: count,
  file: z.string(),
  format: z.string().meta({ description: 'sessionlog, or the foreign format that it was read from.' }),
}) satisfies z.ZodType<SessionRecord>;

/** The record of one session, as JSON Schema, draft 2020-12. `list --json` prints an array of them. */
export const sessionJsonSchema = (): JsonSchema =>
  jsonSchemaOf(Session, {
    $id: `urn:sessionlog:session:${VERSION}`,
    title: 'sessionlog session',
    description: 'One session: who worked on what, and how it ended. Times are ISO 8601 UTC.',
  });
