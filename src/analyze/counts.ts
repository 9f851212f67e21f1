import { toolFailed } from './outcome.js';
import type { Fold } from './types.js';

/** What is counted over a whole session. */
export interface Counts {
  events: number;
  tasks_completed: number;
  tasks_failed: number;
  tasks_cancelled: number;
  files_read: number;
  files_written: number;
  bytes_read: number;
  bytes_written: number;
  tool_calls_count: number;
  tool_errors: number;
  skills_count: number;
}

export const counts: Fold<Counts, Counts> = {
  init: () => ({
    events: 0,
    tasks_completed: 0,
    tasks_failed: 0,
    tasks_cancelled: 0,
    files_read: 0,
    files_written: 0,
    bytes_read: 0,
    bytes_written: 0,
    tool_calls_count: 0,
    tool_errors: 0,
    skills_count: 0,
  }),

  step(state, { known, begins_run }) {
    state.events++;
    switch (known?.type) {
      case 'task_complete':
        if (known.status === 'failed') state.tasks_failed++;
        else if (known.status === 'cancelled') state.tasks_cancelled++;
        else state.tasks_completed++;
        break;
      case 'file_read':
        state.files_read++;
        state.bytes_read += known.size_bytes ?? 0;
        break;
      case 'file_write':
        state.files_written++;
        state.bytes_written += known.size_bytes ?? 0;
        break;
      case 'tool_call':
        state.tool_calls_count++;
        if (toolFailed(known)) state.tool_errors++;
        break;
      case 'skill':
      case 'skill_attempt':
        if (begins_run) state.skills_count++;
        break;
      default:
    }
  },

  merge(left, right) {
    for (const key of Object.keys(left) as (keyof Counts)[]) left[key] += right[key];
    return left;
  },

  finish: (state) => state,
};
