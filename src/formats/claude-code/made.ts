/** What further events a call stands for: a skill, items of the list of work. */
import type { Draft } from './draft.js';
import type { Items } from './items.js';
import type { Result } from './results.js';
import type { ToolUse } from './uses.js';

/** What the sessions of one file tell each other. */
export interface Links {
  /** A call starts a subagent with this prompt, cut to `PROMPT_CHARS`. */
  called(call_id: string, prompt: string): void;
  /** The session that a call has started, where the file has it. */
  childOf(call_id: string): string | undefined;
}

/** A skill that was called through its tool. `attempt` counts further tries after one that failed. */
export function skillDraft(use: ToolUse, result: Result, attempt: number): Draft | undefined {
  if (use.skill === undefined) return undefined;
  const verified = result.status === 'completed';
  const duration_ms = result.at_ms < use.at_ms ? undefined : result.at_ms - use.at_ms;
  return {
    type: 'skill',
    at_ms: result.at_ms,
    payload: {
      skill: use.skill,
      input: use.params,
      attempts: [compact({ attempt, verified, runner_output: result.error, duration_ms })],
      final_status: result.status,
      duration_ms,
      duration_source: duration_ms === undefined ? undefined : 'call_to_result',
      parent_span_id: use.id,
    },
  };
}

const compact = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

/** What the call changed on the list of work. */
export function itemDrafts(items: Items, use: ToolUse, result: Result): Draft[] {
  if (result.status !== 'completed') return [];
  const { at_ms } = result;
  if (use.todos !== undefined) {
    return items.write(result.new_todos ?? use.todos, result.old_todos ?? [], at_ms, use.parent_span_id);
  }
  if (use.name === 'TaskCreate') {
    const subject = result.subject ?? use.task.subject;
    if (result.task_id !== undefined && subject !== undefined) items.create(result.task_id, subject);
  }
  if (use.name !== 'TaskUpdate') return [];
  const id = result.task_id ?? use.task.id;
  const status = result.changed_to ?? use.task.status;
  if (id === undefined || status === undefined) return [];
  return items.update(id, status, use.task.subject, at_ms, use.parent_span_id);
}
