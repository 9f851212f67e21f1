/** What every surface needs of the rooms below: errors, limits, and the shapes of what operations hand out. */
export type { Report } from '../analyze/types.js';
export { didYouMean } from '../base/did-you-mean.js';
export { parseDuration } from '../base/duration.js';
export { LIMITS } from '../base/limits.js';
export { localZone } from '../base/zone.js';
export { visibleJson } from '../event/escape.js';
export { isNote, type Problem } from '../event/problem.js';
export type { SessionEvent } from '../event/types.js';
export { LEVELS, type Level } from '../log/levels.js';
export { DEFAULT_DIR } from '../log/paths.js';
export { SESSION_STATUSES } from '../session/lifecycle.js';
export { BASES, COLORS, type ColorMode } from './config/keys.js';
export { type RedactOptions, redactOf } from './config/redact.js';
export { SessionlogError } from './errors.js';
