import {
  addDuration,
  addRunInside,
  addStretch,
  createTime,
  durationColumns,
  mergeTime,
  type NameTime,
} from './name-time.js';
import { byText, mergeRows, rowOf } from './names.js';
import { toolFailed } from './outcome.js';
import type { Fold, ToolRow } from './types.js';

interface ToolState {
  errors: number;
  time: NameTime;
}

export type Tools = Map<string, ToolState>;

const create = (): ToolState => ({ errors: 0, time: createTime() });

/** Its result is in order of time, the longest first. */
export const tools: Fold<Tools, ToolRow[], [total_ms: number]> = {
  init: () => new Map(),

  step(state, { known, start_us, at_us, duration_us, inside }) {
    if (known?.type !== 'tool_call') return;
    const row = rowOf(state, known.name, create);
    row.time.runs++;
    if (toolFailed(known)) row.errors++;
    if (duration_us === null) return;
    addStretch(row.time, start_us, at_us);
    addDuration(row.time, duration_us);
    if (inside !== null) addRunInside(row.time, inside, 'tool', known.name, start_us, at_us);
  },

  merge: (left, right) =>
    mergeRows(left, right, (into, row) => {
      into.errors += row.errors;
      mergeTime(into.time, row.time);
      return into;
    }),

  finish: (state, total_ms) =>
    [...state]
      .map(([name, { errors, time }]) => ({ name, calls: time.runs, errors, ...durationColumns(time, total_ms) }))
      .sort((a, b) => b.total_ms - a.total_ms || byText(a.name, b.name)),
};
