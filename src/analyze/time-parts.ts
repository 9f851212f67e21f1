import { LIMITS } from '../base/limits.js';
import { type Coverage, cover, coverFrom, measure } from './coverage.js';
import { microsOf } from './micros.js';
import type { Fold, Seen } from './types.js';

/** Four coverages, each of which holds the one before it: their differences are the disjoint parts. */
export interface TimeCover {
  tool: Coverage;
  skill: Coverage;
  task: Coverage;
  all: Coverage;
}

/** In microseconds. The five parts add up to the total. */
export interface Parts {
  active_us: number;
  tool_us: number;
  skill_us: number;
  task_us: number;
  other_us: number;
  idle_us: number;
}

const LIMIT = LIMITS.coverage_cells;
const GAP_US = microsOf(LIMITS.active_gap_ms);

/** How many of the coverages, counted from `all`, an event belongs to. */
function depthOf({ known }: Seen): number {
  switch (known?.type) {
    case 'tool_call':
      return 4;
    case 'skill':
    case 'skill_attempt':
      return 3;
    case 'task_complete':
      return 2;
    default:
      return 1;
  }
}

export const timeParts: Fold<TimeCover, Parts, [total_us: number]> = {
  init: () => ({ tool: [], skill: [], task: [], all: [] }),

  step(state, seen) {
    const { start_us, at_us } = seen;
    // A process that hangs is sampled too: whoever looks at it is active, not the agent.
    if (seen.known?.type === 'resource_sample') return;
    cover(state.all, start_us, at_us, LIMIT, GAP_US);
    // A point takes no time in a tool, skill or task: it would only use up a cell.
    if (start_us === at_us) return;
    const depth = depthOf(seen);
    if (depth >= 2) cover(state.task, start_us, at_us, LIMIT);
    if (depth >= 3) cover(state.skill, start_us, at_us, LIMIT);
    if (depth >= 4) cover(state.tool, start_us, at_us, LIMIT);
  },

  merge(left, right) {
    coverFrom(left.tool, right.tool, LIMIT);
    coverFrom(left.skill, right.skill, LIMIT);
    coverFrom(left.task, right.task, LIMIT);
    coverFrom(left.all, right.all, LIMIT, GAP_US);
    return left;
  },

  finish(state, total_us) {
    // Each holds the one before it; where cells were joined, only nearly: so each is held between its neighbours.
    const active_us = Math.min(measure(state.all, GAP_US), total_us);
    const task = Math.min(measure(state.task), active_us);
    const skill = Math.min(measure(state.skill), task);
    const tool_us = Math.min(measure(state.tool), skill);
    return {
      active_us,
      tool_us,
      skill_us: skill - tool_us,
      task_us: task - skill,
      other_us: active_us - task,
      idle_us: total_us - active_us,
    };
  },
};
