/** What every surface needs of the rooms below: errors, limits, and the shapes of what operations hand out. */
export type { Report } from '../analyze/types.js';
export { didYouMean } from '../base/did-you-mean.js';
export { LIMITS } from '../base/limits.js';
export { visibleJson } from '../event/escape.js';
export { isNote, type Problem } from '../event/problem.js';
export type { SessionEvent } from '../event/types.js';
export { DEFAULT_DIR } from '../log/paths.js';
export { SessionlogError } from './errors.js';
