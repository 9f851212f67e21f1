import { type Agents, agents } from './agents.js';
import { type Files, files, sealFiles } from './files.js';
import { type Models, models } from './models.js';
import { sealTime } from './name-time.js';
import { isCapped } from './names.js';
import { type Parallel, parallel, sealParallel } from './parallel.js';
import type { Seen } from './seen.js';
import { type Skills, skills } from './skills.js';
import { type Slowest, slowest } from './slowest.js';
import { type Tasks, tasks } from './tasks.js';
import { type Tools, tools } from './tools.js';

import { unknownTypes } from './unknown-types.js';
import { type Waits, waits } from './waits.js';

/** The metrics that have more than a number or two: of one session, or of all that are closed. */
export interface Tables {
  tasks: Tasks;
  tools: Tools;
  skills: Skills;
  models: Models;
  waits: Waits;
  files: Files;
  agents: Agents;
  unknown_types: Map<string, number>;
  parallel: Parallel;
  slowest: Slowest;
}

export const createTables = (): Tables => ({
  tasks: tasks.init(),
  tools: tools.init(),
  skills: skills.init(),
  models: models.init(),
  waits: waits.init(),
  files: files.init(),
  agents: agents.init(),
  unknown_types: unknownTypes.init(),
  parallel: parallel.init(),
  slowest: slowest.init(),
});

/** To the tables that have something of the event's type. */
export function stepTables(tables: Tables, seen: Seen): void {
  agents.step(tables.agents, seen);
  switch (seen.known?.type) {
    case 'tool_call':
      tools.step(tables.tools, seen);
      parallel.step(tables.parallel, seen);
      slowest.step(tables.slowest, seen);
      break;
    case 'file_read':
    case 'file_write':
      files.step(tables.files, seen);
      break;
    case 'task_complete':
      tasks.step(tables.tasks, seen);
      break;
    case 'skill':
    case 'skill_attempt':
      skills.step(tables.skills, seen);
      break;
    case 'model_call':
      models.step(tables.models, seen);
      break;
    case 'wait':
      waits.step(tables.waits, seen);
      break;
    case undefined:
      unknownTypes.step(tables.unknown_types, seen);
      break;
    default:
  }
}

export function mergeTables(left: Tables, right: Tables): Tables {
  tasks.merge(left.tasks, right.tasks);
  tools.merge(left.tools, right.tools);
  skills.merge(left.skills, right.skills);
  models.merge(left.models, right.models);
  waits.merge(left.waits, right.waits);
  files.merge(left.files, right.files);
  agents.merge(left.agents, right.agents);
  unknownTypes.merge(left.unknown_types, right.unknown_types);
  parallel.merge(left.parallel, right.parallel);
  slowest.merge(left.slowest, right.slowest);
  return left;
}

/** Turns stretches of time into sums, which is how the times of different sessions come together. */
export function sealTables(tables: Tables): Tables {
  for (const rows of [tables.tasks, tables.tools, tables.skills, tables.models, tables.waits]) {
    for (const { time } of rows.values()) sealTime(time);
  }
  sealFiles(tables.files);
  sealParallel(tables.parallel);
  return tables;
}

/** The tables that had to put names together. */
export const cappedTables = (tables: Tables): string[] =>
  Object.entries(tables).flatMap(([table, rows]) => (rows instanceof Map && isCapped(rows) ? [table] : []));
