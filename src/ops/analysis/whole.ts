import { type Analysis, createAnalysis, merge } from '../../analyze/analysis.js';
import type { LogFile } from '../targets.js';
import type { Part } from './part.js';

/**
 * The parts as one, as if their logs had been read one after the other: which findings stay listed, and which sessions come
 * first, does not depend on what was read together with what.
 */
export function wholeOf(parts: readonly Part[], logs: readonly LogFile[]): Analysis {
  const ranks = new Map(logs.map(({ path }, i) => [path, i]));
  const rankOf = (file: string | undefined): number => ranks.get(file ?? '') ?? -1;
  const analyses = parts.map(({ analysis }) => analysis);
  const whole = analyses.reduce(merge, createAnalysis());
  for (const [code, { listed }] of whole.findings) {
    // Of each part the first ones are listed, and so are the first ones of all of them.
    const all = [...new Set([...analyses.flatMap(({ findings }) => findings.get(code)?.listed ?? []), ...listed])];
    const first = all.sort((a, b) => rankOf(a.file) - rankOf(b.file)).slice(0, listed.length);
    listed.splice(0, listed.length, ...first);
  }
  const firstFile = ({ files }: { files: ReadonlyMap<string, number> }): string | undefined =>
    files.keys().next().value;
  whole.sessions = new Map([...whole.sessions].sort(([, a], [, b]) => rankOf(firstFile(a)) - rankOf(firstFile(b))));
  return whole;
}
