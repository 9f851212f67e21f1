import { callDuration } from '../agent/calls.js';
import type { Draft } from './draft.js';
import type { Placed } from './pauses.js';
import type { Result } from './results.js';
import { childSession } from './shapes.js';
import { isAsk, isRead, isSubagent, isWrite, type ToolUse } from './uses.js';

/** A call that has its result. */
export interface DoneCall {
  readonly use: ToolUse;
  readonly result: Result;
  /** The session of the subagent that it started. */
  readonly child: string | undefined;
}

/** The longest that a tool's own account may differ from call to result, both being rounded. */
const SLACK_MS = 1_000;

/** The call, the wait in it, and what it did to files. */
export function callDrafts({ use, result, child }: DoneCall, wait: Placed | undefined): Draft[] {
  const waited_ms = wait === undefined ? 0 : wait.to_ms - wait.from_ms;
  const drafts: Draft[] = wait === undefined ? [] : [waitDraft(use, wait)];
  const time = durationOf(use, result, waited_ms);
  drafts.push({
    type: 'tool_call',
    at_ms: result.at_ms,
    payload: {
      name: use.name,
      params: use.params,
      duration_ms: time.duration_ms,
      duration_source: time.duration_source,
      waited_ms: time.waited_ms,
      status: result.status,
      exit_code: result.exit_code,
      error: result.error,
      input_bytes: use.input_bytes,
      output_bytes: result.output_bytes,
      child_session_id: child ?? (isSubagent(use.name) && result.agent_id ? childSession(result.agent_id) : undefined),
      total_tokens: result.total_tokens,
      tool_uses: result.tool_uses,
      span_id: use.id,
      parent_span_id: use.parent_span_id,
    },
  });
  const file = fileDraft(use, result);
  if (file !== undefined) drafts.push(file);
  return drafts;
}

const waitDraft = ({ id, name }: ToolUse, { from_ms, to_ms, source }: Placed): Draft => ({
  type: 'wait',
  at_ms: to_ms,
  payload: {
    for: isAsk(name) ? 'human' : 'permission',
    name,
    duration_ms: to_ms - from_ms,
    duration_source: source,
    parent_span_id: id,
  },
});

/** The time that a person took is not the tool's: what was only asked, or refused, took no time of its own. */
function durationOf(
  use: ToolUse,
  result: Result,
  waited_ms: number,
): { duration_ms?: number; duration_source?: string; waited_ms?: number } {
  const whole_ms = result.at_ms - use.at_ms;
  if (waited_ms > 0) {
    const left_ms = whole_ms - waited_ms;
    return left_ms > 0 && !isAsk(use.name)
      ? { duration_ms: left_ms, duration_source: 'call_to_result', waited_ms }
      : { waited_ms };
  }
  const own_ms = result.own_ms !== undefined && result.own_ms <= whole_ms + SLACK_MS ? result.own_ms : undefined;
  return callDuration(use.at_ms, result.at_ms, own_ms);
}

function fileDraft(use: ToolUse, result: Result): Draft | undefined {
  if (result.status !== 'completed' || (!isRead(use.name) && !isWrite(use.name))) return undefined;
  const path = result.file.path ?? use.file.path;
  if (path === undefined) return undefined;
  const { size_bytes, lines } = result.file.size_bytes === undefined && isWrite(use.name) ? use.file : result.file;
  const type = isRead(use.name) ? 'file_read' : 'file_write';
  return { type, at_ms: result.at_ms, payload: { path, size_bytes, lines, parent_span_id: use.id } };
}

/** A call whose result stands in no line: aborted, or still running when the file was read. */
export const unfinishedDraft = (use: ToolUse): Draft => ({
  type: 'tool_call',
  at_ms: use.at_ms,
  payload: {
    name: use.name,
    params: use.params,
    input_bytes: use.input_bytes,
    unfinished: true,
    span_id: use.id,
    parent_span_id: use.parent_span_id,
  },
});

/** A result whose call stands in no line: the file's beginning was cut off. */
export const orphanDraft = (id: string, result: Result): Draft => ({
  type: 'tool_call',
  at_ms: result.at_ms,
  payload: {
    name: 'unknown',
    status: result.status,
    exit_code: result.exit_code,
    error: result.error,
    output_bytes: result.output_bytes,
    span_id: id,
  },
});
