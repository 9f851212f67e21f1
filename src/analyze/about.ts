import { shortName } from '../base/name.js';

import type { Fold, SessionRow } from './types.js';

/** What a session says about itself: the last word of each holds. */
export interface About {
  parent_session_id: string | null;
  project_root: string | null;
  branch_name: string | null;
  model: string | null;
  agent_version: string | null;
}

const KEYS = ['parent_session_id', 'project_root', 'branch_name', 'model', 'agent_version'] as const;

export const about: Fold<About, Pick<SessionRow, (typeof KEYS)[number]>> = {
  init: () => ({ parent_session_id: null, project_root: null, branch_name: null, model: null, agent_version: null }),

  step(state, { known }) {
    if (known?.type !== 'session_start' && known?.type !== 'session_update') return;
    for (const key of KEYS) {
      const said: unknown = known[key];
      if (typeof said === 'string' && said !== '') state[key] = shortName(said);
    }
  },

  merge(left, right) {
    for (const key of KEYS) left[key] = right[key] ?? left[key];
    return left;
  },

  /** Only what is known. */
  finish: (state) => Object.fromEntries(KEYS.flatMap((key) => (state[key] === null ? [] : [[key, state[key]]]))),
};
