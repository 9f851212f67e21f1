import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { SessionlogError } from '../base/errors.js';
import { isNote } from '../event/problem.js';
import { defaultKeyPath, keyIdOf, loadPublicText } from '../log/keys.js';
import { placeOf, readLedger } from '../log/ledger.js';
import { missingLogs } from '../log/missing.js';
import { unarchived } from '../log/paths.js';
import { isShardDir, shardsOf } from '../log/shards.js';
import { type FoundProblem, type VerifyResult, verifyLogInPieces } from '../log/verify.js';
import { isDirectory, logsIfAny, resolveTargets } from './targets.js';

export type { FoundProblem };

export interface VerifyInput {
  readonly targets: readonly string[];
  readonly dir: string;
  /** Public keys that are trusted: `.pub` files. */
  readonly keys: readonly string[];
  /** The private key of this machine (default: where `keygen` puts it): its public half is trusted, its ledger asked. */
  readonly keyPath?: string | undefined;
  /** Notes count as findings too, and so does a log without seals. */
  readonly strict: boolean;
  readonly onProblem: (problem: FoundProblem) => void;
  readonly onRefused: (error: SessionlogError) => void;
}

export interface VerifiedLog extends VerifyResult {
  readonly file: string;
  readonly findings: number;
  readonly notes: number;
}

export interface Verified {
  readonly logs: readonly VerifiedLog[];
  /** Logs that the targets' directories must hold and do not. */
  readonly missing: number;
}

/** Verifies every log that the targets name. @throws SessionlogError KEY_UNUSABLE; FILE_UNREADABLE: a key's ledger, or a directory of shards */
export async function verify(input: VerifyInput): Promise<Verified> {
  const trusted = new Set(input.keys.map((path) => keyIdOf(loadPublicText(path))));
  const keyPath = input.keyPath ?? defaultKeyPath();
  const own = `${keyPath}.pub`;
  if (input.keys.length === 0 && existsSync(own)) trusted.add(keyIdOf(loadPublicText(own)));
  // Beside a public key its private half may lie, and its ledger.
  const ledgers = [...input.keys.map((path) => path.replace(/\.pub$/, '')), keyPath].map(readLedger);
  // Who names a key expects its seals, and the logs that it sealed.
  const expectsSeals = input.strict || input.keys.length > 0;

  const missing = new Map<string, FoundProblem>();
  const look = (dir: string): boolean => {
    const gone = missingLogs(dir, expectsSeals ? ledgers : []);
    for (const problem of gone) missing.set(resolve(problem.file), problem);
    return gone.length > 0;
  };
  // Of a directory whose logs are all gone, that is told, and not that it has none.
  const isEmptied = (target: string): boolean => isDirectory(target) && look(target) && logsIfAny(target).length === 0;
  const targets = input.targets.filter((target) => !isEmptied(target));
  const found = resolveTargets(targets, input.dir, input.onRefused);
  for (const { path } of found) if (isShardDir(path)) look(path);
  for (const problem of missing.values()) input.onProblem(problem);

  const logs: VerifiedLog[] = [];
  for (const path of found.flatMap((log) => (isShardDir(log.path) ? shardsOf(log.path) : [log.path]))) {
    let findings = 0;
    let notes = 0;
    try {
      if (path === '-') throw new SessionlogError('OPTION_INVALID', 'verify needs a file: standard input has no seals');
      const result = await verifyLogInPieces(path, {
        trusted,
        noted: ledgers.map((ledger) => ledger.get(placeOf(unarchived(path)))).find((noted) => noted !== undefined),
        requireSeal: expectsSeals,
        onProblem(problem) {
          if (isNote(problem) && !input.strict) notes++;
          else findings++;
          input.onProblem(problem);
        },
      });
      logs.push({ file: path, ...result, findings, notes });
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      input.onRefused(error);
    }
  }
  return { logs, missing: missing.size };
}
