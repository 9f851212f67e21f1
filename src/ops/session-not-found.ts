import { SessionlogError } from '../base/errors.js';

/** @param where the directory or the files that were looked in */
export const notFound = (where: string, id: string): SessionlogError =>
  new SessionlogError('SESSION_NOT_FOUND', `${id}: there is no such session in ${where}`);
