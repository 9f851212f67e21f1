import { newSpanId } from '../../base/ids.js';
import type { EventInput } from '../../event/types.js';
import { turnName } from '../../formats/agent/turns.js';
import { amountOf, recordOf, recordsOf, textOf } from '../../formats/agent/values.js';
import type { SourceRecord } from '../../formats/format.js';
import { cleanText } from './clean.js';
import type { Memory } from './memory.js';
import type { HookCall } from './payload.js';
import { spansOf } from './turns.js';

const ITEMS = 200;

/** An item of the agent's list of work, which is a task while it is worked on. */
interface Item {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

/** What a call of a list tool changed: items that are begun, and items that are done. */
export function itemsOf(call: HookCall, memory: Memory): EventInput[] {
  const input = recordOf(call.payload['tool_input']) ?? {};
  switch (call.payload['tool_name']) {
    case 'TodoWrite':
    case 'write_todos':
      return recordsOf(input['todos'])
        .slice(0, ITEMS)
        .flatMap((todo) => change(call, memory, listed(todo['content'] ?? todo['description'], todo['status'])));
    case 'update_plan':
      return recordsOf(input['plan'])
        .slice(0, ITEMS)
        .flatMap((step) => change(call, memory, listed(step['step'], step['status'])));
    case 'TaskCreate':
      return remember(call, memory);
    case 'TaskUpdate': {
      const id = idOf(input['taskId']);
      const known = memory.get('item', id);
      const name = textOf(input['subject']) ?? textOf(known?.['name']) ?? `task ${id}`;
      const status = textOf(input['status']);
      return status === undefined ? [] : change(call, memory, { id, name, status });
    }
    default:
      return [];
  }
}

const idOf = (id: unknown): string => (typeof id === 'number' ? String(id) : (textOf(id) ?? ''));

/** In a list that is written anew each time, an item is known by its text. */
const listed = (text: unknown, status: unknown): Item => {
  const name = textOf(text) ?? 'item';
  return { id: name, name, status: textOf(status) ?? '' };
};

function remember({ payload }: HookCall, memory: Memory): EventInput[] {
  const task = recordOf(recordOf(payload['tool_response'])?.['task']);
  const id = idOf(task?.['id']);
  const name = textOf(task?.['subject']) ?? textOf(recordOf(payload['tool_input'])?.['subject']);
  if (id !== '' && name !== undefined) memory.put('item', id, { name: shown(name) });
  return [];
}

const shown = (name: string): string => turnName(cleanText(name)) ?? 'item';

function change(call: HookCall, memory: Memory, { id, name, status }: Item): EventInput[] {
  if (id === '') return [];
  const known = memory.get('item', id) ?? {};
  const open_ms = amountOf(known['at_ms']);
  const { at_ms, ts } = call;
  if (status === 'in_progress') {
    if (open_ms !== undefined) return [];
    const task: SourceRecord = { name: shown(name), span_id: newSpanId(), ...spansOf(call, memory) };
    memory.put('item', id, { ...task, at_ms });
    return [{ type: 'task_start', ts, ...task, name: shown(name) }];
  }
  if (open_ms === undefined) return [];
  const { at_ms: _, ...task } = known;
  memory.put('item', id, { name: known['name'] });
  const ended = status === 'completed' ? 'completed' : 'cancelled';
  const duration_ms = Math.max(0, at_ms - open_ms);
  return [{ type: 'task_complete', ts, ...task, name: textOf(known['name']) ?? 'item', duration_ms, status: ended }];
}
