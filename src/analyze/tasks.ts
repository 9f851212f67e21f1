import { KIND } from './inside.js';
import { msOf } from './micros.js';
import {
  addDuration,
  addRunInside,
  addStretch,
  createTime,
  durationColumns,
  mergeTime,
  type NameTime,
} from './name-time.js';
import { byText, mergeRows, objectOf, rowOf, rowOfName } from './names.js';
import type { OpenTask } from './open-tasks.js';
import type { Fold, TaskRow } from './types.js';

interface TaskState {
  completed: number;
  failed: number;
  cancelled: number;
  open: number;
  time: NameTime;
}

export type Tasks = Map<string, TaskState>;

const create = (): TaskState => ({ completed: 0, failed: 0, cancelled: 0, open: 0, time: createTime() });

/** Its result is in order of time, the longest first. */
export const tasks: Fold<Tasks, TaskRow[], [total_ms: number]> = {
  init: () => new Map(),

  step(state, { known, name, start_us, at_us, duration_us, inside }) {
    if (known?.type !== 'task_complete') return;
    const row = rowOfName(state, name, create);
    row[known.status ?? 'completed']++;
    row.time.runs++;
    if (duration_us === null) return;
    addStretch(row.time, start_us, at_us);
    addDuration(row.time, duration_us);
    if (inside !== null) addRunInside(row.time, inside, KIND.task, name.text, start_us, at_us);
  },

  merge: (left, right) => mergeRows(left, right, mergeTask),

  finish: (state, total_ms) =>
    [...state]
      .map(([name, { completed, failed, cancelled, open, time }]) => ({
        name,
        runs: time.runs + open,
        completed,
        failed,
        cancelled,
        open,
        ...durationColumns(time, total_ms),
      }))
      .sort((a, b) => b.total_ms - a.total_ms || byText(a.name, b.name)),
};

function mergeTask(left: TaskState, right: TaskState): TaskState {
  left.completed += right.completed;
  left.failed += right.failed;
  left.cancelled += right.cancelled;
  left.open += right.open;
  mergeTime(left.time, right.time);
  return left;
}

/** Counts a task of which no completion will come. */
export function countOpen(state: Tasks, task: OpenTask): void {
  rowOf(state, task.name, create).open++;
}

/** Name to summed ms, of all tasks of which a duration is known. */
export const taskBreakdown = (state: Tasks): Record<string, number> =>
  objectOf(
    [...state].flatMap(([name, { time }]) => (time.sketch === null ? [] : [[name, msOf(time.sum_us)] as const])),
  );

/** The sum of the durations of all tasks, in microseconds. */
export function taskTime(state: Tasks): number {
  let sum = 0;
  for (const { time } of state.values()) sum += time.sum_us;
  return sum;
}
