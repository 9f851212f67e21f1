import { existsSync } from 'node:fs';
import { SessionlogError } from '../base/errors.js';
import { isNote } from '../event/problem.js';
import { defaultKeyPath, keyIdOf, loadPublicText } from '../log/keys.js';
import { lastNoted } from '../log/ledger.js';
import { isShardDir, shardsOf } from '../log/shards.js';
import { type FoundProblem, type VerifyResult, verifyLog } from '../log/verify.js';
import { resolveTargets } from './targets.js';

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

/** Verifies every log that the targets name. @throws SessionlogError KEY_UNUSABLE */
export function verify(input: VerifyInput): VerifiedLog[] {
  const trusted = new Set(input.keys.map((path) => keyIdOf(loadPublicText(path))));
  const keyPath = input.keyPath ?? defaultKeyPath();
  const own = `${keyPath}.pub`;
  if (input.keys.length === 0 && existsSync(own)) trusted.add(keyIdOf(loadPublicText(own)));
  // Beside a public key its private half may lie, and its ledger.
  const ledgers = [...input.keys.map((path) => path.replace(/\.pub$/, '')), keyPath];
  const results: VerifiedLog[] = [];
  const logs = resolveTargets(input.targets, input.dir, input.onRefused);
  for (const path of logs.flatMap((log) => (isShardDir(log.path) ? shardsOf(log.path) : [log.path]))) {
    let findings = 0;
    let notes = 0;
    try {
      if (path === '-') throw new SessionlogError('OPTION_INVALID', 'verify needs a file: standard input has no seals');
      const result = verifyLog(path, {
        trusted,
        noted: ledgers.map((ledger) => lastNoted(ledger, path)).find((noted) => noted !== undefined),
        // Who names a key expects its seals.
        requireSeal: input.strict || input.keys.length > 0,
        onProblem(problem) {
          if (isNote(problem) && !input.strict) notes++;
          else findings++;
          input.onProblem(problem);
        },
      });
      results.push({ file: path, ...result, findings, notes });
    } catch (error) {
      if (!(error instanceof SessionlogError)) throw error;
      input.onRefused(error);
    }
  }
  return results;
}
