import { cutText } from './agent/briefs.js';
import { recordsOf, textOf } from './agent/values.js';
import type { Put } from './drafts.js';

/** Items of one list that are followed. */
const ITEMS = 100;
const NAME_CHARS = 200;

export interface Todo {
  readonly name: string;
  readonly status: string;
}

/** The items of a list as a tool is given it. @param key under which an item has its words */
export const todosOf = (list: unknown, key: string): Todo[] =>
  recordsOf(list)
    .slice(0, ITEMS)
    .flatMap((item) => {
      const name = textOf(item[key]);
      const status = textOf(item['status']);
      return name === undefined || status === undefined ? [] : [{ name: cutText(name, NAME_CHARS), status }];
    });

/** The items of an agent's own list as tasks: begun when in progress, completed or cancelled when they say so. */
export function openTodos(put: Put) {
  let items: ReadonlyMap<string, { readonly status: string; readonly span_id: string }> = new Map();
  let count = 0;

  function complete(name: string, span_id: string, at_ms: number, status: string): void {
    put({ type: 'task_complete', at_ms, payload: { name, status, metadata: { kind: 'todo' }, span_id } });
  }

  return (todos: readonly Todo[], at_ms: number, parent_span_id: string | undefined, source: string): void => {
    const next = new Map<string, { status: string; span_id: string }>();
    for (const { name, status } of todos) {
      if (next.has(name)) continue;
      const before = items.get(name);
      const done = status === 'completed';
      const active = done || status === 'in_progress';
      // An item that comes back after it was done is begun anew.
      const same = before?.status === 'in_progress' || (done && before?.status === 'completed');
      const span_id = same ? before.span_id : `${source}#todo-${++count}`;
      if (active && !same) {
        const payload = { name, metadata: { kind: 'todo' }, span_id, parent_span_id };
        put({ type: 'task_start', at_ms, payload });
      }
      if (done && before?.status !== 'completed') complete(name, span_id, at_ms, 'completed');
      if (!active && before?.status === 'in_progress') complete(name, span_id, at_ms, 'cancelled');
      next.set(name, { status, span_id });
    }
    for (const [name, { status, span_id }] of items)
      if (status === 'in_progress' && !next.has(name)) complete(name, span_id, at_ms, 'cancelled');
    items = next;
  };
}
