import { hashOf } from '../../event/hash.js';
import type { EventInput } from '../../event/types.js';
import { bytesOf, linesOf } from '../../formats/agent/briefs.js';
import { amountOf, countOf, recordOf, textOf } from '../../formats/agent/values.js';
import type { SourceRecord } from '../../formats/format.js';
import { cleanError, cleanParams, outputBytes } from './clean.js';
import type { Memory } from './memory.js';
import { type HookCall, responseOf } from './payload.js';
import { spansOf } from './turns.js';

/** Tools that wait for an answer of the person, and do nothing else. */
const ASKS: ReadonlySet<string> = new Set(['AskUserQuestion', 'ExitPlanMode', 'ask_user', 'request_user_input']);
const READS: ReadonlySet<string> = new Set(['Read', 'NotebookRead', 'read_file']);
const WRITES: ReadonlySet<string> = new Set([
  ...['Write', 'Edit', 'MultiEdit', 'NotebookEdit', 'write_file', 'replace', 'create_file'],
]);
/** Less is as likely rounding, or another hook. */
const LEAST_WAIT_MS = 1_000;
const PATCHED_FILES = 50;
const PATCHED = /^\*\*\* (?:Add|Update|Delete) File: (.{1,4096})$/gm;
const EXIT_CODE = /(?:exit(?:ed with)?(?: non-zero status)? code:?|exit status)\s{1,2}(\d{1,6})\b/i;

/** What a call is found again by: its id, or what it was called with where agents tell none. */
function keyOf({ payload, subagent }: HookCall): string {
  const id = textOf(payload['tool_use_id']);
  if (id !== undefined) return id;
  const input = hashOf(Buffer.from(JSON.stringify(payload['tool_input']) ?? ''));
  return JSON.stringify([subagent?.id, payload['tool_name'], input]);
}

/** A tool begins: nothing is logged until it is done. */
export function toolBegins(call: HookCall, memory: Memory): EventInput[] {
  const { payload } = call;
  memory.put('call', keyOf(call), {
    at_ms: call.at_ms,
    name: textOf(payload['tool_name']) ?? 'unknown',
    params: cleanParams(payload['tool_input']),
    ...spansOf(call, memory),
    span_id: spanOf(call),
  });
  return [];
}

/** The agent asks for leave: what a call lasted from then on is not all the tool's. */
export function toolAsks(call: HookCall, memory: Memory): EventInput[] {
  const { payload } = call;
  if (call.event === 'Notification' && payload['notification_type'] !== 'permission_prompt') return [];
  // A notification comes later than the request it tells of.
  if (call.event === 'Notification' && memory.get('asked') !== undefined) return [];
  memory.put('asked', '', { at_ms: call.at_ms, name: textOf(payload['tool_name']) });
  return [];
}

const spanOf = (call: HookCall): string => textOf(call.payload['tool_use_id']) ?? hashOf(Buffer.from(keyOf(call)));

/** A tool is done: its call, the wait in it, what it did to files. */
export function toolEnds(call: HookCall, memory: Memory): EventInput[] {
  const { payload, ts } = call;
  const name = textOf(payload['tool_name']) ?? 'unknown';
  const begun_ms = amountOf(memory.take('call', keyOf(call))?.['at_ms']);
  const spans = spansOf(call, memory);
  const span_id = spanOf(call);
  const time = timeOf(call, memory, name, begun_ms);
  const outcome = outcomeOf(call);
  const done: EventInput = {
    type: 'tool_call',
    ts,
    name,
    params: cleanParams(payload['tool_input']),
    ...time.call,
    ...outcome,
    input_bytes: bytesOf(payload['tool_input']),
    output_bytes: outputBytes(responseOf(call)),
    span_id,
    ...spans,
  };
  const waits = time.wait === undefined ? [] : [{ ...time.wait, name, parent_span_id: span_id }];
  return [...waits, done, ...skillOf(call, outcome, time.call, spans), ...filesOf(call, name, outcome.status, span_id)];
}

function timeOf({ payload, at_ms }: HookCall, memory: Memory, name: string, begun_ms: number | undefined) {
  const own_ms = amountOf(payload['duration_ms']);
  const whole_ms = begun_ms === undefined || at_ms < begun_ms ? undefined : at_ms - begun_ms;
  if (ASKS.has(name)) {
    const wait = whole_ms === undefined ? undefined : waitOf('human', at_ms, whole_ms);
    return { call: {}, wait };
  }
  const asked_ms = askedIn(memory, name, begun_ms);
  if (asked_ms === undefined) {
    if (own_ms !== undefined) return { call: { duration_ms: own_ms, duration_source: 'source' } };
    return { call: whole_ms === undefined ? {} : { duration_ms: whole_ms, duration_source: 'call_to_result' } };
  }
  // Without the tool's own account nobody knows how much of it the person took.
  if (own_ms === undefined) return { call: { asked: true } };
  const waited_ms = at_ms - own_ms - asked_ms;
  return {
    call: { duration_ms: own_ms, duration_source: 'source' },
    wait: waited_ms < LEAST_WAIT_MS ? undefined : waitOf('permission', at_ms - own_ms, waited_ms),
  };
}

/** When the agent asked for leave within this call. */
function askedIn(memory: Memory, name: string, begun_ms: number | undefined): number | undefined {
  const asked = memory.get('asked');
  const asked_ms = amountOf(asked?.['at_ms']);
  if (asked_ms === undefined || begun_ms === undefined || asked_ms < begun_ms) return undefined;
  if ((textOf(asked?.['name']) ?? name) !== name) return undefined;
  memory.take('asked');
  return asked_ms;
}

const waitOf = (kind: 'human' | 'permission', end_ms: number, duration_ms: number) => ({
  type: 'wait' as const,
  ts: new Date(end_ms).toISOString(),
  for: kind,
  duration_ms,
});

function outcomeOf(call: HookCall): { status: string; error?: string; exit_code?: number } {
  const { payload, event } = call;
  const response = payload['tool_response'];
  const said = payload['error'] ?? recordOf(response)?.['error'];
  const error = typeof said === 'string' ? said : textOf(recordOf(said)?.['message']);
  const answer = responseOf(call);
  const code = EXIT_CODE.exec((error ?? (typeof answer === 'string' ? answer : '')).slice(0, 2_000))?.[1];
  const exit_code = countOf(recordOf(answer)?.['exit_code']) ?? (code === undefined ? undefined : Number(code));
  const cancelled =
    payload['is_interrupt'] === true || recordOf(answer)?.['interrupted'] === true || event === 'PermissionDenied';
  const failed = event === 'PostToolUseFailure' || error !== undefined || (exit_code ?? 0) !== 0;
  return {
    status: cancelled ? 'cancelled' : failed ? 'failed' : 'completed',
    ...(error === undefined ? {} : { error: cleanError(error) }),
    ...(exit_code === undefined ? {} : { exit_code }),
  };
}

function skillOf(call: HookCall, { status }: { status: string }, time: object, spans: object): EventInput[] {
  const input = recordOf(call.payload['tool_input']) ?? {};
  const skill = textOf(input['skill']) ?? textOf(input['command']) ?? textOf(input['name']);
  const isSkill = ['Skill', 'activate_skill'].includes(textOf(call.payload['tool_name']) ?? '');
  if (!isSkill || skill === undefined) return [];
  return [{ type: 'skill', ts: call.ts, skill, final_status: status, ...time, ...spans }];
}

/** Of files only paths and sizes are logged, never what is in them. */
function filesOf(call: HookCall, name: string, status: string, parent_span_id: string): EventInput[] {
  if (status !== 'completed') return [];
  const { payload, ts } = call;
  const input = recordOf(payload['tool_input']) ?? {};
  const path = textOf(input['file_path']) ?? textOf(input['absolute_path']) ?? textOf(input['notebook_path']);
  if (READS.has(name) && path !== undefined) {
    const file = recordOf(recordOf(payload['tool_response'])?.['file']) ?? {};
    const body = textOf(file['content']) ?? textOf(responseOf(call));
    return [{ type: 'file_read', ts, path, ...sizesOf(body, countOf(file['numLines'])), parent_span_id }];
  }
  if (WRITES.has(name) && path !== undefined) {
    const body = [input['content'], input['new_string'], input['new_source'], ...editsOf(input)].filter(isText);
    const written = body.length === 0 ? undefined : body.join('\n');
    return [{ type: 'file_write', ts, path, ...sizesOf(written, undefined), parent_span_id }];
  }
  const patch = name === 'apply_patch' ? (textOf(input['command']) ?? textOf(input['input']) ?? '') : '';
  const paths = [...patch.matchAll(PATCHED)].slice(0, PATCHED_FILES).flatMap(([, found]) => found ?? []);
  return paths.map((each) => ({ type: 'file_write', ts, path: each, parent_span_id }));
}

const editsOf = (input: SourceRecord): unknown[] =>
  Array.isArray(input['edits']) ? input['edits'].map((edit: unknown) => recordOf(edit)?.['new_string']) : [];
const isText = (value: unknown): value is string => typeof value === 'string';

const sizesOf = (body: string | undefined, lines: number | undefined) =>
  body === undefined ? { lines } : { size_bytes: Buffer.byteLength(body), lines: lines ?? linesOf(body) };
