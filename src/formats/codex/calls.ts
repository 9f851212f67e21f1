import { Bounded } from '../agent/bounded.js';
import { cutText } from '../agent/briefs.js';
import { isMeasured } from '../agent/sizes.js';
import { amountOf, isRecord, textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import type { Put } from './outbox.js';
import { type Outcome, outcomeOf } from './output.js';
import { type Written, writtenByChanges, writtenByPatch } from './patch.js';
import { placed } from './place.js';
import { pathsOfCommand, pathsOfParsed } from './reads.js';
import { type Timed, timingOf } from './timing.js';
import { type Tool, toolOf } from './tools.js';
import { msOfDuration, objectOf } from './values.js';

interface Call extends Tool, Timed {
  readonly parent_span_id: string | undefined;
  exit_code?: number;
  child_session_id?: string;
  patched?: boolean;
  read?: boolean;
}

/** What came of a call. */
interface End {
  readonly duration_ms?: number | undefined;
  readonly duration_source?: string | undefined;
  readonly status?: string | undefined;
  readonly exit_code?: number | undefined;
  readonly error?: string | undefined;
  readonly output_bytes?: number | undefined;
  readonly unfinished?: true;
}

const REMEMBERED = 1_000;
const PATH_CHARS = 1_000;

/** Tool calls and their outputs, and what events beside them say: files read and written, leave that was asked for. */
export function openCalls(put: Put, cwd: () => string | undefined) {
  const open = new Bounded<string, Call>();
  /** Open calls for which a person may be asked: how long is known with their output. */
  const asking = new Set<string>();
  /** Calls whose reads were taken from their command. */
  const read = new Bounded<string, true>(REMEMBERED);

  function tell(call: Call, at_ms: number, end: End): void {
    const { name, params, input_bytes, child_session_id, parent_span_id } = call;
    if (asking.size > 0) asking.delete(call.id);
    const span_id = call.id === '' ? undefined : call.id;
    // Member by member: copies of objects cost more than all the rest.
    const payload = {
      name,
      params,
      duration_ms: end.duration_ms,
      duration_source: end.duration_source,
      status: end.status,
      exit_code: end.exit_code,
      error: end.error,
      output_bytes: end.output_bytes,
      unfinished: end.unfinished,
      input_bytes,
      child_session_id,
      span_id,
      parent_span_id,
    };
    put({ type: 'tool_call', at_ms, payload });
  }

  const abandon = (call: Call | undefined, at_ms: number, status?: string): void => {
    if (call !== undefined) tell(call, at_ms, { status, unfinished: true });
  };

  const pathOf = (path: string, dir?: string): string => cutText(placed(path, dir, cwd()), PATH_CHARS);

  function wrote(files: readonly Written[], at_ms: number, parent_span_id: string | undefined, dir?: string): void {
    for (const file of files)
      put({ type: 'file_write', at_ms, payload: { ...file, path: pathOf(file.path, dir), parent_span_id } });
  }

  function reads(
    paths: readonly string[],
    at_ms: number,
    parent_span_id: string,
    size: Outcome['body'] | undefined,
    dir: string | undefined,
  ): void {
    // What came out of several files cannot be told apart.
    const sizes = paths.length === 1 && size !== undefined ? { size_bytes: size.bytes, lines: size.lines } : {};
    for (const path of paths)
      put({ type: 'file_read', at_ms, payload: { path: pathOf(path, dir), ...sizes, parent_span_id } });
  }

  return {
    /** @param payload a response item whose type ends in `_call`; returns what the tool is */
    call(payload: SourceRecord, at_ms: number, parent_span_id: string | undefined): Tool {
      const tool = toolOf(payload);
      const id = textOf(payload['call_id']);
      const call: Call = { ...tool, id: id ?? textOf(payload['id']) ?? '', at_ms, parent_span_id };
      if (id === undefined) {
        // It ran at the model's side: nothing tells its output, or how long it took.
        tell(call, at_ms, { status: textOf(payload['status']) });
        return tool;
      }
      // An id that comes again before its output: the first call will have none.
      abandon(open.take(id), at_ms);
      abandon(open.set(id, call), at_ms);
      if (tool.asks_leave === true) asking.add(id);
      return tool;
    },

    /** @param payload a response item whose type ends in `_output` */
    output(payload: SourceRecord, at_ms: number): void {
      const id = textOf(payload['call_id']) ?? '';
      const call = open.take(id);
      const outcome = outcomeOf(payload['output'] ?? payload['tools']);
      const { wall_ms, output_bytes, body, status, error, exit_code } = outcome;
      if (call === undefined) {
        // Its call stands in no line: the file's beginning was cut off, or the line was damaged.
        const span_id = id === '' ? undefined : id;
        put({
          type: 'tool_call',
          at_ms,
          payload: { name: 'unknown', status, exit_code, error, output_bytes, span_id },
        });
        return;
      }
      const { wait, duration_ms, duration_source } = timingOf(call, at_ms, wall_ms);
      if (wait !== undefined) put(wait);
      const end = { duration_ms, duration_source, status, exit_code: exit_code ?? call.exit_code, error, output_bytes };
      tell(call, at_ms, end);
      if (status !== 'completed') return;
      if (call.patch !== undefined && call.patched !== true) wrote(writtenByPatch(call.patch), at_ms, id, call.dir);
      if (call.command === undefined || call.read === true) return;
      read.set(id, true);
      reads(pathsOfCommand(call.command), at_ms, id, body, call.dir);
    },

    /** `exec_command_end`, which some versions write: often after the output. */
    commandEnd(payload: SourceRecord, at_ms: number): void {
      const id = textOf(payload['call_id']) ?? '';
      const call = open.get(id);
      // The duration of a start is not that of the run.
      const own_ms = payload['source'] === 'unified_exec_startup' ? undefined : msOfDuration(payload['duration']);
      if (call !== undefined) {
        if (own_ms !== undefined) call.own_ms = own_ms;
        if (Number.isSafeInteger(payload['exit_code'])) call.exit_code = Number(payload['exit_code']);
        call.ended_ms = at_ms;
        call.read = true;
      }
      if (read.has(id) || payload['status'] === 'failed') return;
      const printed = payload['aggregated_output'];
      const size = isMeasured(printed) || textOf(printed) !== undefined ? outcomeOf(printed).body : undefined;
      reads(pathsOfParsed(payload['parsed_cmd']), at_ms, id, size, textOf(payload['cwd']));
    },

    /** `patch_apply_end`; in code mode its id is not that of the call. */
    patchEnd(payload: SourceRecord, at_ms: number, parent_span_id: string | undefined): void {
      const id = textOf(payload['call_id']) ?? '';
      const call = open.get(id);
      if (call !== undefined) call.patched = true;
      if (payload['success'] !== false)
        wrote(writtenByChanges(payload['changes']), at_ms, call === undefined ? parent_span_id : id);
    },

    /** `mcp_tool_call_end`, `dynamic_tool_call_response`: how long the call took. */
    ownTime(payload: SourceRecord): void {
      const call = open.get(textOf(payload['call_id']) ?? '');
      const own_ms = msOfDuration(payload['duration']) ?? amountOf(payload['duration_ms']);
      if (call !== undefined && own_ms !== undefined) call.own_ms = own_ms;
    },

    /** A person was asked for leave. */
    asked(payload: SourceRecord, at_ms: number): void {
      const call = open.get(textOf(payload['call_id']) ?? '');
      if (call === undefined) return;
      call.asked_ms = at_ms;
      asking.add(call.id);
    },

    /** `collab_agent_spawn_end`: the call made a thread of its own. */
    spawned(payload: SourceRecord): void {
      const call = open.get(textOf(payload['call_id']) ?? '');
      const child = textOf(payload['new_thread_id']) ?? textOf(objectOf(payload['agent'])['thread_id']);
      if (call !== undefined && child !== undefined) call.child_session_id = cutText(child);
    },

    /** Whether a wait may come out that ended before what comes now. */
    isAsking: (): boolean => asking.size > 0,

    /** What has no output will get none. */
    abandonAll(at_ms: number, status?: string): void {
      for (const call of open.values()) abandon(call, at_ms, status);
      open.clear();
    },
  };
}

/** Whether a response item is a call, or the output of one. */
export const isCall = (payload: SourceRecord): boolean => isRecord(payload) && /_call$/.test(String(payload['type']));
export const isOutput = (payload: SourceRecord): boolean => /_output$/.test(String(payload['type']));
