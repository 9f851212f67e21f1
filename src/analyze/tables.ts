import { type Agents, agents } from './agents.js';
import { type Files, files } from './files.js';
import { sealTime } from './name-time.js';
import { isCapped } from './names.js';
import { type Skills, skills } from './skills.js';
import { type Tasks, tasks } from './tasks.js';
import { type Tools, tools } from './tools.js';
import type { Seen } from './types.js';
import { unknownTypes } from './unknown-types.js';

/** The metrics with a row for each name: of one session, or of all that are closed. */
export interface Tables {
  tasks: Tasks;
  tools: Tools;
  skills: Skills;
  files: Files;
  agents: Agents;
  unknown_types: Map<string, number>;
}

export const createTables = (): Tables => ({
  tasks: tasks.init(),
  tools: tools.init(),
  skills: skills.init(),
  files: files.init(),
  agents: agents.init(),
  unknown_types: unknownTypes.init(),
});

export function stepTables(tables: Tables, seen: Seen): void {
  tasks.step(tables.tasks, seen);
  tools.step(tables.tools, seen);
  skills.step(tables.skills, seen);
  files.step(tables.files, seen);
  agents.step(tables.agents, seen);
  unknownTypes.step(tables.unknown_types, seen);
}

export function mergeTables(left: Tables, right: Tables): Tables {
  tasks.merge(left.tasks, right.tasks);
  tools.merge(left.tools, right.tools);
  skills.merge(left.skills, right.skills);
  files.merge(left.files, right.files);
  agents.merge(left.agents, right.agents);
  unknownTypes.merge(left.unknown_types, right.unknown_types);
  return left;
}

/** Turns stretches of time into sums, which is how the times of different sessions come together. */
export function sealTables(tables: Tables): Tables {
  for (const rows of [tables.tasks, tables.tools, tables.skills]) {
    for (const { time } of rows.values()) sealTime(time);
  }
  return tables;
}

/** The tables that had to put names together. */
export const cappedTables = (tables: Tables): string[] =>
  Object.entries(tables).flatMap(([table, rows]) => (isCapped(rows) ? [table] : []));
