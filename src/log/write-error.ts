import { errnoOf, messageOf, SessionlogError } from '../base/errors.js';

export const syncError = (path: string, error: unknown): SessionlogError =>
  new SessionlogError('SYNC_FAILED', `${path}: fdatasync failed: ${messageOf(error)}`, error);

const TOLD: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device: free some',
  EDQUOT: 'the disk quota is used up: free some space',
  EFBIG: 'the file has reached the largest size allowed here',
  EACCES: 'permission denied: ask for write access to it',
  EPERM: 'the system does not permit to write to it',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory, not a file',
};

/** What a failed system call means for a log, with what to do about it. */
export function writeError(path: string, error: unknown): SessionlogError {
  if (error instanceof SessionlogError) return error;
  const errno = errnoOf(error);
  if (errno === 'ELOOP')
    return new SessionlogError('FILE_UNSAFE', `${path}: it is a symbolic link: log to a real file`, error);
  if (errno === 'ENXIO')
    return new SessionlogError('FILE_UNSAFE', `${path}: it is no regular file: a log must be one`, error);
  return new SessionlogError('WRITE_FAILED', `${path}: ${TOLD[errno] ?? messageOf(error)}`, error);
}
