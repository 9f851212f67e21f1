import { Bounded } from '../agent/bounded.js';
import { turnName } from '../agent/turns.js';
import { textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import type { Draft } from './draft.js';

type State = 'pending' | 'in_progress' | 'completed';

interface Item {
  readonly name: string;
  readonly span_id: string;
  state: State;
  parent_span_id: string | undefined;
}

const ITEMS = 1_000;

/** The agent's list of work, as TodoWrite writes it anew each time, or TaskCreate and TaskUpdate item by item. */
export class Items {
  readonly #session_id: string;
  /** By text for TodoWrite, by id for the task list. */
  readonly #items = new Bounded<string, Item>(ITEMS);
  #next = 0;

  constructor(session_id: string) {
    this.#session_id = session_id;
  }

  /** The item that is being worked on: the one begun last. */
  get current(): string | undefined {
    return [...this.#items.values()].findLast(({ state }) => state === 'in_progress')?.name;
  }

  /** TodoWrite: the list as it is now. `before` is how it was, for a file whose beginning is missing. */
  write(
    todos: readonly SourceRecord[],
    before: readonly SourceRecord[],
    at_ms: number,
    parent_span_id: string | undefined,
  ): Draft[] {
    for (const { content, status } of before) this.#known('todo', textOf(content), status);
    const drafts: Draft[] = [];
    const listed = new Set<string>();
    for (const { content, status } of todos) {
      const text = textOf(content);
      if (text === undefined) continue;
      listed.add(keyOf('todo', text));
      drafts.push(...this.#change(this.#known('todo', text, 'pending'), status, at_ms, parent_span_id));
    }
    // What was taken off the list while it was worked on will not be completed.
    for (const [key, item] of this.#items.entries()) {
      if (!key.startsWith('todo') || listed.has(key)) continue;
      drafts.push(...this.#change(item, 'deleted', at_ms, parent_span_id));
      this.#items.take(key);
    }
    return drafts;
  }

  /** TaskCreate. */
  create(id: string, subject: string): void {
    this.#known('task', id, 'pending', subject);
  }

  /** TaskUpdate. */
  update(
    id: string,
    status: string,
    subject: string | undefined,
    at_ms: number,
    parent_span_id: string | undefined,
  ): Draft[] {
    return this.#change(this.#known('task', id, 'pending', subject ?? `task ${id}`), status, at_ms, parent_span_id);
  }

  #known(kind: string, id: string | undefined, status: unknown, subject = id): Item | undefined {
    if (id === undefined) return undefined;
    const key = keyOf(kind, id);
    const known = this.#items.get(key);
    if (known !== undefined) return known;
    const item: Item = {
      name: turnName(subject ?? id) ?? 'task',
      span_id: `${this.#session_id}#${kind}-${this.#next++}`,
      // One that was being worked on before the file began is begun with its next line.
      state: status === 'completed' ? 'completed' : 'pending',
      parent_span_id: undefined,
    };
    this.#items.set(key, item);
    return item;
  }

  #change(item: Item | undefined, status: unknown, at_ms: number, parent_span_id: string | undefined): Draft[] {
    if (item === undefined || status === item.state) return [];
    const was = item.state;
    if (status === 'in_progress') {
      item.state = 'in_progress';
      item.parent_span_id = parent_span_id;
      return [this.#draft('task_start', item, at_ms)];
    }
    if (status === 'completed') {
      item.state = 'completed';
      const end = this.#draft('task_complete', item, at_ms, 'completed');
      // Nobody said when it was begun: it counts, and takes no time.
      return was === 'in_progress' ? [end] : [this.#draft('task_start', item, at_ms), end];
    }
    if (status !== 'pending' && status !== 'deleted') return [];
    item.state = 'pending';
    return was === 'in_progress' ? [this.#draft('task_complete', item, at_ms, 'cancelled')] : [];
  }

  #draft(type: string, item: Item, at_ms: number, status?: string): Draft {
    const { name, span_id, parent_span_id } = item;
    return { type, at_ms, payload: { name, status, metadata: { kind: 'item' }, span_id, parent_span_id } };
  }
}

const keyOf = (kind: string, id: string): string => `${kind} ${id}`;
