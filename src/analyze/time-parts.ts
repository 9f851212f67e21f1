import { LIMITS } from '../base/limits.js';
import { type Coverage, cover, coverFrom, measure } from './coverage.js';
import { microsOf } from './micros.js';
import type { Fold, Seen } from './types.js';

/**
 * Coverages, each of which holds the one before it: their differences are the disjoint parts. Null stands for the same
 * as the one before, as long as no event of that kind came: most logs know no models and no waits.
 */
export interface TimeCover {
  tool: Coverage;
  skill: Coverage;
  model: Coverage | null;
  permission: Coverage | null;
  human: Coverage | null;
  task: Coverage;
  all: Coverage;
}

/** In microseconds. The parts, of which `active_us` is none, add up to the total. */
export interface Parts {
  active_us: number;
  tool_us: number;
  skill_us: number;
  model_us: number;
  permission_us: number;
  task_us: number;
  other_us: number;
  human_us: number;
  idle_us: number;
}

const LIMIT = LIMITS.coverage_cells;
const GAP_US = microsOf(LIMITS.active_gap_ms);

type Layer = Exclude<keyof TimeCover, 'all'>;
/** The innermost first: a tool that runs while a person is waited for is a tool's time. */
const LAYERS = ['tool', 'skill', 'model', 'permission', 'human', 'task'] as const satisfies readonly Layer[];

/** The innermost layer that an event belongs to: it belongs to all those around it too. */
function layerOf({ known }: Seen): number {
  switch (known?.type) {
    case 'tool_call':
      return LAYERS.indexOf('tool');
    case 'skill':
    case 'skill_attempt':
      return LAYERS.indexOf('skill');
    case 'model_call':
      return LAYERS.indexOf('model');
    case 'wait':
      return LAYERS.indexOf(known.for);
    case 'task_complete':
      return LAYERS.indexOf('task');
    default:
      return LAYERS.length;
  }
}

/** The coverage of a layer, or of the one that stands for it. */
function standingFor(state: TimeCover, layer: number): Coverage {
  for (let i = layer; i > 0; i--) {
    const own = state[LAYERS[i] as Layer];
    if (own !== null) return own;
  }
  return state.tool;
}

/** From now on the layer has a coverage of its own. */
function part(state: TimeCover, layer: number): void {
  const name = LAYERS[layer];
  if (name !== undefined) state[name] ??= [...standingFor(state, layer)];
}

export const timeParts: Fold<TimeCover, Parts, [total_us: number]> = {
  init: () => ({ tool: [], skill: [], model: null, permission: null, human: null, task: [], all: [] }),

  step(state, seen) {
    const { start_us, at_us } = seen;
    // A process that hangs is sampled too: whoever looks at it is active, not the agent.
    if (seen.known?.type === 'resource_sample') return;
    cover(state.all, start_us, at_us, LIMIT, GAP_US);
    // A point takes no time in a tool, skill or task: it would only use up a cell.
    if (start_us === at_us) return;
    const innermost = layerOf(seen);
    part(state, innermost);
    for (let layer = innermost; layer < LAYERS.length; layer++) {
      const own = state[LAYERS[layer] as Layer];
      if (own !== null) cover(own, start_us, at_us, LIMIT);
    }
  },

  merge(left, right) {
    for (const [layer, name] of LAYERS.entries()) if (right[name] !== null) part(left, layer);
    for (const [layer, name] of LAYERS.entries()) {
      const own = left[name];
      if (own !== null) coverFrom(own, standingFor(right, layer), LIMIT);
    }
    coverFrom(left.all, right.all, LIMIT, GAP_US);
    return left;
  },

  finish(state, total_us) {
    // Each holds the one before it; where cells were joined, only nearly: so each is held by the one around it.
    const busy_us = Math.min(measure(state.all, GAP_US), total_us);
    const up_to = { tool: 0, skill: 0, model: 0, permission: 0, human: 0, task: 0 };
    let around = busy_us;
    for (let layer = LAYERS.length - 1; layer >= 0; layer--) {
      around = Math.min(measure(standingFor(state, layer)), around);
      up_to[LAYERS[layer] as Layer] = around;
    }
    const human_us = up_to.human - up_to.permission;
    return {
      active_us: busy_us - human_us,
      tool_us: up_to.tool,
      skill_us: up_to.skill - up_to.tool,
      model_us: up_to.model - up_to.skill,
      permission_us: up_to.permission - up_to.model,
      task_us: up_to.task - up_to.human,
      other_us: busy_us - up_to.task,
      human_us,
      idle_us: total_us - busy_us,
    };
  },
};
