import { LIMITS } from '../base/limits.js';
import type { SessionFacts } from '../session/record.js';

/**
 * What the sessions down the line have brought, for the one that takes over. A line of the log holds so much and no
 * more: the oldest lists of artifacts are left out first, and counted; their own sessions have them.
 */
export function previousResults(parent: SessionFacts): readonly unknown[] {
  const { id: session_id, agent, artifacts, dod_result, pr_url } = parent;
  const known = parent.context['previous_results'];
  const before: readonly unknown[] = Array.isArray(known) ? known : known === undefined ? [] : [known];
  const results = [...before, { session_id, agent, artifacts, dod_result, pr_url }];
  let bytes = bytesOf(results);
  return results.map((result) => {
    if (bytes <= LIMITS.previous_results_bytes || !hasArtifacts(result)) return result;
    const { artifacts: left_out, ...rest } = result;
    bytes -= bytesOf(left_out);
    return { ...rest, artifacts_omitted: left_out.length };
  });
}

const hasArtifacts = (result: unknown): result is { readonly artifacts: readonly unknown[] } =>
  typeof result === 'object' && result !== null && 'artifacts' in result && Array.isArray(result.artifacts);

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
