/** The pure analysis: located events in, one report out. No I/O, no clock. */
export {
  type Analysis,
  addProblem,
  addSource,
  closeSession,
  createAnalysis,
  merge,
  type SourceFile,
  step,
} from './analysis.js';
export { compare, type Labelled } from './compare.js';
export type { Price, Prices } from './cost.js';
export { createFindings, type Findings } from './findings.js';
export { finish, type ReportOptions } from './finish.js';
export { load, save } from './save.js';
export { createSession, type SessionState, stepSession, summarize } from './session.js';
export type {
  AgentRow,
  Bottleneck,
  Change,
  Diff,
  FileRow,
  Finding,
  GroupRow,
  Located,
  ModelRow,
  RecurringRow,
  Report,
  SessionRow,
  SkillRow,
  SlowCall,
  Summary,
  TaskRow,
  TimeParts,
  ToolRow,
  TrendRow,
  WaitRow,
} from './types.js';
