import fc from 'fast-check';
import type { SessionEvent } from '../../src/event/types.js';
import { at } from './support.js';

const name = fc.constantFrom('build', 'test', '__proto__', 'constructor', 'toString');
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const duration_ms = optional(fc.integer({ min: -5, max: 900_000 }));
const span = optional(fc.constantFrom('s1', 's2', '__proto__'));
const verified = fc.boolean();
const attempt = fc.integer({ min: 1, max: 3 });
const size_bytes = optional(fc.nat(10_000));

const payload: fc.Arbitrary<{ type: string } & Record<string, unknown>> = fc.oneof(
  fc.record({ type: fc.constant('task_start'), name }),
  fc.record({
    type: fc.constant('task_complete'),
    name,
    duration_ms,
    status: optional(fc.constantFrom('completed', 'failed', 'cancelled')),
  }),
  fc.record({
    type: fc.constant('tool_call'),
    name,
    duration_ms,
    status: optional(fc.constantFrom('ok', 'failed', 'toString')),
    exit_code: optional(fc.constantFrom(0, 1)),
    output_bytes: size_bytes,
  }),
  fc.record({ type: fc.constant('skill_attempt'), skill: name, attempt, verified, model: optional(name), duration_ms }),
  fc.record({
    type: fc.constant('skill'),
    skill: name,
    final_status: name,
    duration_ms,
    attempts: optional(fc.array(fc.record({ attempt, verified, model: optional(name) }), { maxLength: 3 })),
  }),
  fc.record({ type: fc.constantFrom('file_read', 'file_write'), path: name, size_bytes, duration_ms }),
  fc.record({
    type: fc.constant('model_call'),
    model: name,
    duration_ms,
    status: optional(fc.constantFrom('ok', 'failed')),
    attempt: optional(attempt),
    input_tokens: size_bytes,
    output_tokens: size_bytes,
    cache_read_tokens: size_bytes,
  }),
  fc.record({
    type: fc.constant('wait'),
    for: fc.constantFrom('human', 'permission'),
    name: optional(name),
    duration_ms,
  }),
  fc.record({ type: fc.constant('compaction'), duration_ms }),
  fc.record({
    type: fc.constantFrom('session_start', 'session_update'),
    model: optional(name),
    project_root: optional(name),
    parent_session_id: optional(name),
    branch_name: optional(fc.constantFrom('', 'main')),
  }),
  fc.record({ type: fc.constantFrom('thought', '__proto__', 'constructor'), duration_ms }),
  fc.constant({ type: 'session_end', status: 'failed', exit_code: 0 }),
);

/** Events of the sessions, in any order of time, with every type and many collisions. */
export const events = (sessions: readonly string[]): fc.Arbitrary<SessionEvent[]> =>
  fc.array(
    fc
      .record({
        ms: fc.nat(5_000_000),
        session_id: fc.constantFrom(...sessions),
        agent_id: optional(fc.constantFrom('a', '__proto__')),
        writer: optional(fc.constantFrom('w1', 'w2')),
        span_id: span,
        parent_span_id: span,
        payload,
      })
      .map(({ ms, payload: { type, ...fields }, ...envelope }) => at(ms, { type, ...envelope, ...fields })),
    { maxLength: 40 },
  );
