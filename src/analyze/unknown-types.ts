import { countName, mergeCounts, objectOf } from './names.js';
import type { Fold } from './types.js';

/** Event types that this version does not know, with their number. */
export const unknownTypes: Fold<Map<string, number>, Record<string, number>> = {
  init: () => new Map(),
  step(state, { known, type }) {
    if (known === null) countName(state, type);
  },
  merge: mergeCounts,
  finish: (state) => objectOf(state),
};
