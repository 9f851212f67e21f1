/**
 * What one line is: a zod schema for each event type. Everything else about types is derived from here: the
 * TypeScript types are inferred, `fields.ts` (what writer and reader check against, without loading zod) and
 * the published JSON Schema are generated. Unknown keys are allowed everywhere and carried.
 */
import { z } from 'zod';
import { msFromIso } from '../base/clock.js';

/** ISO 8601 with an offset. Ours end in `Z` and carry milliseconds; what others wrote may differ. */
const instant = z
  .string()
  .refine((value) => !Number.isNaN(msFromIso(value)), { error: 'expected an ISO 8601 time with an offset' })
  .meta({ format: 'date-time' });
const text = z.string();
const count = z.int().nonnegative();
const milliseconds = z.number();
const record = z.record(z.string(), z.unknown());

const TASK_OUTCOMES = ['completed', 'failed', 'cancelled'] as const;

/** One attempt of a skill call, in the list of the call or on a line of its own. */
const attemptFields = {
  attempt: z.int().positive(),
  model: text.optional(),
  verified: z.boolean(),
  output_summary: text.optional(),
  runner_output: text.optional(),
  duration_ms: milliseconds.optional(),
};
const Attempt = z.looseObject(attemptFields);

/** The fields of a session record that `session_start` and `session_update` may set. */
const openFields = {
  name: text.optional(),
  purpose: text.optional(),
  task_id: text.optional(),
  session_group_id: text.optional(),
  idempotency_key: text.optional(),
  branch_name: text.optional(),
  worktree_path: text.optional(),
  project_root: text.optional(),
  parent_session_id: text.optional(),
  context: record.optional(),
  labels: record.optional(),
  status: z.enum(['pending', 'running']).optional(),
};
const processFields = { host: text.optional(), pid: count.optional() };
const outcomeFields = {
  exit_code: z.int().optional(),
  signal: text.optional(),
  dod_result: text.optional(),
  artifacts: z.array(z.unknown()).optional(),
  error: z.unknown().optional(),
  pr_url: text.optional(),
};
/** What the process of a session has used and left behind, as whoever ran it has seen it. */
const useFields = {
  cpu_ms: milliseconds.optional(),
  peak_rss_bytes: count.optional(),
  artifacts_omitted: count.optional(),
};

/** The payload of each type, in the order in which the writer puts the keys. */
export const payloads = {
  task_start: { name: text, metadata: record.optional() },
  task_complete: {
    name: text,
    duration_ms: milliseconds.optional(),
    status: z.enum(TASK_OUTCOMES).optional(),
    error: z.unknown().optional(),
    metadata: record.optional(),
  },
  file_read: {
    path: text,
    size_bytes: count.optional(),
    lines: count.optional(),
    duration_ms: milliseconds.optional(),
  },
  file_write: {
    path: text,
    size_bytes: count.optional(),
    lines: count.optional(),
    duration_ms: milliseconds.optional(),
  },
  tool_call: {
    name: text,
    params: z.unknown().optional(),
    duration_ms: milliseconds.optional(),
    status: text.optional(),
    exit_code: z.int().optional(),
    error: z.unknown().optional(),
    input_bytes: count.optional(),
    output_bytes: count.optional(),
  },
  skill_attempt: { skill: text, ...attemptFields },
  skill: {
    skill: text,
    phase: text.optional(),
    project_root: text.optional(),
    input: z.unknown().optional(),
    attempts: z.array(Attempt).optional(),
    final_status: text,
    file_path: text.optional(),
    model_used: text.optional(),
    duration_ms: milliseconds.optional(),
    message: text.optional(),
  },
  /** One answer of a model: what it cost in tokens and in time. A retry is a call of its own that failed. */
  model_call: {
    model: text,
    duration_ms: milliseconds.optional(),
    input_tokens: count.optional(),
    output_tokens: count.optional(),
    cache_read_tokens: count.optional(),
    cache_write_tokens: count.optional(),
    reasoning_tokens: count.optional(),
    status: text.optional(),
    attempt: z.int().positive().optional(),
    error: z.unknown().optional(),
  },
  /** The agent waited for a person: for the next prompt, or for leave to go on. */
  wait: { for: z.enum(['human', 'permission']), name: text.optional(), duration_ms: milliseconds.optional() },
  /** The agent's memory of the conversation was cut down. */
  compaction: {
    trigger: text.optional(),
    tokens_before: count.optional(),
    tokens_after: count.optional(),
    duration_ms: milliseconds.optional(),
  },
  session_start: {
    ...openFields,
    ...processFields,
    handoff: z.boolean().optional(),
    command: z.array(text).optional(),
  },
  session_update: {
    ...openFields,
    ...outcomeFields,
    ...processFields,
    child_pid: count.optional(),
    ...useFields,
  },
  session_handoff: { to_agent: text, child_session_id: text, context: record.optional() },
  session_end: {
    status: z.enum([...TASK_OUTCOMES, 'terminated']),
    ...outcomeFields,
    reason: text.optional(),
    duration_ms: milliseconds.optional(),
    ...useFields,
  },
  /** What the agent's process and those below it use, as seen from outside. */
  resource_sample: {
    cpu_ms: milliseconds,
    rss_bytes: count,
    peak_rss_bytes: count.optional(),
    processes: count.optional(),
  },
  /** Written into the log when it was sealed, so that a seal that is dropped is missed. */
  session_seal: { seal: count, bytes: count, key_id: text, link: text },
  /** Written by the writer itself, once space has returned after events had to be dropped. */
  events_dropped: {
    count,
    first_ts: instant,
    last_ts: instant,
    reason: text,
  },
} as const satisfies Record<string, z.core.$ZodLooseShape>;

const leading = {
  /** The format's version. A line without it was not written by our writer, and is read as version 1. */
  v: z.int().positive().optional(),
  ts: instant,
  session_id: text,
  agent_id: text.optional(),
  writer: text.optional(),
  seq: count.optional(),
};
const trailing = {
  span_id: text.optional(),
  parent_span_id: text.optional(),
  hash: text.optional(),
};

function eventOf<Type extends keyof typeof payloads>(type: Type) {
  return z.looseObject({ ...leading, type: z.literal(type), ...payloads[type], ...trailing });
}

/** One line of a type that this version knows. */
export const KnownEvent = z.discriminatedUnion('type', [
  eventOf('task_start'),
  eventOf('task_complete'),
  eventOf('file_read'),
  eventOf('file_write'),
  eventOf('tool_call'),
  eventOf('skill_attempt'),
  eventOf('skill'),
  eventOf('model_call'),
  eventOf('wait'),
  eventOf('compaction'),
  eventOf('session_start'),
  eventOf('session_update'),
  eventOf('session_handoff'),
  eventOf('session_end'),
  eventOf('resource_sample'),
  eventOf('session_seal'),
  eventOf('events_dropped'),
]);

/** A type that is not known: a faulty line of a known type must not pass as one of these. */
const unknownType = text
  .refine((type) => !Object.hasOwn(payloads, type), { error: 'a known type, with a payload that does not fit it' })
  .meta({ not: { enum: Object.keys(payloads) } });

/** One line of a type that a later version, or somebody else, has added: carried and counted. */
export const UnknownEvent = z.looseObject({ ...leading, type: unknownType, ...trailing });

export const Event = z.union([KnownEvent, UnknownEvent]);
