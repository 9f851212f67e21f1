import { Bounded } from '../agent/bounded.js';
import { OpenCalls } from '../agent/calls.js';
import { recordOf, textOf } from '../agent/values.js';
import type { Put } from '../drafts.js';
import type { SourceRecord } from '../format.js';
import { callOf, type FileUse, type ToolRun, tellRun } from '../tool-runs.js';
import { filesOf } from './files.js';
import { type Permission, timeWaited } from './permissions.js';

interface Call {
  readonly id: string;
  readonly at_ms: number;
  readonly call: ReturnType<typeof callOf>;
  readonly parent_span_id: string | undefined;
  readonly path: unknown;
  readonly writes: readonly FileUse[];
}

const EXIT = /<(?:shellId: [^<>\n]{1,40} )?(?:completed|exited) with exit code (-?\d{1,9})>\s*$/;
const TAIL_CHARS = 200;
/** Waits that are remembered: calls that run for longer than so many are not known. */
const WAITS = 1_000;

/**
 * Tools that run, and the leave that they ask a person for: a wait of its own. The calls of one answer run as a batch,
 * which waits for leave as a whole: no call ends meanwhile, and for none of them it is time of the tool.
 */
export function openCalls(put: Put) {
  const calls = new OpenCalls<Call>();
  const byId = new Bounded<string, Call>();
  const asked = new Bounded<string, { readonly at_ms: number; readonly data: SourceRecord }>();
  const waits: Permission[] = [];

  function giveUp(call: Call | undefined): void {
    if (call === undefined) return;
    tellRun(
      put,
      { ...call.call, at_ms: call.at_ms, time: {}, status: undefined, unanswered: true },
      call.parent_span_id,
    );
  }

  return {
    start(data: SourceRecord, at_ms: number, parent_span_id: string | undefined): void {
      const id = textOf(data['toolCallId']) ?? '';
      const call = callOf(id, data['toolName'], data['arguments']);
      const { path, writes } = filesOf(call.name, data['arguments']);
      const opened: Call = { id, at_ms, call, parent_span_id, path, writes };
      giveUp(calls.begin(opened));
      byId.set(id, opened);
    },

    complete(data: SourceRecord, at_ms: number, child_session_id: string | undefined): void {
      const id = textOf(data['toolCallId']) ?? '';
      const call = calls.end(id);
      byId.take(id);
      if (call === undefined) return;
      const result = recordOf(data['result']);
      const text = textOf(result?.['content']) ?? '';
      const exit = EXIT.exec(text.slice(-TAIL_CHARS))?.[1];
      const exit_code = exit === undefined ? undefined : Number(exit);
      const succeeded = data['success'] === true && (exit_code ?? 0) === 0;
      const said = textOf(recordOf(data['error'])?.['message']);
      const status = succeeded ? 'completed' : data['success'] === true ? 'failed' : statusOf(data);
      tellRun(
        put,
        {
          ...call.call,
          output_bytes: Buffer.byteLength(text === '' ? (said ?? '') : text),
          at_ms,
          time: timeOf(call.at_ms, at_ms, waits),
          status,
          exit_code,
          error: succeeded ? undefined : (said ?? (text === '' ? undefined : text.slice(-500))),
          files: call.writes.length > 0 ? call.writes : readBy(call, text),
          child_session_id,
        },
        call.parent_span_id,
      );
    },

    asked(data: SourceRecord, at_ms: number): void {
      const id = textOf(data['requestId']);
      const request = recordOf(data['permissionRequest']) ?? {};
      if (id !== undefined) asked.set(id, { at_ms, data: request });
    },

    answered(data: SourceRecord, at_ms: number, parent_span_id: string | undefined): void {
      const request = asked.take(textOf(data['requestId']) ?? '');
      if (request === undefined || at_ms < request.at_ms) return;
      const call = byId.get(textOf(request.data['toolCallId']) ?? textOf(data['toolCallId']) ?? '');
      waits.push({ from_ms: request.at_ms, to_ms: at_ms });
      if (waits.length > WAITS) waits.shift();
      put({
        type: 'wait',
        at_ms,
        payload: {
          for: 'permission',
          name: call?.call.name ?? textOf(request.data['kind']),
          duration_ms: at_ms - request.at_ms,
          duration_source: 'source',
          result: textOf(recordOf(data['result'])?.['kind']),
          parent_span_id: call?.parent_span_id ?? parent_span_id,
        },
      });
    },

    /** What has no result will get none. */
    end(): void {
      for (const call of calls.rest()) giveUp(call);
    },
  };
}

/** From its start to its end, without the time in which a person was asked. */
function timeOf(from_ms: number, to_ms: number, waits: readonly Permission[]): ToolRun['time'] {
  if (to_ms < from_ms) return {};
  return { duration_ms: to_ms - from_ms - timeWaited(waits, from_ms, to_ms), duration_source: 'source' };
}

const CANCELLED: ReadonlySet<unknown> = new Set(['rejected', 'denied', 'cancelled', 'aborted']);

const statusOf = (data: SourceRecord): string =>
  CANCELLED.has(recordOf(data['error'])?.['code']) ? 'cancelled' : 'failed';

/** Lines of a file are numbered in what is shown of it: the numbers are not the file's. */
function readBy({ call, path }: Call, text: string): FileUse[] {
  if (call.name !== 'view' || typeof path !== 'string' || path === '') return [];
  const lines = text.split('\n');
  const numbered = lines.filter((line) => /^\d+\. /.test(line));
  // A directory's listing, or an image.
  if (numbered.length === 0) return [];
  const size_bytes = numbered.reduce((sum, line) => sum + Buffer.byteLength(line.replace(/^\d+\. /, '')) + 1, 0);
  return [{ type: 'file_read', path, size_bytes, lines: numbered.length }];
}
