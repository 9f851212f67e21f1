import { LIMITS } from '../base/limits.js';
import { type Coverage, cover, coverFrom, measure } from './coverage.js';
import { microsOf } from './micros.js';
import type { Seen } from './seen.js';
import type { Fold } from './types.js';

/** What time goes into, the innermost first: a tool that runs while a person is waited for is a tool's time. */
const LAYERS = ['tool', 'skill', 'model', 'permission', 'human', 'task'] as const;

export interface TimeCover {
  /**
   * For each of `LAYERS` when it or one before it ran, so that their differences are the disjoint parts. Null stands for
   * the same as the one before, as long as no event of that kind came: most logs know no models and no waits.
   */
  layers: (Coverage | null)[];
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

const TOOL = LAYERS.indexOf('tool');
const SKILL = LAYERS.indexOf('skill');
const MODEL = LAYERS.indexOf('model');
const TASK = LAYERS.indexOf('task');

/** The innermost layer that an event belongs to: it belongs to all those around it too. */
function layerOf({ known }: Seen): number {
  switch (known?.type) {
    case 'tool_call':
      return TOOL;
    case 'skill':
    case 'skill_attempt':
      return SKILL;
    case 'model_call':
      return MODEL;
    case 'wait':
      return LAYERS.indexOf(known.for);
    case 'task_complete':
      return TASK;
    default:
      return LAYERS.length;
  }
}

/** The coverage of a layer, or of the one that stands for it. */
function standingFor({ layers }: TimeCover, layer: number): Coverage {
  for (let i = layer; i > 0; i--) {
    const own = layers[i];
    if (own) return own;
  }
  return layers[0] ?? [];
}

/** From now on the layer has a coverage of its own. */
function part(state: TimeCover, layer: number): void {
  if (layer < LAYERS.length) state.layers[layer] ??= [...standingFor(state, layer)];
}

export const timeParts: Fold<TimeCover, Parts, [total_us: number]> = {
  init: () => ({
    layers: LAYERS.map((_, layer) => (layer === TOOL || layer === SKILL || layer === TASK ? [] : null)),
    all: [],
  }),

  step(state, seen) {
    const { start_us, at_us } = seen;
    // A process that hangs is sampled too: whoever looks at it is active, not the agent.
    if (seen.type === 'resource_sample') return;
    cover(state.all, start_us, at_us, LIMIT, GAP_US);
    // A point takes no time in a tool, skill or task: it would only use up a cell.
    if (start_us === at_us) return;
    const { layers } = state;
    const innermost = layerOf(seen);
    if (layers[innermost] === null) part(state, innermost);
    for (let layer = innermost; layer < layers.length; layer++) {
      const own = layers[layer];
      if (own) cover(own, start_us, at_us, LIMIT);
    }
  },

  merge(left, right) {
    for (const [layer, own] of right.layers.entries()) if (own !== null) part(left, layer);
    for (const [layer, own] of left.layers.entries())
      if (own !== null) coverFrom(own, standingFor(right, layer), LIMIT);
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
      up_to[LAYERS[layer] as (typeof LAYERS)[number]] = around;
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
