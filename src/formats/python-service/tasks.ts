import { LIMITS } from '../../base/limits.js';
import type { SessionEvent } from '../../event/types.js';
import { refused } from '../compose.js';
import type { Decoded } from '../format.js';

interface Task {
  readonly span_id: string;
  /** When it ended, undefined while it is open. */
  readonly end: string | undefined;
}

/**
 * Tells a task that is written again from a new one. The service saves all its tasks each time, so that one may
 * come first open and later closed; name and start together are its identity. Bounded: the oldest are forgotten.
 */
export function openTasks(session_id: string) {
  const seen = new Map<string, Task>();

  function remember(key: string, task: Task): void {
    seen.delete(key);
    seen.set(key, task);
    if (seen.size <= LIMITS.open_spans) return;
    for (const oldest of seen.keys()) {
      seen.delete(oldest);
      return;
    }
  }

  /** What is new in the events of one task record; both ends of a task come to share a span. */
  return function admit(events: readonly SessionEvent[], ordinal: number): Decoded {
    const start = events.find((event) => event.type === 'task_start');
    const completion = events.find((event) => event.type === 'task_complete');
    if (start === undefined || start['ts_source'] === 'inferred') return { events };

    const key = JSON.stringify([start.session_id, start.agent_id, start['name'], start.ts]);
    const known = seen.get(key);
    const end = completion?.ts;
    if (known?.end !== undefined && end !== undefined && known.end !== end) {
      return refused(`the task was already completed, at ${known.end}; this record says ${end}`);
    }
    const span_id = known?.span_id ?? start.span_id ?? `${session_id}#${ordinal}`;
    remember(key, { span_id, end: known?.end ?? end });
    const fresh = known === undefined ? events : events.filter((event) => event !== start && known.end === undefined);
    return { events: fresh.map((event) => ({ ...event, span_id })) };
  };
}
