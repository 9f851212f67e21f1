/**
 * `sessionlog/schema`: the zod schemas of a line, a report, a comparison and a session, and all as JSON Schema. An entry
 * of its own, because zod is slow to load and neither writing nor reading a log needs it.
 */
export { Change, DIFF_VERSION, Diff } from './analyze/diff-report.js';
export { diffJsonSchema, reportJsonSchema } from './analyze/json-schema.js';
export {
  AgentRow,
  Bottleneck,
  FileRow,
  Finding,
  GroupRow,
  LongestName,
  ModelRow,
  REPORT_VERSION,
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
} from './analyze/report.js';
export { eventJsonSchema, type JsonSchema } from './event/json-schema.js';
export { Event, KnownEvent, payloads, UnknownEvent } from './event/schema.js';
export { Session, sessionJsonSchema } from './session/schema.js';
