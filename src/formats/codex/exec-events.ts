import { sessionIdFault } from '../../base/ids.js';
import { bytesOf } from '../agent/briefs.js';
import { recordsOf, textOf } from '../agent/values.js';
import { checked, compose, refused, safeFallback } from '../compose.js';
import type { Decoded, Decoder, SourceHint, SourceRecord } from '../format.js';
import { openOutbox } from './outbox.js';
import { openPlan } from './plan.js';
import { messageOfError, openResponses } from './responses.js';
import { toolOf } from './tools.js';
import { openTurns } from './turns.js';
import { objectOf } from './values.js';

const TYPE = /^(?:thread\.started|turn\.(?:started|completed|failed)|item\.(?:started|updated|completed))$/;

/** Whether a record is a line of `codex exec --json`. */
export const isExecEvent = (record: SourceRecord): boolean =>
  typeof record['type'] === 'string' && TYPE.test(record['type']);

/** What `codex exec --json` prints: thread, turns and items, none of which has a time. */
export function openExecEvents(hint: SourceHint): Decoder {
  const at_ms = safeFallback(hint.fallback_ms);
  const outbox = openOutbox();
  const { put } = outbox;
  const plan = openPlan(put);
  const turns = openTurns(put, plan.current);
  const responses = openResponses(put);
  let session_id = hint.session_id;
  let count = 0;

  function push(record: SourceRecord): Decoded {
    const fault = take(textOf(record['type']) ?? '', record);
    return fault === undefined ? release() : refused(fault);
  }

  function take(type: string, record: SourceRecord): string | undefined {
    switch (type) {
      case 'thread.started':
        start(textOf(record['thread_id']));
        break;
      case 'turn.started':
        endTurn('cancelled');
        turns.begin(`${session_id}#turn-${++count}`, at_ms, true);
        turns.settle(`turn ${count}`);
        break;
      case 'turn.completed':
        responses.spend(objectOf(record['usage']), at_ms, turns.span());
        endTurn('completed');
        break;
      case 'turn.failed':
      case 'error':
        responses.fail(messageOfError(record), at_ms, turns.span());
        if (type === 'turn.failed') endTurn('failed', messageOfError(record));
        break;
      case 'item.started':
      case 'item.updated':
      case 'item.completed':
        item(objectOf(record['item']), type === 'item.completed');
        break;
      default:
        return 'this is no event of `codex exec --json`';
    }
    return undefined;
  }

  function start(thread_id: string | undefined): void {
    if (thread_id !== undefined && sessionIdFault(thread_id) === undefined) session_id = thread_id;
    put({ type: 'session_start', at_ms, payload: { agent: 'codex', originator: 'codex_exec' } });
  }

  function endTurn(status: 'completed' | 'failed' | 'cancelled', error?: string): void {
    turns.end({ at_ms, status, error });
  }

  function item(item: SourceRecord, done: boolean): void {
    const kind = textOf(item['type']) ?? textOf(item['item_type']);
    if (kind === 'todo_list') {
      const items = recordsOf(item['items']).flatMap(({ text, completed }) => {
        const step = textOf(text);
        return step === undefined ? [] : [{ step, status: completed === true ? 'completed' : 'pending' }];
      });
      plan.update(items, at_ms, turns.span(), session_id);
    }
    if (!done) return;
    const { status, exit_code, id, error } = item;
    const span_id = textOf(id) === undefined ? undefined : `${session_id}#${textOf(id)}`;
    if (kind === 'file_change' && status !== 'failed') wrote(item['changes'], span_id);
    const tool = callOf(kind, item);
    if (tool === undefined) return;
    const { name, params, input_bytes } = toolOf(tool);
    const failed = {
      status: status === 'in_progress' ? undefined : (textOf(status) ?? 'completed'),
      error: errorOf(error),
    };
    const result = kind === 'command_execution' ? item['aggregated_output'] : item['result'];
    const payload = { name, params, ...failed, exit_code: Number.isSafeInteger(exit_code) ? exit_code : undefined };
    const sizes = { input_bytes, output_bytes: result === null ? undefined : bytesOf(result) };
    put({ type: 'tool_call', at_ms, payload: { ...payload, ...sizes, span_id, parent_span_id: turns.span() } });
  }

  function wrote(changes: unknown, parent_span_id: string | undefined): void {
    for (const { path, kind } of recordsOf(changes)) {
      if (typeof path !== 'string' || kind === 'delete') continue;
      put({ type: 'file_write', at_ms, payload: { path, parent_span_id } });
    }
  }

  function release(): Decoded {
    return checked(
      outbox.take(false).map(({ type, payload }) =>
        compose({
          type,
          at_ms,
          inferred: true,
          session_id,
          agent_id: 'codex',
          payload: { ...payload, duration_ms: undefined, duration_source: undefined },
        }),
      ),
    );
  }

  return {
    push,
    end() {
      endTurn('cancelled', 'its end was not recorded');
      return release();
    },
  };
}

/** The item as a call of a rollout; undefined when it is none. */
function callOf(kind: string | undefined, item: SourceRecord): SourceRecord | undefined {
  switch (kind) {
    case 'command_execution':
      return { type: 'function_call', name: 'exec_command', arguments: { cmd: item['command'] } };
    case 'file_change': {
      const paths = recordsOf(item['changes']).map(({ path }) => path);
      return { type: 'function_call', name: 'apply_patch', arguments: { paths } };
    }
    case 'mcp_tool_call': {
      const name = `mcp__${textOf(item['server']) ?? ''}__${textOf(item['tool']) ?? ''}`;
      return { type: 'function_call', name, arguments: item['arguments'] };
    }
    case 'web_search':
      return { type: 'web_search_call', action: { query: item['query'] } };
    default:
      return undefined;
  }
}

const errorOf = (error: unknown): string | undefined => textOf(error) ?? textOf(objectOf(error)['message']);
