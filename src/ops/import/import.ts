import { SessionlogError } from '../../base/errors.js';
import { Copies } from '../copies.js';
import type { Environment } from '../hook/places.js';
import type { ReadLogOptions } from '../read-log.js';
import { type Selection, selectLogs } from '../sources/select.js';
import { type ImportedFile, importFile } from './import-file.js';

export type { ImportedFile };

export interface ImportInput extends Selection {
  /** Files, directories, names of agents. */
  readonly targets: readonly string[];
  /** Where our logs go. */
  readonly dir: string;
  readonly env: Environment;
  readonly now_ms: number;
  /** Says what would be imported, and writes nothing. */
  readonly dry_run: boolean;
  readonly onFile: (file: ImportedFile) => void | Promise<void>;
  /** Hears of a target or a source that could not be taken; the others are imported all the same. */
  readonly onRefused: (error: SessionlogError) => void;
  readonly onBlock?: ReadLogOptions['onBlock'];
}

/** What no other source would fare better with. */
const FATAL = new Set(['WRITE_FAILED', 'SYNC_FAILED', 'FILE_UNSAFE']);

/**
 * Writes foreign logs as ours, a session each; returns how many were taken. Again, it adds only what is new.
 *
 * @throws SessionlogError OPTION_INVALID without any target; WRITE_FAILED, SYNC_FAILED, NO_LOGS
 */
export async function importLogs(input: ImportInput): Promise<number> {
  const { targets, dir, all, project, since_ms, env, onFile, onRefused } = input;
  if (targets.length === 0 && all !== true && project === undefined && since_ms === undefined) {
    throw new SessionlogError(
      'OPTION_INVALID',
      'import: name what to import: files, directories, agents (see: sessionlog sources), or --all',
    );
  }
  if (targets.includes('-')) {
    throw new SessionlogError('OPTION_INVALID', 'import: a source must be a file, so that it is known again');
  }
  const copies = new Copies();
  let taken = 0;
  for (const log of selectLogs(targets, dir, input, env, onRefused)) {
    try {
      await onFile(await importFile(log, { ...input, copies }));
      taken++;
    } catch (error) {
      if (!(error instanceof SessionlogError) || FATAL.has(error.code)) throw error;
      onRefused(error);
    }
  }
  return taken;
}
