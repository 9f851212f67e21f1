import { addDuration, addStretch, createTime, durationColumns, mergeTime, type NameTime } from './name-time.js';
import { mergeRows, rowOfName } from './names.js';
import type { Fold, WaitRow } from './types.js';

interface WaitState {
  time: NameTime;
}

/** By what was waited for. */
export type Waits = Map<string, WaitState>;

const create = (): WaitState => ({ time: createTime() });

export const waits: Fold<Waits, WaitRow[], [total_ms: number]> = {
  init: () => new Map(),

  step(state, { known, name, start_us, at_us, duration_us }) {
    if (known?.type !== 'wait') return;
    const { time } = rowOfName(state, name, create);
    time.runs++;
    if (duration_us === null) return;
    addStretch(time, start_us, at_us);
    addDuration(time, duration_us);
  },

  merge: (left, right) =>
    mergeRows(left, right, (into, row) => {
      mergeTime(into.time, row.time);
      return into;
    }),

  finish: (state, total_ms) =>
    (['permission', 'human'] as const).flatMap((what) => {
      const time = state.get(what)?.time;
      return time === undefined ? [] : [{ for: what, waits: time.runs, ...durationColumns(time, total_ms) }];
    }),
};
