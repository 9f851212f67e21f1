/**
 * `sessionlog/schema`: the zod schemas of a line and of a report, and both as JSON Schema. An entry of its own,
 * because zod is slow to load and neither writing nor reading a log needs it.
 */
export { reportJsonSchema } from './analyze/json-schema.js';
export {
  AgentRow,
  Bottleneck,
  FileRow,
  Finding,
  REPORT_VERSION,
  Report,
  SessionRow,
  SkillRow,
  Summary,
  TaskRow,
  TimeParts,
  ToolRow,
} from './analyze/report.js';
export { eventJsonSchema, type JsonSchema } from './event/json-schema.js';
export { Event, KnownEvent, payloads, UnknownEvent } from './event/schema.js';
