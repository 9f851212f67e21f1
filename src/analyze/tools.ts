import { KIND } from './inside.js';
import { safeCount } from './micros.js';
import {
  addDuration,
  addRunInside,
  addStretch,
  createTime,
  durationColumns,
  mergeTime,
  type NameTime,
} from './name-time.js';
import { byText, mergeRows, rowOfName } from './names.js';
import { callFailed } from './outcome.js';
import type { Fold, ToolRow } from './types.js';

interface ToolState {
  errors: number;
  retries: number;
  output_bytes: number;
  time: NameTime;
}

export type Tools = Map<string, ToolState>;

const create = (): ToolState => ({ errors: 0, retries: 0, output_bytes: 0, time: createTime() });

/** Its result is in order of time, the longest first. */
export const tools: Fold<Tools, ToolRow[], [total_ms: number]> = {
  init: () => new Map(),

  step(state, { known, name, start_us, at_us, duration_us, inside, retry }) {
    if (known?.type !== 'tool_call') return;
    const row = rowOfName(state, name, create);
    row.time.runs++;
    if (callFailed(known)) row.errors++;
    if (retry) row.retries++;
    row.output_bytes += known.output_bytes ?? 0;
    if (duration_us === null) return;
    addStretch(row.time, start_us, at_us);
    addDuration(row.time, duration_us);
    if (inside !== null) addRunInside(row.time, inside, KIND.tool, name.text, start_us, at_us);
  },

  merge: (left, right) =>
    mergeRows(left, right, (into, row) => {
      into.errors += row.errors;
      into.retries += row.retries;
      into.output_bytes += row.output_bytes;
      mergeTime(into.time, row.time);
      return into;
    }),

  finish: (state, total_ms) =>
    [...state]
      .map(([name, { errors, retries, output_bytes, time }]) => ({
        name,
        calls: time.runs,
        errors,
        retries,
        output_bytes: safeCount(output_bytes),
        ...durationColumns(time, total_ms),
      }))
      .sort((a, b) => b.total_ms - a.total_ms || byText(a.name, b.name)),
};
