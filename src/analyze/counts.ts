import { TOKEN_KINDS } from './models.js';
import { callFailed } from './outcome.js';
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
  model_calls_count: number;
  model_errors: number;
  compactions_count: number;
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_write_tokens: number;
  reasoning_tokens: number;
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
    model_calls_count: 0,
    model_errors: 0,
    compactions_count: 0,
    input_tokens: 0,
    output_tokens: 0,
    cache_read_tokens: 0,
    cache_write_tokens: 0,
    reasoning_tokens: 0,
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
        if (callFailed(known)) state.tool_errors++;
        break;
      case 'skill':
      case 'skill_attempt':
        if (begins_run) state.skills_count++;
        break;
      case 'model_call':
        state.model_calls_count++;
        if (callFailed(known)) state.model_errors++;
        for (const kind of TOKEN_KINDS) state[kind] += known[kind] ?? 0;
        break;
      case 'compaction':
        state.compactions_count++;
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
