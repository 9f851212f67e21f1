import { recordOf, recordsOf, textOf } from '../agent/values.js';
import { sessionIdIn } from '../drafts.js';
import type { SourceRecord } from '../format.js';
import { msFromText } from '../instant.js';
import { type Todo, todosOf } from '../todos.js';
import { callOf, type FileUse, fileUse, textsIn } from '../tool-runs.js';

/** A tool call of a message, without contents. */
export interface Call {
  readonly call: ReturnType<typeof callOf>;
  /** When it was asked for, as its id says; NaN when it does not. */
  readonly asked_ms: number;
  /** When it was recorded with its result; NaN when that is not known. */
  readonly done_ms: number;
  readonly status: string | undefined;
  readonly answered: boolean;
  readonly exit_code: number | undefined;
  readonly error: string | undefined;
  readonly output_bytes: number | undefined;
  readonly files: readonly FileUse[];
  readonly todos: readonly Todo[];
  readonly child_session_id: string | undefined;
}

/** `write_file-1768510312836-c85bc7ab6bf4a8`: the name, the time of the call, a random part. */
const ASKED = /[-_](1\d{12})[-_]/;
const EXIT = /^Exit Code: (-?\d{1,9})$/m;
const TAIL_CHARS = 2_000;
const STATUS: ReadonlyMap<unknown, 'completed' | 'failed' | 'cancelled'> = new Map([
  ['success', 'completed'],
  ['error', 'failed'],
  ['cancelled', 'cancelled'],
] as const);

export function callFrom(record: SourceRecord): Call {
  const call = callOf(record['id'], record['name'], record['args']);
  const args = recordOf(record['args']) ?? {};
  const response = responseOf(record['result']);
  const text = response.output ?? response.error;
  // The head of what a shell gives back repeats the command, and may be as long.
  const exit = call.name === 'run_shell_command' ? EXIT.exec(text?.slice(-TAIL_CHARS) ?? '')?.[1] : undefined;
  const exit_code = exit === undefined ? undefined : Number(exit);
  const said = STATUS.get(record['status']);
  const status = said === 'completed' && (exit_code ?? 0) !== 0 ? 'failed' : said;
  return {
    call,
    asked_ms: Number(ASKED.exec(call.id ?? '')?.[1] ?? Number.NaN),
    done_ms: msFromText(textOf(record['timestamp']) ?? ''),
    status: status ?? textOf(record['status']),
    answered: said !== undefined,
    exit_code,
    error: status === 'failed' ? (response.error ?? text) : undefined,
    output_bytes: text === undefined ? undefined : Buffer.byteLength(text),
    files: filesOf(call.name, args, response.output),
    todos: call.name === 'write_todos' ? todosOf(args['todos'], 'description') : [],
    child_session_id: sessionIdIn(record['agentId']),
  };
}

/** What came back: `result: [{functionResponse: {response: {output | error}}}]`, or texts. */
function responseOf(result: unknown): { output?: string; error?: string } {
  const parts = Array.isArray(result) ? recordsOf(result) : [result];
  for (const part of parts) {
    const response = recordOf(recordOf(recordOf(part)?.['functionResponse'])?.['response']);
    const output = textOf(response?.['output']);
    const error = textOf(response?.['error']);
    if (output !== undefined || error !== undefined)
      return { ...(output === undefined ? {} : { output }), ...(error === undefined ? {} : { error }) };
  }
  const texts = textsIn(result);
  return texts.length === 0 ? {} : { output: texts.join('\n') };
}

function filesOf(tool: string, args: SourceRecord, output: string | undefined): FileUse[] {
  const path = args['file_path'] ?? args['absolute_path'] ?? args['path'];
  switch (tool) {
    case 'read_file':
      return fileUse('file_read', path, output);
    case 'write_file':
      return fileUse('file_write', path, args['content']);
    case 'replace':
      return fileUse('file_write', path, args['new_string']);
    default:
      return [];
  }
}
