import { recordOf } from '../agent/values.js';
import { type FileUse, fileUse, patchedFiles } from '../tool-runs.js';

export interface Files {
  /** Of a tool that reads. */
  readonly path: unknown;
  /** What is written if the call succeeds. */
  readonly writes: readonly FileUse[];
}

/** The files that a call names in its arguments: an object, or the text of a patch. */
export function filesOf(tool: string, args: unknown): Files {
  if (typeof args === 'string') return { path: undefined, writes: tool === 'apply_patch' ? patchedFiles(args) : [] };
  const { path, file_text, new_str, patch, command } = recordOf(args) ?? {};
  const kind = tool === 'str_replace_editor' ? command : tool;
  switch (kind) {
    case 'create':
      return { path, writes: fileUse('file_write', path, file_text) };
    case 'edit':
    case 'str_replace':
    case 'insert':
      return { path, writes: fileUse('file_write', path, new_str) };
    case 'apply_patch':
      return { path, writes: typeof patch === 'string' ? patchedFiles(patch) : [] };
    default:
      return { path, writes: [] };
  }
}
