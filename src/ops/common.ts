/** What every surface needs of the rooms below: errors, limits, and the shapes of what operations hand out. */
export type { Report } from '../analyze/types.js';
export { didYouMean } from '../base/did-you-mean.js';
export { parseDuration } from '../base/duration.js';
export { type ErrorCode, errnoOf, SessionlogError } from '../base/errors.js';
export { LIMITS } from '../base/limits.js';
export { visibleJson } from '../event/escape.js';
export { isNote, type Problem } from '../event/problem.js';
export type { SessionEvent } from '../event/types.js';
export { LEVELS, type Level } from '../log/levels.js';
export { DEFAULT_DIR } from '../log/paths.js';
export { BASES, COLORS, type ColorMode } from './config/keys.js';
export { type RedactOptions, redactOf } from './config/redact.js';
