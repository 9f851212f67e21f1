import { callDuration } from '../agent/calls.js';
import { countOf, textOf } from '../agent/values.js';
import type { Put } from '../drafts.js';
import type { SourceRecord } from '../format.js';
import { callOf, fileUse, tellRun, textsIn } from '../tool-runs.js';
import type { Call } from './answers.js';

const EXIT = /Command exited with code (\d{1,9})\s*$/;

/** A tool's result, with the call that it belongs to; without it only what the result itself says is known. */
export function tellResult(
  put: Put,
  result: SourceRecord,
  call: Call | undefined,
  at_ms: number,
  parent_span_id: string | undefined,
): void {
  const text = textsIn(result['content']).join('\n');
  const failed = result['isError'] === true;
  const exit = EXIT.exec(text.slice(-80))?.[1];
  const run = call?.call ?? { ...callOf(result['toolCallId'], result['toolName'], undefined), input_bytes: undefined };
  tellRun(
    put,
    {
      ...run,
      output_bytes: Buffer.byteLength(text),
      at_ms,
      time: call === undefined ? {} : callDuration(call.at_ms, at_ms),
      status: failed ? 'failed' : 'completed',
      error: failed ? text : undefined,
      exit_code: exit === undefined ? undefined : Number(exit),
      files: call?.call.name === 'read' ? fileUse('file_read', call.path, text) : (call?.writes ?? []),
    },
    parent_span_id,
  );
}

/** A command that the person ran from the prompt: its time is not told. */
export function tellShell(put: Put, message: SourceRecord, at_ms: number): void {
  const exit_code = countOf(message['exitCode']);
  const status = message['cancelled'] === true ? 'cancelled' : (exit_code ?? 0) === 0 ? 'completed' : 'failed';
  const output = textOf(message['output']) ?? '';
  const call = callOf(undefined, 'bash', { command: textOf(message['command']) });
  const error = status === 'failed' ? output.slice(-500) : undefined;
  put({
    type: 'tool_call',
    at_ms,
    payload: { ...call, id: undefined, status, exit_code, error, output_bytes: Buffer.byteLength(output), by: 'user' },
  });
}
