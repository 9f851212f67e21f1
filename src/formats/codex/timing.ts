import { callDuration } from '../agent/calls.js';
import type { Draft } from './outbox.js';

/** What the lines before its output say about the time of a call. */
export interface Timed {
  readonly id: string;
  readonly name: string;
  readonly at_ms: number;
  /** It asked to be let out of the sandbox, which a person may have to allow. */
  readonly asks_leave?: boolean;
  /** When a person was asked, where a line tells. */
  asked_ms?: number;
  /** How long it ran, as an event beside the call has it. */
  own_ms?: number;
  /** When that event was written. */
  ended_ms?: number;
}

export interface Timing {
  readonly duration_ms?: number;
  readonly duration_source?: 'source' | 'call_to_result';
  /** In which a person was asked. */
  readonly wait?: Draft;
}

/** Tools that do nothing but ask. */
const PERSON: ReadonlySet<string> = new Set(['request_user_input']);
/** A shorter time between asking for leave and running is that of the machine. */
const LEAVE_MS = 1_000;
/** A process that had ended when the agent first looked ran no longer than this: the rest was the queue behind others. */
const LAUNCH_MS = 1_000;

/** How long a tool ran, without the time in which a person was asked. `wall_ms` is what its output says. */
export function timingOf(call: Timed, at_ms: number, wall_ms: number | undefined): Timing {
  if (PERSON.has(call.name)) return { wait: waitDraft(call, 'human', call.at_ms, at_ms, 'call_to_result') };
  const run_ms = call.own_ms ?? wall_ms;
  if (run_ms === undefined) return callDuration(call.at_ms, at_ms);
  const wait = waitOf(call, at_ms, run_ms);
  if (run_ms > 0 || wait !== undefined) return { ...callDuration(call.at_ms, at_ms, run_ms), ...wait };
  const stamped = callDuration(call.at_ms, call.ended_ms ?? at_ms);
  return (stamped.duration_ms ?? 0) > LAUNCH_MS ? callDuration(call.at_ms, at_ms, run_ms) : stamped;
}

/** Between a call that had to be allowed and its run. Without the time of the run the two cannot be told apart. */
function waitOf(call: Timed, at_ms: number, run_ms: number): { wait: Draft } | undefined {
  const from_ms = call.asked_ms ?? (call.asks_leave === true ? call.at_ms : undefined);
  const until_ms = Math.round(at_ms - run_ms);
  if (from_ms === undefined || until_ms - from_ms < LEAVE_MS) return undefined;
  return { wait: waitDraft(call, 'permission', from_ms, until_ms, 'line_to_line') };
}

const waitDraft = ({ id, name }: Timed, reason: string, from_ms: number, at_ms: number, source: string): Draft => ({
  type: 'wait',
  at_ms,
  payload: {
    for: reason,
    name,
    duration_ms: Math.max(0, at_ms - from_ms),
    duration_source: source,
    parent_span_id: id,
  },
});
