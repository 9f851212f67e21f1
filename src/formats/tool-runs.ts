import { briefError, briefParams, bytesOf, cutText, linesOf } from './agent/briefs.js';
import { textOf } from './agent/values.js';
import type { Put } from './drafts.js';
import type { SourceRecord } from './format.js';

const PATH_CHARS = 1_000;
const NAME_CHARS = 200;
/** Files of one patch that are told; a patch of more is a move of a tree. */
const FILES = 1_000;
/** Keys of contents of files, beyond those that all agents have. */
const BODIES: ReadonlySet<string> = new Set(['oldText', 'newText', 'patchText', 'input_image']);

export interface FileUse {
  readonly type: 'file_read' | 'file_write';
  readonly path: string;
  readonly size_bytes?: number;
  readonly lines?: number;
}

/** A tool's call, with what came of it. Sizes stand for what it was given and what it gave back. */
export interface ToolRun {
  readonly id: string | undefined;
  readonly name: string;
  readonly params: unknown;
  readonly input_bytes: number | undefined;
  readonly output_bytes?: number | undefined;
  /** When it ended, or when it was last heard of. */
  readonly at_ms: number;
  readonly time: { readonly duration_ms?: number; readonly duration_source?: string };
  readonly status: string | undefined;
  readonly error?: string | undefined;
  readonly exit_code?: number | undefined;
  readonly files?: readonly FileUse[];
  readonly child_session_id?: string | undefined;
  /** It has no result. */
  readonly unanswered?: boolean;
}

/** What a call is made of, cut: only sizes and beginnings of what it was given are kept. */
export const callOf = (id: unknown, name: unknown, params: unknown) => ({
  id: textOf(id),
  name: cutText(textOf(name) ?? 'unknown', NAME_CHARS),
  params: briefParams(params, BODIES),
  input_bytes: bytesOf(params),
});

/** The call as an event, and the files that it used, unless it failed. */
export function tellRun(put: Put, run: ToolRun, parent_span_id: string | undefined): void {
  const { name, params, time, status, exit_code, error, input_bytes, output_bytes, child_session_id, at_ms } = run;
  const unanswered = run.unanswered === true ? true : undefined;
  const more = { child_session_id, unanswered, span_id: run.id, parent_span_id };
  const brief = error === undefined ? undefined : briefError(error);
  const payload = { name, params, ...time, status, exit_code, error: brief, input_bytes, output_bytes, ...more };
  put({ type: 'tool_call', at_ms, payload });
  if (status !== 'completed') return;
  for (const { type, path, size_bytes, lines } of run.files ?? [])
    put({ type, at_ms, payload: { path: cutText(path, PATH_CHARS), size_bytes, lines, parent_span_id: run.id } });
}

const sizeOf = (text: string): { size_bytes: number; lines: number } => ({
  size_bytes: Buffer.byteLength(text),
  lines: linesOf(text),
});

/** The use of the file that a tool was given under a key; none when it was not. */
export function fileUse(type: FileUse['type'], path: unknown, ...texts: readonly unknown[]): FileUse[] {
  if (typeof path !== 'string' || path === '') return [];
  const known = texts.filter((text) => typeof text === 'string');
  return [known.length === 0 ? { type, path } : { type, path, ...sizeOf(known.join('\n')) }];
}

const HEADER = /^\*\*\* (Add|Update|Delete) File: (.+)$/;
const MOVE = /^\*\*\* Move to: (.+)$/;

/** The files that a patch of the form `*** Begin Patch` writes, with the lines it adds. */
export function patchedFiles(patch: string): FileUse[] {
  const written: { type: 'file_write'; path: string; size_bytes: number; lines: number }[] = [];
  let deleted = false;
  for (const line of patch.split('\n')) {
    const header = HEADER.exec(line);
    const last = written.at(-1);
    if (header !== null) {
      deleted = header[1] === 'Delete';
      if (written.length >= FILES) break;
      if (!deleted) written.push({ type: 'file_write', path: (header[2] ?? '').trim(), size_bytes: 0, lines: 0 });
    } else if (last === undefined || deleted) {
      // Nothing of what is deleted is written.
    } else if (line.startsWith('+')) {
      last.lines++;
      last.size_bytes += Buffer.byteLength(line);
    } else {
      last.path = MOVE.exec(line)?.[1]?.trim() ?? last.path;
    }
  }
  return written;
}

/** The texts of a list of content parts, or the text that stands in its place. */
export const textsIn = (content: unknown): string[] =>
  (Array.isArray(content) ? (content as readonly unknown[]) : [content]).flatMap((part) => {
    const text = typeof part === 'string' ? part : isPart(part) ? part['text'] : undefined;
    return typeof text === 'string' ? [text] : [];
  });

const isPart = (value: unknown): value is SourceRecord => typeof value === 'object' && value !== null;
