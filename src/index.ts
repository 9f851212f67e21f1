/** `sessionlog`: log what an agent does, append events, read and follow logs. The analysis is `sessionlog/analyze`. */
export type { Report, Summary } from './analyze/types.js';
export type { Clock } from './base/clock.js';
export { type ErrorCode, SessionlogError } from './base/errors.js';
export type { Problem, ProblemCode } from './event/problem.js';
export type { RedactOptions, RedactPattern } from './event/redact.js';
export type {
  EventInput,
  EventOf,
  EventType,
  KnownEvent,
  Payload,
  SessionEvent,
  UnknownEvent,
} from './event/types.js';
export {
  append,
  LEVELS,
  type Level,
  type LogWriter,
  openLog,
  type ReadEvent,
  type ReadItem,
  type ReadOptions,
  type ReadResult,
  type Receipt,
  read,
  readEvents,
  type Source,
  type TailItem,
  type TailOptions,
  tail,
  type WriterOptions,
} from './log/index.js';
export type { OnError } from './logger/failures.js';
export { SessionLogger, type SessionLoggerOptions } from './logger/logger.js';
export type { SealOptions } from './logger/sealer.js';
export type { Cleanup } from './ops/session-cleanup.js';
export type { StartInput } from './ops/session-start.js';
export {
  type CleanupQuery,
  createSessions,
  type EndInput,
  type OpenSession,
  type Outcome,
  type SessionQuery,
  type Sessions,
  type SessionsOptions,
  type UpdateInput,
} from './ops/sessions.js';
export { SESSION_STATUSES, type SessionStatus } from './session/lifecycle.js';
export type { Lineage, LineageNode } from './session/lineage.js';
export type { SessionFilter, SessionSort } from './session/query.js';
export { DOD_RESULTS, PHASES, type SessionFinding, type SessionRecord } from './session/record.js';
export type { SessionStats } from './session/stats.js';
