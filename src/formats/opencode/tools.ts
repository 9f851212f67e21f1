import { callDuration } from '../agent/calls.js';
import { recordOf, recordsOf, textOf } from '../agent/values.js';
import { sessionIdIn } from '../drafts.js';
import type { SourceRecord } from '../format.js';
import { callOf, type FileUse, fileUse, patchedFiles, type ToolRun } from '../tool-runs.js';
import { spanOf } from './message.js';

/** A part of type `tool` as a run: call and result are one, with its exact beginning and end. */
export function runOf(part: SourceRecord, message_ms: number): ToolRun {
  const state = recordOf(part['state']) ?? {};
  const { start_ms, end_ms } = spanOf(state);
  const metadata = recordOf(state['metadata']) ?? {};
  const call = callOf(part['callID'], part['tool'], state['input']);
  const output = textOf(state['output']);
  const error = textOf(state['error']);
  const exit = metadata['exit'];
  const exit_code = typeof exit === 'number' && Number.isSafeInteger(exit) ? exit : undefined;
  const answered = state['status'] === 'completed' || state['status'] === 'error';
  const known = Number.isNaN(start_ms) || Number.isNaN(end_ms) ? undefined : callDuration(start_ms, end_ms);
  const status = answered ? statusOf(state['status'], exit_code, error) : undefined;
  return {
    ...call,
    output_bytes: output === undefined && error === undefined ? undefined : Buffer.byteLength(output ?? error ?? ''),
    at_ms: [end_ms, start_ms, message_ms].find((ms) => !Number.isNaN(ms)) ?? message_ms,
    time: known?.duration_ms === undefined ? {} : { duration_ms: known.duration_ms, duration_source: 'source' },
    status,
    exit_code,
    error: status === 'completed' ? undefined : (error ?? (exit_code === undefined ? undefined : output?.slice(-500))),
    files: filesOf(call.name, recordOf(state['input']) ?? {}, metadata, output),
    child_session_id: sessionIdIn(metadata['sessionId']),
    unanswered: !answered,
  };
}

function statusOf(said: unknown, exit_code: number | undefined, error: string | undefined): string {
  if (said === 'error')
    return /\baborted\b|rejected permission/i.test(error?.slice(0, 200) ?? '') ? 'cancelled' : 'failed';
  return (exit_code ?? 0) === 0 ? 'completed' : 'failed';
}

function filesOf(tool: string, input: SourceRecord, metadata: SourceRecord, output: string | undefined): FileUse[] {
  const path = input['filePath'];
  switch (tool) {
    case 'read':
      return readOf(path, recordOf(metadata['display']), output);
    case 'write':
      return fileUse('file_write', path, input['content']);
    case 'edit':
      return fileUse('file_write', path, input['newString']);
    case 'multiedit':
      return fileUse('file_write', path, ...recordsOf(input['edits']).map((edit) => edit['newString']));
    case 'patch':
    case 'apply_patch':
      return patchedFiles(textOf(input['patchText']) ?? '');
    default:
      return [];
  }
}

/** What was read is shown inside tags, with numbered lines; later versions keep the text itself beside it. */
function readOf(path: unknown, display: SourceRecord | undefined, output: string | undefined): FileUse[] {
  if (display !== undefined && display['type'] !== 'file') return [];
  return fileUse('file_read', path, textOf(display?.['text']) ?? output);
}
