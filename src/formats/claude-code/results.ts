import { briefError } from '../agent/briefs.js';
import { bytesIn, sizeIn } from '../agent/sizes.js';
import { amountOf, countOf, listOf, recordOf, recordsOf, textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import { textIn } from './prompts.js';

/** What a tool gave back, without the bodies: small enough to be kept until its call is known. */
export interface Result {
  readonly at_ms: number;
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** A person was asked for leave and refused it. */
  readonly rejected: boolean;
  readonly error: string | undefined;
  readonly exit_code: number | undefined;
  readonly output_bytes: number | undefined;
  /** How long it took by the tool's own account. */
  readonly own_ms: number | undefined;
  readonly file: FileFacts;
  /** Of a subagent: its id, and what it used up. */
  readonly agent_id: string | undefined;
  readonly total_tokens: number | undefined;
  readonly tool_uses: number | undefined;
  /** Of the task list: the lists of TodoWrite, the task that was created, the task whose state changed. */
  readonly old_todos: readonly SourceRecord[] | undefined;
  readonly new_todos: readonly SourceRecord[] | undefined;
  readonly task_id: string | undefined;
  readonly subject: string | undefined;
  readonly changed_to: string | undefined;
}

/** A file as the result tells of it. */
export interface FileFacts {
  readonly path?: string | undefined;
  readonly size_bytes?: number | undefined;
  readonly lines?: number | undefined;
}

const REJECTED =
  /^(?:Error: )?(?:The user doesn't want to (?:proceed with this tool use|take this action)|User rejected)/;
const CANCELLED = /^(?:Error: )?(?:\[Request interrupted by user|Sibling tool call errored|Cancelled: )/;
const EXIT_CODE = /^(?:Error: )?Exit code (\d{1,6})(?:\s|$)/;

/** `detail` is the structured `toolUseResult` of the line, if it belongs to this result alone. */
export function resultOf(block: SourceRecord, detail: unknown, at_ms: number): Result {
  const said = textIn(block['content']);
  const text = said.replace(/^<tool_use_error>([\s\S]*?)<\/tool_use_error>\s*$/, '$1');
  const facts = recordOf(detail) ?? {};
  const refused = typeof detail === 'string' ? detail : text;
  const is_error = block['is_error'] === true || (typeof detail === 'string' && detail.startsWith('Error:'));
  const rejected = is_error && (REJECTED.test(text) || REJECTED.test(refused));
  const cancelled = rejected || (is_error && CANCELLED.test(text)) || facts['interrupted'] === true;
  const status = cancelled ? 'cancelled' : is_error ? 'failed' : 'completed';
  const exit = status === 'failed' ? EXIT_CODE.exec(text)?.[1] : undefined;
  const task = recordOf(facts['task']);
  const id = facts['taskId'] ?? task?.['id'];
  return {
    at_ms,
    status,
    rejected,
    error: is_error ? briefError(text) : undefined,
    exit_code: exit === undefined ? undefined : Number(exit),
    output_bytes: outputBytes(block['content']),
    own_ms: amountOf(facts['totalDurationMs']) ?? amountOf(facts['durationMs']),
    file: is_error ? {} : fileFacts(facts),
    agent_id: textOf(facts['agentId']),
    total_tokens: countOf(facts['totalTokens']),
    tool_uses: countOf(facts['totalToolUseCount']),
    old_todos: Array.isArray(facts['oldTodos']) ? recordsOf(facts['oldTodos']) : undefined,
    new_todos: Array.isArray(facts['newTodos']) ? recordsOf(facts['newTodos']) : undefined,
    task_id: typeof id === 'number' ? String(id) : textOf(id),
    subject: textOf(task?.['subject']),
    changed_to: textOf(recordOf(facts['statusChange'])?.['to']),
  };
}

function outputBytes(content: unknown): number | undefined {
  if (!Array.isArray(content)) return bytesIn(content);
  return recordsOf(content).reduce((sum, { text, source }) => {
    const letters = bytesIn(recordOf(source)?.['data']);
    // Three bytes of an image stand in four letters of base64.
    return sum + (letters === undefined ? (bytesIn(text) ?? 0) : Math.floor((letters * 3) / 4));
  }, 0);
}

function fileFacts(facts: SourceRecord): FileFacts {
  const read = recordOf(facts['file']);
  if (read !== undefined) {
    return {
      path: textOf(read['filePath']),
      size_bytes: bytesIn(read['content']) ?? countOf(read['originalSize']),
      lines: countOf(read['numLines']),
    };
  }
  const path = textOf(facts['filePath']) ?? textOf(facts['notebook_path']);
  const size = sizeIn(facts['content'] ?? facts['new_source']);
  if (path !== undefined && size !== undefined) return { path, ...size };
  return { path, ...addedIn(facts) };
}

/** What an edit put in: the added lines of its patch, else the new text. */
function addedIn(facts: SourceRecord): FileFacts {
  const hunks = recordsOf(facts['structuredPatch']);
  if (hunks.length > 0) {
    const added = hunks
      .flatMap(({ lines }) => listOf(lines))
      .filter((line): line is string => typeof line === 'string' && line.startsWith('+'));
    // The plus of a line stands for its newline.
    return { size_bytes: added.reduce((sum, line) => sum + Buffer.byteLength(line), 0), lines: added.length };
  }
  return sizeIn(facts['newString']) ?? {};
}
