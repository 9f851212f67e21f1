import { existsSync } from 'node:fs';
import { SessionlogError } from '../base/errors.js';
import { isNote } from '../event/problem.js';
import { keyIdOf, loadPublicText } from '../log/keys.js';
import { lastNoted } from '../log/ledger.js';
import { type FoundProblem, type VerifyResult, verifyLog } from '../log/verify.js';
import { resolveTargets } from './targets.js';

export interface VerifyInput {
  readonly targets: readonly string[];
  readonly dir: string;
  /** Public keys that are trusted: `.pub` files. */
  readonly keys: readonly string[];
  /** The private key of this machine: its public half is trusted, its ledger is asked. */
  readonly keyPath: string;
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
  const own = `${input.keyPath}.pub`;
  if (input.keys.length === 0 && existsSync(own)) trusted.add(keyIdOf(loadPublicText(own)));
  const results: VerifiedLog[] = [];
  for (const { path } of resolveTargets(input.targets, input.dir, input.onRefused)) {
    let findings = 0;
    let notes = 0;
    try {
      if (path === '-') throw new SessionlogError('OPTION_INVALID', 'verify needs a file: standard input has no seals');
      const result = verifyLog(path, {
        trusted,
        noted: lastNoted(input.keyPath, path),
        requireSeal: input.strict,
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
