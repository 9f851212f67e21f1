import { briefParams, cutText } from '../agent/briefs.js';
import type { OpenCall } from '../agent/calls.js';
import { jsonBytesIn, sizeIn } from '../agent/sizes.js';
import { recordOf, recordsOf, textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import type { FileFacts } from './results.js';

/** A call of a tool, without the bodies it was given. */
export interface ToolUse extends OpenCall {
  readonly name: string;
  readonly parent_span_id: string | undefined;
  readonly params: unknown;
  readonly input_bytes: number | undefined;
  /** The file it names, and what it is given to write there. */
  readonly file: FileFacts;
  readonly skill: string | undefined;
  /** What a subagent is told to do. */
  readonly prompt: string | undefined;
  readonly todos: readonly SourceRecord[] | undefined;
  readonly task: {
    readonly id: string | undefined;
    readonly subject: string | undefined;
    readonly status: string | undefined;
  };
}

const READS: ReadonlySet<string> = new Set(['Read', 'NotebookRead']);
const WRITES: ReadonlySet<string> = new Set(['Write', 'Edit', 'MultiEdit', 'NotebookEdit']);
/** Tools that wait for an answer of the person, and do nothing else. */
const ASKS: ReadonlySet<string> = new Set(['AskUserQuestion', 'ExitPlanMode']);
const SUBAGENTS: ReadonlySet<string> = new Set(['Task', 'Agent']);
/** The task list is told by its tasks. */
const LISTS: ReadonlySet<string> = new Set(['todos']);

export const isRead = (name: string): boolean => READS.has(name);
export const isWrite = (name: string): boolean => WRITES.has(name);
export const isAsk = (name: string): boolean => ASKS.has(name);
export const isSubagent = (name: string): boolean => SUBAGENTS.has(name);

const TODOS = 200;
/** As much of a prompt as tells it from others. */
export const PROMPT_CHARS = 1_000;
const SUBJECT_CHARS = 500;

/** A `tool_use` block; undefined for one without the id or the name that its result could find it by. */
export function useOf(block: SourceRecord, at_ms: number, parent_span_id: string | undefined): ToolUse | undefined {
  const id = textOf(block['id']);
  const name = textOf(block['name']);
  if (id === undefined || name === undefined) return undefined;
  const input = recordOf(block['input']) ?? {};
  const body = input['content'] ?? input['new_string'] ?? input['new_source'];
  const subject = textOf(input['subject']);
  const task_id = input['taskId'];
  return {
    id,
    name,
    at_ms,
    parent_span_id,
    params: briefParams(block['input'], LISTS),
    input_bytes: jsonBytesIn(block['input']),
    file: {
      path: textOf(input['file_path']) ?? textOf(input['notebook_path']),
      ...(isWrite(name) ? sizeIn(body) : {}),
    },
    skill: name === 'Skill' ? (textOf(input['skill']) ?? textOf(input['command'])) : undefined,
    prompt: isSubagent(name) ? cutText(textOf(input['prompt']) ?? '', PROMPT_CHARS) || undefined : undefined,
    todos: name === 'TodoWrite' ? recordsOf(input['todos']).slice(0, TODOS).map(itemOf) : undefined,
    task: {
      id: typeof task_id === 'number' ? String(task_id) : textOf(task_id),
      subject: subject === undefined ? undefined : cutText(subject, SUBJECT_CHARS),
      status: textOf(input['status']),
    },
  };
}

const itemOf = ({ content, status }: SourceRecord): SourceRecord => ({
  content: typeof content === 'string' ? cutText(content, SUBJECT_CHARS) : undefined,
  status,
});
