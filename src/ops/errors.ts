/** What every surface needs to tell what went wrong; it loads nothing else. */
export { type ErrorCode, errnoOf, SessionlogError } from '../base/errors.js';
