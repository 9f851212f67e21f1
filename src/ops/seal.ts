import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { SessionlogError } from '../base/errors.js';
import { defaultKeyPath, generateKey, loadKey } from '../log/keys.js';
import { unarchived } from '../log/paths.js';
import { type Sealed, sealLog } from '../log/seal.js';
import { isShardDir, shardsOf } from '../log/shards.js';
import { isPackedFile } from '../log/unpack.js';
import { isDirectory, resolveTargets } from './targets.js';

export { defaultKeyPath };

export interface KeygenInput {
  readonly keyPath: string;
  /** Where sessions live: no place for a key. */
  readonly dir: string;
}

/** Makes a key; returns its id. @throws SessionlogError OPTION_INVALID, KEY_EXISTS, WRITE_FAILED */
export function keygen({ keyPath, dir }: KeygenInput): string {
  const way = relative(resolve(dir), resolve(keyPath));
  if (!way.startsWith('..') && !isAbsolute(way)) {
    throw new SessionlogError(
      'OPTION_INVALID',
      `--key ${keyPath}: a key must not lie among the sessions that it seals (${dir})`,
    );
  }
  return generateKey(resolve(keyPath)).key_id;
}

export interface SealInput {
  readonly targets: readonly string[];
  readonly dir: string;
  readonly keyPath: string;
  readonly onSealed: (path: string, sealed: Sealed) => void | Promise<void>;
  readonly onRefused: (error: SessionlogError) => void;
}

/** Seals every log that the targets name; returns how many. @throws SessionlogError KEY_UNUSABLE */
export async function seal(input: SealInput): Promise<number> {
  const key = loadKey(input.keyPath);
  let taken = 0;
  const logs = resolveTargets(input.targets, input.dir, input.onRefused).filter(
    ({ path }) => !isListedArchive(path, input),
  );
  for (const path of logs.flatMap((log) => (isShardDir(log.path) ? shardsOf(log.path) : [log.path]))) {
    try {
      if (path === '-')
        throw new SessionlogError('OPTION_INVALID', 'seal needs a file: standard input cannot be sealed');
      if (isPackedFile(path))
        throw new SessionlogError(
          'OPTION_INVALID',
          `${path}: an archive cannot be sealed: seal a log before it is archived`,
        );
      await input.onSealed(path, sealLog(path, key, input.keyPath));
      taken++;
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      input.onRefused(error);
    }
  }
  return taken;
}

/** Whether a path is an archive that nobody named: a directory's archives stand as they were sealed. */
const isListedArchive = (path: string, { targets }: SealInput): boolean =>
  unarchived(path) !== path &&
  targets.some((target) => isDirectory(target) && resolve(target) === resolve(dirname(path)));
